import { Places } from './places.js';

const placedAtOnce = Promise.resolve();

/**
 * A queue with so many places that both sides wait for: a producer for a place, a consumer for an item. `put` and `next` are
 * there to be awaited, `tryPut` and `tryTake` never wait. Without places an item goes from hand to hand.
 *
 * @template Value
 */
export class BoundedQueue {
  /** @type {Places<Value>} */
  #places;
  #closed = false;
  // `shift` costs something on an empty array too, so that they are looked at before.
  /** @type {{ value: Value, placed: () => void }[]} */
  #producers = [];
  /** @type {((result: IteratorResult<Value, undefined>) => void)[]} */
  #consumers = [];

  /** @param {number} places */
  constructor(places) {
    this.#places = new Places(places);
  }

  /**
   * @param {Value} value
   * @returns {boolean} whether a place or a consumer was there for it
   */
  tryPut(value) {
    const consume = this.#consumers.length > 0 ? this.#consumers.shift() : undefined;
    if (consume !== undefined) {
      consume({ value, done: false });
      return true;
    }
    if (this.#places.isFull) return false;
    this.#places.put(value);
    return true;
  }

  /**
   * Resolves when the value has found a place or a consumer, first come, first served.
   *
   * @param {Value} value
   * @returns {Promise<void>}
   */
  put(value) {
    if (this.tryPut(value)) return placedAtOnce;
    return new Promise((placed) => {
      this.#producers.push({ value, placed });
    });
  }

  /** @returns {Value | undefined} undefined if there is none now */
  tryTake() {
    const producer = this.#producers.length > 0 ? this.#producers.shift() : undefined;
    if (this.#places.length === 0) {
      producer?.placed();
      return producer?.value;
    }
    const value = this.#places.take();
    if (producer !== undefined) {
      this.#places.put(producer.value);
      producer.placed();
    }
    return value;
  }

  /** @returns {Promise<IteratorResult<Value, undefined>>} */
  next() {
    const value = this.tryTake();
    if (value !== undefined) return Promise.resolve({ value, done: false });
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
}
