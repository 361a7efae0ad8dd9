/**
 * Two workers that block in Atomics.wait. What they run is `blocking-worker.js`. The main thread is none of the two: blocked
 * itself, it could neither hear of a worker's error nor serve a worker that still needs it.
 */
import { once } from 'node:events';
import { runHandOvers } from './run-hand-overs.js';
import { startWorker } from './start-worker.js';

/** @typedef {import('./blocking-worker.js').Report} Report */

await runHandOvers('node/worker-atomics', async (switches) => {
  const token = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const start = (/** @type {'first' | 'second'} */ task) =>
    startWorker('blocking-worker.js', { workerData: { token, switches, task } });
  const [first, second] = [await start('first'), await start('second')];
  return {
    handOver: async () => {
      Atomics.store(token, 0, -1);
      second.postMessage('begin');
      // It is then about to wait for its turn.
      await once(second, 'message');
      const reported = Promise.all([once(first, 'message'), once(second, 'message')]);
      first.postMessage('begin');
      const [[one], [other]] = /** @type {[[Report], [Report]]} */ (await reported);
      return {
        startNs: one.startNs,
        finishedNs: one.finishedNs ?? other.finishedNs ?? one.startNs,
        received: [one, other],
      };
    },
    end: () => Promise.all([first.terminate(), second.terminate()]),
  };
});
