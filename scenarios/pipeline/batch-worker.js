/** What one thread of `worker-channels-batched.js` runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { resultOf } from './result-of.js';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const cost = /** @type {number} */ (workerData);

port.on('message', (/** @type {'measure-unit' | import('./passing-batches.js').Batch} */ order) => {
  if (order === 'measure-unit') port.postMessage(measureUnit());
  else port.postMessage(order.map(({ id, bytes }) => ({ id, bytes, result: resultOf(id, cost) })));
});
port.postMessage('standing');
