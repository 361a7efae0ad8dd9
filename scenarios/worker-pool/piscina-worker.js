/** What each thread of Piscina's pool loads. */
import { threadId } from 'node:worker_threads';
import { measureUnit } from '../workload/cpu-unit.js';

export { task as default } from './worker-task.js';

/** A thread's first task. */
export function greet() {
  return threadId;
}

/**
 * A thread's own measurement, when its turn has come. Piscina decides which thread has which task, so that all must be asked
 * at once for each to be asked once.
 *
 * @param {{ turn: Int32Array, place: number }} order `turn`: the place whose turn it is
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
