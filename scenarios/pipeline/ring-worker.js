/** What one thread of `shared-ring.js` runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';
import { Bell } from './bell.js';
import { PlaceQueue } from './place-queue.js';
import { resultOf } from './result-of.js';
import { measureUnitOrder } from './ring-ends.js';
import { SharedFields } from './shared-items.js';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const ends = /** @type {import('./ring-ends.js').Ends} */ (workerData);
const fields = new SharedFields(ends.items, ends.payload);
const orders = new PlaceQueue(ends.orders);
const answers = new PlaceQueue(ends.answers);
const bell = new Bell(ends.workersBell);
const mainBell = new Bell(ends.mainBell);
const anyOrder = () => orders.waiting > 0;

port.postMessage('standing');
// Until it is terminated: its event loop has nothing to do.
for (;;) {
  bell.sleepUntil(anyOrder);
  const order = orders.take();
  if (order === measureUnitOrder) {
    port.postMessage(measureUnit());
    continue;
  }
  fields.setResult(order, resultOf(fields.id(order), ends.cost));
  answers.put(order);
  mainBell.ring();
}
