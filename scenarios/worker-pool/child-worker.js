/** What each process of `child-processes.js` runs: it answers every message with one, one after the other. */
import { measureUnit } from '../workload/cpu-unit.js';
import { taskOf, unwaitedTaskOf } from './task.js';
import { stampsApart } from './times.js';

/**
 * @typedef {object} Start what it is told first; the answer is null
 * @property {Pick<import('./settings.js').Settings, 'cost' | 'waitMs'>} settings
 * @property {string | null} epochNs of the stamps; null in a memory sample
 */

/** @typedef {number | 'measure' | 'cpu' | Start} Order a task's identity; ns a CPU unit; µs of CPU time so far */

/** @typedef {number | readonly [result: number, startNs: number, doneNs: number]} Result with the stamps, if there are any */

const send = /** @type {(answer: Result | null) => void} */ (process.send?.bind(process));

/** @type {(id: number) => Result | Promise<Result>} */
let task = () => {
  throw new Error('expected to be told what a task is before the first of them');
};
let isBusy = false;

// The parent is gone, or has no more to ask. The channel's end alone would let a task that waits go on.
process.on('disconnect', () => process.exit());

process.on('message', async (/** @type {Order} */ order) => {
  if (order === 'measure') send(measureUnit());
  else if (order === 'cpu') send(cpuUs());
  else if (typeof order === 'number') {
    // What the parent's count of running tasks rests on.
    if (isBusy) throw new Error('expected one task at a time, received a second');
    isBusy = true;
    const result = task(order);
    const settled = result instanceof Promise ? await result : result;
    isBusy = false;
    send(settled);
  } else {
    task = taskFor(order);
    send(null);
  }
});

/**
 * @param {Start} start
 * @returns {typeof task}
 */
function taskFor({ settings, epochNs }) {
  const notCounted = { begin: () => {}, end: () => {} };
  const kind = settings.waitMs > 0 ? taskOf : unwaitedTaskOf;
  if (epochNs === null) return kind(settings, notCounted, null);
  const { stamps, last } = stampsApart(BigInt(epochNs));
  const stamped = kind(settings, notCounted, stamps);
  return async (id) => {
    const result = await stamped(id);
    const { startNs, doneNs } = last();
    return [result, startNs, doneNs];
  };
}

function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
