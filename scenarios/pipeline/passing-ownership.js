import { mostInFlight } from './settings.js';

/** @typedef {{ readonly id: number, readonly buffer: ArrayBuffer }} Order what a worker is sent */

/**
 * The payload's memory goes to a worker and comes back, and is then lent again. It travels as it is, without a view: that
 * would be one object more on every hop.
 *
 * @type {import('./thread-stages.js').Passing}
 */
export const passingOwnership = {
  program: new URL('transfer-worker.js', import.meta.url),
  credits: mostInFlight,
  send: (thread, flow) => {
    const item = flow.offer();
    if (item === null) return;
    const buffer = /** @type {ArrayBuffer} */ (item.bytes.buffer);
    thread.postMessage({ id: item.id, buffer }, [buffer]);
  },
  // What was lent has lost its memory, so what goes back to the ring is another item.
  receive: ({ id, buffer, result }, worker, flow) =>
    flow.receive({ id, bytes: new Uint8Array(buffer), result, worker }),
};
