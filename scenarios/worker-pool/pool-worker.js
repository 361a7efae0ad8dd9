/** What each thread of `thread-pool.js` runs: it answers every message with one, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { workerTask } from './worker-task.js';

/** @typedef {number | number[]} Work a task's identity, or those of a batch; the answer is a result, or as many */
/** @typedef {Work | 'greet' | 'measure'} Order `greet` only asks for an answer */

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const task = workerTask(workerData);

port.on('message', async (/** @type {Order} */ order) => {
  if (order === 'greet') port.postMessage(0);
  else if (order === 'measure') port.postMessage(measureUnit());
  else if (typeof order === 'number') port.postMessage(await task(order));
  else port.postMessage(await inTurn(order));
});

/** @param {readonly number[]} batch */
async function inTurn(batch) {
  const results = [];
  for (const id of batch) {
    const result = task(id);
    // Awaiting every number would cost a turn of the microtask queue for each task.
    results.push(typeof result === 'number' ? result : await result);
  }
  return results;
}
