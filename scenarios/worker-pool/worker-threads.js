/**
 * Worker threads and the least pool that keeps them busy: a message for each task, to a worker that has nothing to do. A
 * worker has at most one task; a task that finds none idle waits in the main thread.
 */
import { once } from 'node:events';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { submitAll } from './submit-all.js';
import { stampsInto } from './times.js';

/** @typedef {import('./pool-worker.js').Order} Order */

const program = new URL('pool-worker.js', import.meta.url);

await runPool('node/worker-threads', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { cost, waitMs } = settings;
  const workers = await startWorkers(settings.workers, { settings: { cost, waitMs }, times, running: cells });
  return {
    workers: workers.length,
    measureUnits: async () => {
      const units = [];
      for (const worker of workers) units.push(await ask(worker, 'measure'));
      return units;
    },
    complete: () => submitAll(settings, stamps, (answer) => distribute(workers, answer)),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
});

/**
 * @param {number} count
 * @param {import('./worker-task.js').WorkerData} workerData
 */
async function startWorkers(count, workerData) {
  /** @type {LastingWorker[]} */
  const workers = [];
  try {
    while (workers.length < count) workers.push(new LastingWorker(program, { workerData }));
    await Promise.all(workers.map((worker) => ask(worker, 'greet')));
  } catch (error) {
    const detail = `after ${workers.length} of ${count} workers: ${error}`;
    throw new WorkloadFailure('cannot-start-worker', detail, { cause: error });
  }
  return workers;
}

/**
 * @param {LastingWorker} worker that has nothing to do
 * @param {Order} order
 * @returns {Promise<number>}
 */
async function ask(worker, order) {
  worker.postMessage(order);
  const [answer] = await once(worker, 'message');
  return answer;
}

/**
 * @param {readonly LastingWorker[]} workers
 * @param {(result: number) => void} answer
 * @returns {(id: number) => void}
 */
function distribute(workers, answer) {
  const idle = [...workers];
  /** @type {number[]} */
  const waiting = [];
  for (const worker of workers) {
    worker.on('message', (/** @type {number} */ result) => {
      // First of all, so that the worker works while its answer is counted.
      const next = waiting.shift();
      if (next === undefined) idle.push(worker);
      else worker.postMessage(next);
      answer(result);
    });
  }
  return (id) => {
    const worker = idle.pop();
    if (worker === undefined) waiting.push(id);
    else worker.postMessage(id);
  };
}
