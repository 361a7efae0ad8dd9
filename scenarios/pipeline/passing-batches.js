/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./passing-copies.js').Order[]} Batch what a worker is sent */

/**
 * Structured clones to a worker and back, `batch` items a message, the last one what is left.
 *
 * @type {import('./thread-stages.js').Passing}
 */
export const passingBatches = {
  program: new URL('batch-worker.js', import.meta.url),
  credits: messagesInFlight,
  send: (thread, flow, { batch }) => {
    const lent = [];
    while (lent.length < batch) {
      const item = flow.offer();
      if (item === null) break;
      lent.push(item);
    }
    if (lent.length === 0) return;
    thread.postMessage(lent.map(({ id, bytes }) => ({ id, bytes })));
    for (const item of lent) flow.copied(item);
  },
  receive: (copies, worker, flow) => {
    for (const copy of copies) flow.receiveCopy(worker, copy);
  },
};

/**
 * As many items as one message has, for each that may be in flight.
 *
 * @param {Pick<Settings, 'workers' | 'buffer' | 'batch'>} settings
 */
export function mostInBatches(settings) {
  return settings.batch * messagesInFlight(settings);
}

/**
 * As for single items: one message that the source offers, one in the hands of each worker, one in those of the sink, and on
 * each hop as many whole ones as fit into `buffer`.
 *
 * @param {Pick<Settings, 'workers' | 'buffer' | 'batch'>} settings
 */
function messagesInFlight({ workers, buffer, batch }) {
  const places = Math.floor(buffer / batch);
  return 1 + places + workers + places + 1;
}
