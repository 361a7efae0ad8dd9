/**
 * Items that lie side by side in memory that threads share: identity and result, then the payload. Each begins at a cache line
 * of its own, so that two threads never write to one.
 */
const cacheLine = 64;
const fieldBytes = 2 * Uint32Array.BYTES_PER_ELEMENT;
const idField = 0;
const resultField = 1;

/**
 * @param {number} length
 * @param {number} payload bytes
 * @returns {import('./item-ring.js').Item[]}
 */
export function sharedItems(length, payload) {
  const stride = strideOf(payload);
  const memory = new SharedArrayBuffer(length * stride);
  return Array.from({ length }, (_, place) => ({
    id: 0,
    // Filled, so that its pages are there.
    bytes: new Uint8Array(memory, place * stride + fieldBytes, payload).fill(1),
    result: 0,
    worker: 0,
  }));
}

/** The fields of items in shared memory, by their places. */
export class SharedFields {
  #words;
  #wordsApart;

  /**
   * @param {SharedArrayBuffer} memory
   * @param {number} payload
   */
  constructor(memory, payload) {
    this.#words = new Uint32Array(memory);
    this.#wordsApart = strideOf(payload) / Uint32Array.BYTES_PER_ELEMENT;
  }

  /**
   * @param {Uint8Array} bytes an item's payload
   * @returns {number}
   */
  placeOf(bytes) {
    return (bytes.byteOffset - fieldBytes) / Uint32Array.BYTES_PER_ELEMENT / this.#wordsApart;
  }

  /**
   * @param {number} place
   * @param {number} id
   */
  setId(place, id) {
    this.#words[place * this.#wordsApart + idField] = id;
  }

  /** @param {number} place */
  id(place) {
    return /** @type {number} */ (this.#words[place * this.#wordsApart + idField]);
  }

  /**
   * @param {number} place
   * @param {number} result
   */
  setResult(place, result) {
    this.#words[place * this.#wordsApart + resultField] = result;
  }

  /** @param {number} place */
  result(place) {
    return /** @type {number} */ (this.#words[place * this.#wordsApart + resultField]);
  }
}

/** @param {number} payload */
function strideOf(payload) {
  return Math.ceil((fieldBytes + payload) / cacheLine) * cacheLine;
}
