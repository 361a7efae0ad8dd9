import { mostInFlight } from './settings.js';

/** @typedef {{ readonly id: number, readonly bytes: Uint8Array }} Order what a worker is sent */

/**
 * A structured clone to a worker and back.
 *
 * @type {import('./thread-stages.js').Passing}
 */
export const passingCopies = {
  program: new URL('channel-worker.js', import.meta.url),
  credits: mostInFlight,
  send: (thread, flow) => {
    const item = flow.offer();
    if (item === null) return;
    thread.postMessage({ id: item.id, bytes: item.bytes });
    flow.copied(item);
  },
  receive: (copy, worker, flow) => flow.receiveCopy(worker, copy),
};
