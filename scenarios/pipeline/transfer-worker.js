/** What one thread of `worker-transfer.js` runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { resultOf } from './result-of.js';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const cost = /** @type {number} */ (workerData);

port.on('message', (/** @type {'measure-unit' | import('./passing-ownership.js').Order} */ order) => {
  if (order === 'measure-unit') {
    port.postMessage(measureUnit());
    return;
  }
  const { id, buffer } = order;
  port.postMessage({ id, buffer, result: resultOf(id, cost) }, [buffer]);
});
port.postMessage('standing');
