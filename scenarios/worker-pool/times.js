/**
 * The times that a latency sample keeps for every task, in shared memory: a worker writes them where the task runs. A slot
 * belongs to whoever has the task at that moment, and the message that carries the task makes what was written before
 * visible, so that none needs an atomic operation.
 */
import { touchedSharedArray } from '../workload/distribution.js';

/**
 * What can be sent to a worker.
 *
 * @typedef {object} Times
 * @property {bigint} epochNs on the clock of all threads; differences from it are exact in a double
 * @property {Float64Array} submittedNs
 * @property {Float64Array} submitToStartNs
 * @property {Float64Array} submitToDoneNs
 */

/**
 * @typedef {object} Stamps
 * @property {(id: number) => void} submit the last act before the submitting call
 * @property {(id: number) => void} start the first act of the task
 * @property {(id: number) => void} done its result is known
 */

/**
 * @param {number} tasks
 * @param {number} slots measured iterations
 */
export function allocateTimes(tasks, slots) {
  const submittedNs = touchedSharedArray(tasks);
  const submitToStartNs = touchedSharedArray(tasks * slots);
  const submitToDoneNs = touchedSharedArray(tasks * slots);
  return {
    recordings: [
      { name: 'submit_to_start', valuesNs: submitToStartNs },
      { name: 'submit_to_done', valuesNs: submitToDoneNs },
    ],
    /**
     * @param {number} slot
     * @returns {Times}
     */
    slot: (slot) => ({
      epochNs: process.hrtime.bigint(),
      submittedNs,
      submitToStartNs: submitToStartNs.subarray(slot * tasks, (slot + 1) * tasks),
      submitToDoneNs: submitToDoneNs.subarray(slot * tasks, (slot + 1) * tasks),
    }),
  };
}

/**
 * @param {Times} times
 * @returns {Stamps}
 */
export function stampsInto({ epochNs, submittedNs, submitToStartNs, submitToDoneNs }) {
  const now = () => Number(process.hrtime.bigint() - epochNs);
  const sinceSubmitted = (/** @type {number} */ id) => now() - /** @type {number} */ (submittedNs[id]);
  return {
    submit: (id) => void (submittedNs[id] = now()),
    start: (id) => void (submitToStartNs[id] = sinceSubmitted(id)),
    done: (id) => void (submitToDoneNs[id] = sinceSubmitted(id)),
  };
}

/**
 * For a process of its own, which cannot write into the arrays and has one task at a time. Every process has the same clock.
 *
 * @param {bigint} epochNs
 */
export function stampsApart(epochNs) {
  const now = () => Number(process.hrtime.bigint() - epochNs);
  const last = { startNs: NaN, doneNs: NaN };
  return {
    stamps: { start: () => void (last.startNs = now()), done: () => void (last.doneNs = now()) },
    last: () => last,
  };
}

/**
 * What such a process has sent.
 *
 * @param {Times} times
 * @param {number} id
 * @param {{ startNs: number, doneNs: number }} stamped
 */
export function enterInto({ submittedNs, submitToStartNs, submitToDoneNs }, id, { startNs, doneNs }) {
  const submitted = /** @type {number} */ (submittedNs[id]);
  submitToStartNs[id] = startNs - submitted;
  submitToDoneNs[id] = doneNs - submitted;
}
