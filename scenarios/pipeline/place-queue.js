const publishedCell = 0;
/** The places lie a cache line behind the cell that both sides look at all the time. */
const firstCell = 16;

/**
 * A queue of numbers from one thread to one other, in memory that both share. It has no bound of its own: whoever puts must
 * know that there is room. Each side makes its own around the same memory and keeps its own count.
 */
export class PlaceQueue {
  #cells;
  #mask;
  /** Of the numbers that this side has put, or taken. */
  #count = 0;

  /** @param {SharedArrayBuffer} memory as from `PlaceQueue.memory()` */
  constructor(memory) {
    this.#cells = new Int32Array(memory);
    this.#mask = this.#cells.length - firstCell - 1;
  }

  /** @param {number} atMost so many numbers may be in it */
  static memory(atMost) {
    const room = 2 ** Math.ceil(Math.log2(atMost));
    return new SharedArrayBuffer((firstCell + room) * Int32Array.BYTES_PER_ELEMENT);
  }

  /** @param {number} value */
  put(value) {
    this.#cells[firstCell + (this.#count & this.#mask)] = value;
    // What this thread has written before is seen by whoever reads the new count.
    Atomics.store(this.#cells, publishedCell, ++this.#count);
  }

  /** How many the other side has put and this one has not taken. */
  get waiting() {
    return Atomics.load(this.#cells, publishedCell) - this.#count;
  }

  /** There must be one. */
  take() {
    return /** @type {number} */ (this.#cells[firstCell + (this.#count++ & this.#mask)]);
  }
}
