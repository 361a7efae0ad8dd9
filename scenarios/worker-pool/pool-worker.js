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
  else if (typeof order === 'number') {
    const result = task(order);
    port.postMessage(isThere(result) ? result : await result);
  } else port.postMessage(await inTurn(order));
});

/** @param {readonly number[]} batch */
async function inTurn(batch) {
  const results = [];
  for (const id of batch) {
    const result = task(id);
    results.push(isThere(result) ? result : await result);
  }
  return results;
}

/**
 * Awaiting every number would cost a turn of the microtask queue for each task.
 *
 * @param {number | Promise<number>} result
 * @returns {result is number}
 */
function isThere(result) {
  return typeof result === 'number';
}
