/** What each thread of `shared-ring.js` runs: it has no use for its event loop but to wait where a task waits. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { giveResult, takeTask } from './ring.js';
import { workerTask } from './worker-task.js';

/** @typedef {import('./worker-task.js').WorkerData & { ring: import('./ring.js').Ring, worker: number }} RingWorkerData */

const { ring, worker } = /** @type {RingWorkerData} */ (workerData);
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const task = workerTask(workerData);
const measure = () => port.postMessage(measureUnit());

port.postMessage('ready');
for (;;) {
  const result = task(takeTask(ring, worker, measure));
  giveResult(ring, typeof result === 'number' ? result : await result);
}
