import { BadRequest } from './decode.js';

/** The same limit as in the other direction. */
const maximumLineBytes = 1024 * 1024;
const newline = 0x0a;

/**
 * The lines of a stream, one at a time. It reads asynchronously: the harness's end of the pipe may be non-blocking,
 * and a blocking read then gives EAGAIN; besides, timers must fire while the program waits for a line.
 */
export class LineReader {
  #stream;
  #chunks;
  /** @type {Buffer} */
  #pending = Buffer.alloc(0);
  #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** @param {NodeJS.ReadableStream & { destroy(): unknown }} stream */
  constructor(stream) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /**
   * @returns {Promise<string | null>} without its newline; null at the end of the stream
   * @throws {BadRequest} when the line is too long or no UTF-8
   */
  async next() {
    for (;;) {
      const end = this.#pending.indexOf(newline);
      if ((end >= 0 ? end : this.#pending.length) > maximumLineBytes) {
        throw new BadRequest(`expected a line of at most ${maximumLineBytes} bytes, received a longer one`);
      }
      if (end >= 0) return this.#take(end, end + 1);
      const { done, value } = await this.#chunks.next();
      if (done)
        return this.#pending.length === 0 ? null : this.#take(this.#pending.length, this.#pending.length);
      this.#pending = Buffer.concat([this.#pending, /** @type {Buffer} */ (value)]);
    }
  }

  /** Reads no more, so that an open terminal does not keep the program alive. */
  close() {
    this.#stream.destroy();
  }

  /**
   * @param {number} end
   * @param {number} next
   */
  #take(end, next) {
    const line = this.#pending.subarray(0, end);
    this.#pending = this.#pending.subarray(next);
    try {
      return this.#decoder.decode(line);
    } catch (cause) {
      throw new BadRequest('expected a line in UTF-8, received other bytes', { cause });
    }
  }
}
