/**
 * So many places for values, first in, first out. An array with `shift` would do until it has some 50,000 elements; from
 * there on V8 moves all of them.
 *
 * @template Value
 */
export class Places {
  /** @type {(Value | undefined)[]} */
  #ring;
  #head = 0;
  #length = 0;

  /** @param {number} count */
  constructor(count) {
    this.#ring = Array.from({ length: count }, () => undefined);
  }

  get length() {
    return this.#length;
  }

  get isFull() {
    return this.#length === this.#ring.length;
  }

  /** @param {Value} value there must be a place */
  put(value) {
    const end = this.#head + this.#length++;
    this.#ring[end < this.#ring.length ? end : end - this.#ring.length] = value;
  }

  /** The first value, which keeps its place; there must be one. */
  get first() {
    return /** @type {Value} */ (this.#ring[this.#head]);
  }

  /** The first value, whose place is free again; there must be one. */
  take() {
    const value = this.first;
    if (++this.#head === this.#ring.length) this.#head = 0;
    this.#length--;
    return value;
  }
}
