/** What `every-thread.js` asks of a thread. */
import { threadId } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';

/**
 * @typedef {object} Turn
 * @property {Int32Array} turn the place whose turn it is
 * @property {number} place
 */

/**
 * @typedef {object} Measured
 * @property {number} threadId
 * @property {number} ns a CPU unit
 */

/** A thread's first task. */
export function greet() {
  return threadId;
}

/**
 * A thread's own measurement, when its turn has come: all must be asked at once for each to be asked once.
 *
 * @param {Turn} turn
 * @returns {Measured}
 */
export function measure({ turn, place }) {
  for (let seen = Atomics.load(turn, 0); seen !== place; seen = Atomics.load(turn, 0)) {
    Atomics.wait(turn, 0, seen);
  }
  const ns = measureUnit();
  Atomics.add(turn, 0, 1);
  Atomics.notify(turn, 0);
  return { threadId, ns };
}
