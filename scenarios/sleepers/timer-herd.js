/**
 * The sleepers of one event loop: each task is a timer of Node's. Inside the loops `performance.now()` is read, which
 * allocates nothing; `process.hrtime.bigint()` allocates a BigInt a call.
 */
import { deferred } from '../workload/deferred.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./run-sleepers.js').Herd} Herd */

const nsPerMs = 1_000_000;

/**
 * How a variant waits. Each is given functions for all tasks to call, and returns one function that starts a task.
 *
 * @typedef {object} TimerWay
 * @property {(wake: () => void) => (delayMs: number) => unknown} alike the tasks have nothing of their own
 * @property {(wake: (task: number) => void) => (delayMs: number, task: number) => unknown} own each has its number, which
 *   is its value
 * @property {(calls: KeepingCalls, bytes: number) => (delayMs: number, task: number) => unknown} [keeping] each has so many
 *   bytes of state, at least 1, whose sum is its value
 * @property {boolean} promises whether `own` and `keeping` return a promise of the value; otherwise callbacks deliver it
 */

/**
 * What a task with a state calls: `begin` when the state is written, `woke` before it is read again, and at last `deliver`.
 *
 * @typedef {object} KeepingCalls
 * @property {(task: number, delayMs: number) => void} begin
 * @property {(task: number) => void} woke
 * @property {(task: number, value: number) => void} deliver
 */

/**
 * What is kept for each task, by its number.
 *
 * @typedef {object} PerTask
 * @property {Times | null} times null in memory samples
 * @property {Float64Array | null} values what callbacks have delivered; null where nothing is collected from callbacks
 */

/**
 * @typedef {object} Times
 * @property {Float64Array} intendedMs when the task should wake
 * @property {Float64Array} latenessNs against that; task i writes value `firstValue + i`
 * @property {number} firstValue
 */

/**
 * @param {Settings} settings
 * @param {TimerWay} way
 * @param {PerTask} perTask
 * @returns {Herd}
 */
export function timerHerd(settings, way, perTask) {
  const alike = perTask.times === null && settings.join === 'counter' && settings.state === 0;
  return alike ? alikeHerd(settings, way) : ownHerd(settings, way, perTask);
}

/**
 * @param {Settings} settings
 * @param {TimerWay} way
 * @returns {Herd}
 */
function alikeHerd({ tasks, wake, waitNs, durations, strideMs }, way) {
  const waitMs = waitNs / nsPerMs;
  const end = ending();
  let created = 0;
  let completed = 0;
  const start = way.alike(() => {
    if (++completed === tasks) end.reach();
  });
  return {
    create: () => {
      const deadlineMs = wake === 'same-deadline' ? performance.now() + waitMs : null;
      let offsetMs = 0;
      for (; created < tasks; created++) {
        start(deadlineMs === null ? waitMs + offsetMs : delayUntil(deadlineMs));
        offsetMs += strideMs;
        if (offsetMs >= durations) offsetMs -= durations;
      }
    },
    created: () => created,
    completed: () => completed,
    parked: null,
    finished: () => end.reached,
    drained: async () => {},
    sum: () => null,
    witness: () => null,
  };
}

/**
 * @param {Settings} settings
 * @param {TimerWay} way
 * @param {PerTask} perTask
 * @returns {Herd}
 */
function ownHerd({ tasks, wake, waitNs, durations, strideMs, state, join }, way, { times, values }) {
  const waitMs = waitNs / nsPerMs;
  const timersBefore = times === null ? 0 : countTimers();
  const end = ending();
  const counts = join === 'counter';
  values?.fill(NaN);
  let sharedDeadlineMs = NaN;
  let created = 0;
  let completed = 0;
  let sum = 0;

  const begin = (/** @type {number} */ task, /** @type {number} */ delayMs) => {
    if (times === null) return;
    times.intendedMs[task] = wake === 'same-deadline' ? sharedDeadlineMs : performance.now() + delayMs;
  };
  const woke = (/** @type {number} */ task) => {
    if (times === null) return;
    const lateMs = performance.now() - /** @type {number} */ (times.intendedMs[task]);
    times.latenessNs[times.firstValue + task] = Math.round(lateMs * nsPerMs);
  };
  const deliver = (/** @type {number} */ task, /** @type {number} */ value) => {
    if (counts) sum += value;
    else if (values !== null) values[task] = value;
    // Promises tell their values, and the end, to whoever collects them.
    if (++completed === tasks && (counts || values !== null)) end.reach();
  };

  const keeping = state === 0 ? undefined : way.keeping;
  const start =
    keeping?.({ begin, woke, deliver }, state) ??
    way.own((task) => {
      woke(task);
      deliver(task, task);
    });
  /** @param {readonly number[]} collected */
  const add = (collected) => {
    for (const value of collected) sum += value;
  };

  return {
    create: () => {
      sharedDeadlineMs = performance.now() + waitMs;
      /** @type {unknown[] | null} */
      const promises = !counts && values === null ? [] : null;
      let offsetMs = 0;
      for (; created < tasks; created++) {
        const delayMs = wake === 'same-deadline' ? delayUntil(sharedDeadlineMs) : waitMs + offsetMs;
        if (keeping === undefined) begin(created, delayMs);
        const started = start(delayMs, created);
        promises?.push(started);
        offsetMs += strideMs;
        if (offsetMs >= durations) offsetMs -= durations;
      }
      if (promises === null) return;
      // Asked for at once, as it is written: what it keeps for each promise is there while all wait.
      void Promise.all(promises).then((collected) => {
        end.reach();
        add(/** @type {number[]} */ (collected));
      });
    },
    created: () => created,
    completed: () => completed,
    parked: null,
    finished: async () => {
      const finishedNs = await end.reached;
      if (values !== null) for (const value of values) sum += value;
      return finishedNs;
    },
    drained: async () => {},
    sum: () => BigInt(sum),
    witness: () => ({ kind: 'timeout-resources', count: countTimers() - timersBefore }),
  };
}

/**
 * Rounded up, since Node cuts fractions off and would wake the task too early. Node makes 1 of what is below 1.
 *
 * @param {number} deadlineMs
 */
function delayUntil(deadlineMs) {
  return Math.max(1, Math.ceil(deadlineMs - performance.now()));
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
