/**
 * Worker threads that answer every message with one, and the least pool that keeps them busy: a worker has at most one
 * message; one that finds none idle waits in the main thread. What the threads run is `pool-worker.js`.
 */
import { once } from 'node:events';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';

/** @typedef {import('./pool-worker.js').Order} Order */
/** @typedef {import('./pool-worker.js').Work} Work */

const program = new URL('pool-worker.js', import.meta.url);

/**
 * @param {number} count
 * @param {import('./worker-task.js').WorkerData} workerData
 */
export async function startWorkers(count, workerData) {
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

/** @param {readonly LastingWorker[]} workers */
export async function measureUnits(workers) {
  const units = [];
  for (const worker of workers) units.push(await ask(worker, 'measure'));
  return units;
}

/**
 * @template {Work} T
 * @param {readonly LastingWorker[]} workers
 * @param {(result: T) => void} answer
 * @returns {(work: T) => void}
 */
export function distribute(workers, answer) {
  const idle = [...workers];
  /** @type {T[]} */
  const waiting = [];
  for (const worker of workers) {
    worker.on('message', (/** @type {T} */ result) => {
      // First of all, so that the worker works while its answer is counted.
      const next = waiting.shift();
      if (next === undefined) idle.push(worker);
      else worker.postMessage(next);
      answer(result);
    });
  }
  return (work) => {
    const worker = idle.pop();
    if (worker === undefined) waiting.push(work);
    else worker.postMessage(work);
  };
}

/** @param {readonly LastingWorker[]} workers */
export async function stopWorkers(workers) {
  await Promise.all(workers.map((worker) => worker.terminate()));
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
