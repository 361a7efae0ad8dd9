/** What each thread of `worker-threads.js` runs: it answers every message with one, one after the other. */
import { parentPort } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { task } from './worker-task.js';

/** @typedef {number | 'greet' | 'measure'} Order a task's identity; or `greet`, which only asks for an answer */

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

port.on('message', async (/** @type {Order} */ order) => {
  if (order === 'greet') port.postMessage(0);
  else if (order === 'measure') port.postMessage(measureUnit());
  else port.postMessage(await task(order));
});
