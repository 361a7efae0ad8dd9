/**
 * What is passed from stage to stage.
 *
 * @typedef {object} Item
 * @property {number} id
 * @property {Uint8Array} bytes
 * @property {number} result written by the worker
 * @property {number} worker written by the worker: its index
 */

/**
 * Items that are made once and lent again and again, so that passing one allocates nothing. The sink gives an item back;
 * finding it by `id % length` would not do, since few in flight does not mean ids close together: one worker can be held
 * up with one item while the others pass any number.
 */
export class ItemRing {
  #free;
  #lendAt = 0;
  #takeAt = 0;
  #lent = 0;

  /** @param {readonly Item[]} items */
  constructor(items) {
    this.#free = [...items];
  }

  /** @returns {Item} */
  lend() {
    if (++this.#lent > this.#free.length) {
      throw new Error(
        `${this.#free.length} items exist, and ${this.#lent} are in flight: the bound is wrong`,
      );
    }
    const item = /** @type {Item} */ (this.#free[this.#lendAt]);
    if (++this.#lendAt === this.#free.length) this.#lendAt = 0;
    return item;
  }

  /** @param {Item} item */
  takeBack(item) {
    this.#lent--;
    this.#free[this.#takeAt] = item;
    if (++this.#takeAt === this.#free.length) this.#takeAt = 0;
  }
}

/**
 * Items with memory of their own, since a clone copies all of the memory that a view lies in.
 *
 * @param {number} length
 * @param {number} payload bytes
 * @returns {Item[]}
 */
export function ownItems(length, payload) {
  return Array.from({ length }, () => ({
    id: 0,
    // Filled, so that its pages are there.
    bytes: new Uint8Array(payload).fill(1),
    result: 0,
    worker: 0,
  }));
}
