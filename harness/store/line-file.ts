import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { textOf } from '../failure.ts';
import { decodeJson } from './json-file.ts';
import { foreign, isSystemError } from './stored-folder.ts';

const newline = 0x0a;
const pieceBytes = 256 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The whole lines of an NDJSON file, decoded strictly. They come from the disk anew each time they are gone through, so that
 * those of a large file never stand in memory together. Nothing is awaited between two of them, since reports are plain
 * generators.
 */
export class LineFile<Schema extends z.ZodType> implements Iterable<z.output<Schema>> {
  readonly #folder: string;
  readonly #file: string;
  readonly #schema: Schema;
  /** Length up to the last whole line when it was opened, bytes. What follows was torn off by a kill, or came later. */
  readonly wholeBytes: number;

  /** @throws Failure of kind `foreignFile` when it cannot be read; going through the lines throws one for a damaged line. */
  constructor(folder: string, file: string, schema: Schema) {
    this.#folder = folder;
    this.#file = file;
    this.#schema = schema;
    const descriptor = this.#open();
    try {
      this.wholeBytes = this.#findEnd(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  *[Symbol.iterator](): Generator<z.output<Schema>, void, undefined> {
    const descriptor = this.#open();
    try {
      let buffer = Buffer.allocUnsafe(pieceBytes);
      let number = 0;
      for (let start = 0; start < this.wholeBytes;) {
        const piece = buffer.subarray(0, this.wholeBytes - start);
        this.#fill(piece, descriptor, start);
        const end = piece.lastIndexOf(newline) + 1;
        // A line that is longer than the piece: it is read again, as a part of a larger one.
        if (end === 0) buffer = Buffer.allocUnsafe(2 * buffer.length);
        for (const line of this.#linesOf(piece.subarray(0, end))) {
          number += 1;
          const place = `${this.#file} line ${number}`;
          yield decodeJson(line, this.#schema, (what, cause) => this.#foreign(`${place}: ${what}`, cause));
        }
        start += end;
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /** Behind the last newline; without one, the beginning. */
  #findEnd(descriptor: number): number {
    const { size } = this.#system(() => fstatSync(descriptor));
    for (let end = size; end > 0; end -= pieceBytes) {
      const start = Math.max(end - pieceBytes, 0);
      const piece = Buffer.allocUnsafe(end - start);
      this.#fill(piece, descriptor, start);
      const last = piece.lastIndexOf(newline);
      if (last !== -1) return start + last + 1;
    }
    return 0;
  }

  /** Not readline: it also cuts at U+2028, which JSON leaves as it is. */
  *#linesOf(lines: Uint8Array): Iterable<string> {
    for (let start = 0; start < lines.length;) {
      const end = lines.indexOf(newline, start);
      yield this.#textOf(lines.subarray(start, end));
      start = end + 1;
    }
  }

  #textOf(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch (error) {
      throw this.#foreign(`${this.#file}: expected UTF-8, received other bytes`, error);
    }
  }

  #open(): number {
    return this.#system(() => openSync(path.join(this.#folder, this.#file), 'r'));
  }

  #fill(piece: Uint8Array, descriptor: number, start: number): void {
    for (let filled = 0; filled < piece.length;) {
      const read = this.#system(() =>
        readSync(descriptor, piece, filled, piece.length - filled, start + filled),
      );
      if (read === 0) throw this.#foreign(`${this.#file} became shorter while it was read`);
      filled += read;
    }
  }

  /** What the system refuses is told as what is wrong with the folder. */
  #system<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw this.#foreign(`${this.#file} cannot be read: ${textOf(error)}`, error);
    }
  }

  #foreign(what: string, cause?: unknown) {
    return foreign(this.#folder, what, cause);
  }
}
