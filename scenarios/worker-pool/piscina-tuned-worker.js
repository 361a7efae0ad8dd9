/**
 * What each thread of the tuned Piscina's pool loads. A thread has many tasks at hand, and would let them wait all at once:
 * a pool of W that runs more than W. So they take turns here, as they do by themselves where none waits.
 */
import { workerData } from 'node:worker_threads';
import { workerTask } from './worker-task.js';

export { greet, measure } from './measure-in-turn.js';

const task = workerTask(workerData);

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** @param {number} id */
function inTurn(id) {
  const result = last.then(() => task(id));
  last = result;
  return result;
}

export default workerData.settings.waitMs > 0 ? inTurn : task;
