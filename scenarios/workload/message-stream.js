import { writeSync } from 'node:fs';
import { BadRequest } from './decode.js';

const descriptorVariable = 'INTERLEAVE_MESSAGE_FD';

/**
 * @typedef {object} MessageStream
 * @property {boolean} byHand no harness: messages go to stdout
 * @property {number} descriptor
 * @property {(message: { readonly type: string }) => void} write returns when the whole line is written
 */

/**
 * Takes the variable out of the environment, so that no child or worker can believe that the descriptor is its own.
 * (The descriptor itself does not reach a child: Node sets close-on-exec on all it inherits.)
 *
 * The variable decides, not whether descriptor 3 is open: without a harness Node has its own epoll there.
 *
 * @returns {MessageStream}
 * @throws {BadRequest} when the variable is no descriptor
 */
export function openMessageStream() {
  const named = process.env[descriptorVariable];
  delete process.env[descriptorVariable];
  if (named !== undefined && !/^\d{1,9}$/.test(named)) {
    throw new BadRequest(
      `${descriptorVariable}: expected a descriptor's number, received ${JSON.stringify(named)}`,
    );
  }
  const descriptor = named === undefined ? 1 : Number(named);
  return {
    byHand: named === undefined,
    descriptor,
    write: (message) => writeFully(descriptor, `${JSON.stringify(message)}\n`),
  };
}

/**
 * Blocks until all is written. A stream would keep the message in memory and write it later, while tasks run.
 *
 * @param {number} descriptor
 * @param {string} text
 */
export function writeFully(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      // The pipe is full and was made non-blocking by whoever holds its other end.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
      pause(1);
    }
  }
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
