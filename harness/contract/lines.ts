import { ContractError } from './decode.ts';

/**
 * Cuts a byte stream into lines and refuses a line that grows past `maximumBytes`, so that a workload that prints
 * without end costs neither the harness's memory nor its patience.
 */
export class LineSplitter {
  readonly #maximumBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /**
   * @returns the lines that the chunk completes, without their newline.
   * @throws ContractError for a line over the limit or bytes that are no UTF-8.
   */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      this.#take(chunk.subarray(start, end));
      lines.push(this.#line());
      start = end + 1;
    }
    this.#take(chunk.subarray(start));
    return lines;
  }

  /** Bytes after the last newline; anything but 0 at the end of the stream is a torn message. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  #take(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    this.#pieces.push(piece);
    if (this.#bytes > this.#maximumBytes) {
      const start = Buffer.concat(this.#pieces).subarray(0, 4096).toString('latin1');
      throw new ContractError(
        `expected a line of at most ${this.#maximumBytes} bytes, received a longer one`,
        start,
      );
    }
  }

  #line(): string {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw new ContractError('expected UTF-8, received other bytes', bytes.toString('latin1'));
    }
  }
}
