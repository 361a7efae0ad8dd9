/** A task of `worker-atomics.js`. The shared cell is the token; even ones are for the second task, odd ones for the first. */
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {object} Report
 * @property {number} count
 * @property {number} sum
 * @property {bigint} startNs before the task passed or awaited its first token, on the clock of all threads
 * @property {bigint | null} finishedNs when the batch's last token came; null where the other task receives that
 */

const { token, switches, task } =
  /** @type {{ token: Int32Array, switches: number, task: 'first' | 'second' }} */ (workerData);
const main = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const parity = task === 'first' ? 1 : 0;
const receptions = task === 'first' ? Math.floor(switches / 2) : Math.ceil(switches / 2);

main.on('message', () => {
  if (task === 'second') main.postMessage('waiting');
  const startNs = process.hrtime.bigint();
  if (task === 'first') pass(0);
  main.postMessage({ startNs, ...receive() });
});

function receive() {
  let count = 0;
  let sum = 0;
  /** @type {bigint | null} */
  let finishedNs = null;
  while (count < receptions) {
    const received = nextToken();
    count++;
    sum += received;
    if (received + 1 < switches) pass(received + 1);
    else finishedNs = process.hrtime.bigint();
  }
  return { count, sum, finishedNs };
}

/** @param {number} next */
function pass(next) {
  Atomics.store(token, 0, next);
  Atomics.notify(token, 0, 1);
}

/** A futex may return early or for no reason, so the cell decides, not the return. */
function nextToken() {
  for (;;) {
    const seen = Atomics.load(token, 0);
    if ((seen & 1) === parity) return seen;
    Atomics.wait(token, 0, seen);
  }
}

main.postMessage('ready');
