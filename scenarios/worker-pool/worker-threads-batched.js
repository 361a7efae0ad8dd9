/**
 * Worker threads and a message for each batch of tasks: their identities one way, their results the other. A worker has one
 * batch at a time, the next one is filled meanwhile; only the last may be smaller.
 */
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { submitAll } from './submit-all.js';
import { distribute, measureUnits, startWorkers, stopWorkers } from './thread-pool.js';
import { stampsInto } from './times.js';

await runPool('node/worker-threads-batched', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { cost, waitMs, batch } = settings;
  const workers = await startWorkers(settings.workers, { settings: { cost, waitMs }, times, running: cells });
  return {
    workers: workers.length,
    measureUnits: () => measureUnits(workers),
    // A batch in each worker, and the one that is being filled or waits for a worker.
    complete: () =>
      submitAll(settings, (workers.length + 1) * batch, stamps, (answer) => {
        /** @type {(ids: number[]) => void} */
        const hand = distribute(workers, (results) => {
          for (const result of results) answer(result);
        });
        return inBatches(settings, hand);
      }),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: () => stopWorkers(workers),
  };
});

/**
 * @param {import('./settings.js').Settings} settings
 * @param {(ids: number[]) => void} hand
 * @returns {(id: number) => void}
 */
function inBatches({ tasks, batch }, hand) {
  /** @type {number[]} */
  let filling = [];
  return (id) => {
    filling.push(id);
    if (filling.length < batch && id < tasks - 1) return;
    hand(filling);
    filling = [];
  };
}
