/** The second task of `worker-message.js`. */
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {object} Report sent when the task has received its last token of a batch
 * @property {number} count
 * @property {number} sum
 * @property {bigint | null} finishedNs when the batch's last token came, on the clock of all threads; null where the other
 *   task receives that
 */

const { port, switches } =
  /** @type {{ port: import('node:worker_threads').MessagePort, switches: number }} */ (workerData);
const main = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const receptions = Math.ceil(switches / 2);
let count = 0;
let sum = 0;

port.on('message', (/** @type {number} */ token) => {
  count++;
  sum += token;
  /** @type {bigint | null} */
  let finishedNs = null;
  if (token + 1 < switches) port.postMessage(token + 1);
  else finishedNs = process.hrtime.bigint();
  if (count === receptions) {
    main.postMessage({ count, sum, finishedNs });
    count = 0;
    sum = 0;
  }
});

main.postMessage('ready');
