const placedAtOnce = Promise.resolve();

/**
 * A queue with so many places that both sides wait for: a producer for a place, a consumer for an item. Every operation
 * is awaited. Without places an item goes from hand to hand.
 *
 * @template Value
 */
export class BoundedQueue {
  /** @type {(Value | undefined)[]} */
  #ring;
  #head = 0;
  #length = 0;
  #closed = false;
  /** @type {{ value: Value, placed: () => void }[]} */
  #producers = [];
  /** @type {((result: IteratorResult<Value, undefined>) => void)[]} */
  #consumers = [];

  /** @param {number} places */
  constructor(places) {
    this.#ring = Array.from({ length: places }, () => undefined);
  }

  /**
   * Resolves when the value has found a place or a consumer, first come, first served.
   *
   * @param {Value} value
   * @returns {Promise<void>}
   */
  put(value) {
    const consume = this.#consumers.shift();
    if (consume !== undefined) {
      consume({ value, done: false });
      return placedAtOnce;
    }
    if (this.#length < this.#ring.length) {
      this.#store(value);
      return placedAtOnce;
    }
    return new Promise((placed) => {
      this.#producers.push({ value, placed });
    });
  }

  /** @returns {Promise<IteratorResult<Value, undefined>>} */
  next() {
    const producer = this.#producers.shift();
    if (this.#length > 0) {
      const value = this.#remove();
      if (producer !== undefined) {
        this.#store(producer.value);
        producer.placed();
      }
      return Promise.resolve({ value, done: false });
    }
    if (producer !== undefined) {
      producer.placed();
      return Promise.resolve({ value: producer.value, done: false });
    }
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((consume) => {
      this.#consumers.push(consume);
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** Nothing more comes. Whoever waits for an item is told. */
  close() {
    this.#closed = true;
    for (const consume of this.#consumers.splice(0)) consume({ value: undefined, done: true });
  }

  /** @param {Value} value */
  #store(value) {
    const end = this.#head + this.#length++;
    this.#ring[end < this.#ring.length ? end : end - this.#ring.length] = value;
  }

  #remove() {
    const value = /** @type {Value} */ (this.#ring[this.#head]);
    if (++this.#head === this.#ring.length) this.#head = 0;
    this.#length--;
    return value;
  }
}
