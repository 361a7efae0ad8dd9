/** The main thread and one worker over a MessageChannel. What the worker runs is `answering-worker.js`. */
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { deferred } from '../workload/deferred.js';
import { runHandOvers } from './run-hand-overs.js';
import { startWorker } from './start-worker.js';

/** @typedef {import('./answering-worker.js').Report} Report */

await runHandOvers('node/worker-message', async (switches) => {
  const { port1: port, port2: farPort } = new MessageChannel();
  const worker = await startWorker('answering-worker.js', {
    workerData: { port: farPort, switches },
    transferList: [farPort],
  });
  /** @type {Report} */
  let own = { count: 0, sum: 0, finishedNs: null };
  /** @type {ReturnType<typeof deferred<void>>} */
  let allReceived = deferred();
  const receptions = Math.floor(switches / 2);

  port.on('message', (/** @type {number} */ token) => {
    own.count++;
    own.sum += token;
    if (token + 1 < switches) port.postMessage(token + 1);
    else own.finishedNs = process.hrtime.bigint();
    if (own.count === receptions) allReceived.resolve();
  });

  return {
    handOver: async () => {
      own = { count: 0, sum: 0, finishedNs: null };
      allReceived = deferred();
      const reported = once(worker, 'message');
      const startNs = process.hrtime.bigint();
      port.postMessage(0);
      // In either order: what comes through two ports may overtake.
      const [[theirs]] = /** @type {[[Report], void]} */ (await Promise.all([reported, allReceived.promise]));
      const finishedNs = own.finishedNs ?? theirs.finishedNs ?? startNs;
      return { startNs, finishedNs, received: [own, theirs] };
    },
    end: () => {
      port.close();
      return worker.terminate();
    },
  };
});
