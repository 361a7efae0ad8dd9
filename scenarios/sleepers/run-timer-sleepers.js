/**
 * The sleepers of one event loop: each task is a timer of Node's. Inside the loops `performance.now()` is read, which
 * allocates nothing; `process.hrtime.bigint()` allocates a BigInt a call.
 */
import { deferred } from '../workload/deferred.js';
import { touchedArray } from '../workload/distribution.js';
import { runSleepers } from './run-sleepers.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./run-sleepers.js').Herd} Herd */
/** @typedef {import('./run-sleepers.js').IdentifiedHerds} IdentifiedHerds */

const nsPerMs = 1_000_000;

/**
 * How a variant waits. Each is given one function for all tasks to call after the wait, and returns one function that
 * starts a task.
 *
 * @typedef {object} TimerWay
 * @property {(wake: () => void) => (delayMs: number) => unknown} counted
 * @property {(wake: (task: number) => void) => (delayMs: number, task: number) => unknown} identified
 */

/**
 * @param {string} variant
 * @param {TimerWay} way
 */
export function runTimerSleepers(variant, way) {
  return runSleepers(variant, {
    counted: (settings) => countedHerd(settings, way),
    identified: (settings, slots) => identifiedHerds(settings, slots, way),
  });
}

/**
 * @param {Settings} settings
 * @param {TimerWay} way
 * @returns {Herd}
 */
function countedHerd({ tasks, wake, waitNs }, way) {
  const waitMs = waitNs / nsPerMs;
  const end = ending();
  let created = 0;
  let completed = 0;
  const sleep = way.counted(() => {
    if (++completed === tasks) end.reach();
  });
  return {
    create: () => {
      const deadlineMs = wake === 'same-deadline' ? performance.now() + waitMs : null;
      for (; created < tasks; created++) {
        sleep(deadlineMs === null ? waitMs : delayUntil(deadlineMs, performance.now()));
      }
    },
    created: () => created,
    completed: () => completed,
    parked: null,
    finished: () => end.reached,
    drained: async () => {},
  };
}

/**
 * @param {Settings} settings
 * @param {number} slots
 * @param {TimerWay} way
 * @returns {IdentifiedHerds}
 */
function identifiedHerds({ tasks, wake, waitNs }, slots, way) {
  const waitMs = waitNs / nsPerMs;
  const intendedMs = touchedArray(tasks);
  const latenessNs = touchedArray(tasks * slots);
  return {
    latenessNs,
    create: (slot) => {
      const firstValue = slot * tasks;
      const timersBefore = countTimers();
      const end = ending();
      let created = 0;
      let completed = 0;
      let idSum = 0;
      const sleep = way.identified((task) => {
        const lateMs = performance.now() - /** @type {number} */ (intendedMs[task]);
        latenessNs[firstValue + task] = Math.round(lateMs * nsPerMs);
        idSum += task;
        if (++completed === tasks) end.reach();
      });
      return {
        create: () => {
          const sharedDeadlineMs = performance.now() + waitMs;
          for (; created < tasks; created++) {
            const nowMs = performance.now();
            const deadlineMs = wake === 'same-deadline' ? sharedDeadlineMs : nowMs + waitMs;
            intendedMs[created] = deadlineMs;
            sleep(wake === 'same-deadline' ? delayUntil(deadlineMs, nowMs) : waitMs, created);
          }
        },
        created: () => created,
        completed: () => completed,
        parked: null,
        finished: () => end.reached,
        drained: async () => {},
        idSum: () => BigInt(idSum),
        witness: () => ({ kind: 'timeout-resources', count: countTimers() - timersBefore }),
      };
    },
  };
}

/**
 * Rounded up, since Node cuts fractions off and would wake the task too early. Node makes 1 of what is below 1.
 *
 * @param {number} deadlineMs
 * @param {number} nowMs
 */
function delayUntil(deadlineMs, nowMs) {
  return Math.max(1, Math.ceil(deadlineMs - nowMs));
}

/** The runtime's own count of timers; those behind `node:timers/promises` are among them. */
function countTimers() {
  let count = 0;
  for (const resource of process.getActiveResourcesInfo()) {
    if (resource === 'Timeout') count++;
  }
  return count;
}

/** The last task's completion, as a moment on the clock of all threads. */
function ending() {
  /** @type {ReturnType<typeof deferred<bigint>>} */
  const { promise: reached, resolve } = deferred();
  return { reached, reach: () => resolve(process.hrtime.bigint()) };
}
