/**
 * One worker thread a task, blocked in Atomics.wait. What the workers run is `sleeping-worker.js`.
 */
import { Worker } from 'node:worker_threads';
import { deferred } from '../workload/deferred.js';
import { touchedSharedArray } from '../workload/distribution.js';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { runSleepers } from './run-sleepers.js';

/** @typedef {import('./settings.js').Settings} Settings */

/**
 * What the threads share: one cell each, one latency value a task and one value a task that is collected.
 *
 * @typedef {object} Shared
 * @property {Int32Array} parked
 * @property {BigInt64Array} parkedNs when the last worker was about to block
 * @property {Int32Array} completed
 * @property {BigInt64Array} completedNs when the last worker had completed
 * @property {BigInt64Array} sum of the values that are not collected
 * @property {Float64Array} latenessNs
 * @property {Float64Array} values
 */

/**
 * @typedef {object} WorkerTask
 * @property {Shared} shared
 * @property {number} tasks
 * @property {bigint} waitNs
 * @property {bigint | null} sharedDeadlineNs on the clock of all threads; null where each waits from its own start
 * @property {Identity | null} identity null where a task needs to know nothing of its own
 */

/**
 * @typedef {object} Identity
 * @property {number} id which is the task's value
 * @property {number | null} lateness where its lateness goes; null: nowhere
 * @property {boolean} collected whether its value goes to the values, not to the sum
 */

const nsPerMs = 1_000_000;

const program = new URL('sleeping-worker.js', import.meta.url);

await runSleepers('node/worker-thread', {
  memory: (settings) => {
    const values = collectedValues(settings);
    return () => workerHerd(settings, { values, latenessNs: touchedSharedArray(0), firstLateness: null });
  },
  latency: (settings, slots) => {
    const values = collectedValues(settings);
    const latenessNs = touchedSharedArray(settings.tasks * slots);
    return {
      latenessNs,
      herd: (slot) => workerHerd(settings, { values, latenessNs, firstLateness: slot * settings.tasks }),
    };
  },
});

/** @param {Settings} settings */
function collectedValues({ tasks, join }) {
  return touchedSharedArray(join === 'results' ? tasks : 0);
}

/**
 * @param {Settings} settings
 * @param {{ values: Float64Array, latenessNs: Float64Array, firstLateness: number | null }} perTask null: no lateness
 * @returns {import('./run-sleepers.js').Herd}
 */
function workerHerd(
  { tasks, wake, waitNs, durations, strideMs, join },
  { values, latenessNs, firstLateness },
) {
  const collected = join === 'results';
  const identified = collected || firstLateness !== null;
  values.fill(NaN);
  const shared = sharedCells(latenessNs, values);
  /** @type {ReturnType<typeof deferred<never>>} */
  const failure = deferred();
  // It may come while the main thread holds at a phase; it is then found at the next wait.
  failure.promise.catch(() => {});
  /** @type {ReturnType<typeof deferred<void>>} */
  const allGone = deferred();
  let created = 0;
  let gone = 0;

  // Shared by all workers, like the timers' callbacks.
  const onError = (/** @type {unknown} */ error) => failure.reject(workerFailure(error, created, tasks));
  const onExit = () => {
    if (++gone === tasks) allGone.resolve();
  };

  return {
    create: (startNs) => {
      let offsetMs = 0;
      for (; created < tasks; created++) {
        const lateness = firstLateness === null ? null : firstLateness + created;
        /** @type {WorkerTask} */
        const workerData = {
          shared,
          tasks,
          waitNs: BigInt(waitNs + offsetMs * nsPerMs),
          sharedDeadlineNs: wake === 'same-deadline' ? startNs + BigInt(waitNs) : null,
          identity: identified ? { id: created, lateness, collected } : null,
        };
        startWorker(workerData, created).on('error', onError).on('exit', onExit);
        offsetMs += strideMs;
        if (offsetMs >= durations) offsetMs -= durations;
      }
    },
    created: () => created,
    completed: () => Atomics.load(shared.completed, 0),
    parked: async () => {
      await Promise.race([reached(shared.parked, tasks), failure.promise]);
      return Atomics.load(shared.parkedNs, 0);
    },
    finished: async () => {
      await Promise.race([reached(shared.completed, tasks), failure.promise]);
      return Atomics.load(shared.completedNs, 0);
    },
    drained: () => Promise.race([allGone.promise, failure.promise]),
    sum: () => {
      if (!identified) return null;
      return values.reduce((sum, value) => sum + BigInt(value), Atomics.load(shared.sum, 0));
    },
    // The harness counts the process's threads from outside.
    witness: () => null,
  };
}

/**
 * @param {Float64Array} latenessNs
 * @param {Float64Array} values
 * @returns {Shared}
 */
function sharedCells(latenessNs, values) {
  const count = () => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const wide = () => new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  return {
    parked: count(),
    parkedNs: wide(),
    completed: count(),
    completedNs: wide(),
    sum: wide(),
    latenessNs,
    values,
  };
}

/**
 * @param {WorkerTask} workerData
 * @param {number} created
 */
function startWorker(workerData, created) {
  try {
    return new Worker(program, { workerData });
  } catch (error) {
    throw workerFailure(error, created, workerData.tasks);
  }
}

/**
 * @param {unknown} error
 * @param {number} created
 * @param {number} tasks
 */
function workerFailure(error, created, tasks) {
  return new WorkloadFailure('cannot-start-worker', `after ${created} of ${tasks} workers: ${error}`, {
    cause: error,
  });
}

/**
 * Not Atomics.wait: a worker's start needs the main thread's loop, so blocking here can hang for ever.
 *
 * @param {Int32Array} count whoever makes it reach `target` notifies
 * @param {number} target
 */
async function reached(count, target) {
  for (;;) {
    const seen = Atomics.load(count, 0);
    if (seen >= target) return;
    // Without effect when the count has changed since it was read.
    await Atomics.waitAsync(count, 0, seen).value;
  }
}
