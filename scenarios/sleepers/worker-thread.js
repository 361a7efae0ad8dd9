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
 * What the threads share: one cell each, and one latency value a task.
 *
 * @typedef {object} Shared
 * @property {Int32Array} parked
 * @property {BigInt64Array} parkedNs when the last worker was about to block
 * @property {Int32Array} completed
 * @property {BigInt64Array} completedNs when the last worker had completed
 * @property {BigInt64Array} idSum
 * @property {Float64Array} latenessNs
 */

/**
 * @typedef {object} WorkerTask
 * @property {Shared} shared
 * @property {number} tasks
 * @property {bigint} waitNs
 * @property {bigint | null} sharedDeadlineNs on the clock of all threads; null where each waits from its own start
 * @property {{ readonly id: number, readonly value: number } | null} identity its number, and where its lateness goes
 */

const program = new URL('sleeping-worker.js', import.meta.url);

await runSleepers('node/worker-thread', {
  counted: (settings) => workerHerd(settings, touchedSharedArray(0), null),
  identified: (settings, slots) => {
    const latenessNs = touchedSharedArray(settings.tasks * slots);
    return { latenessNs, create: (slot) => workerHerd(settings, latenessNs, slot * settings.tasks) };
  },
});

/**
 * @param {Settings} settings
 * @param {Float64Array} latenessNs
 * @param {number | null} firstValue null: the tasks have no identity
 * @returns {import('./run-sleepers.js').IdentifiedHerd}
 */
function workerHerd({ tasks, wake, waitNs }, latenessNs, firstValue) {
  const shared = sharedCells(latenessNs);
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
      for (; created < tasks; created++) {
        /** @type {WorkerTask} */
        const workerData = {
          shared,
          tasks,
          waitNs: BigInt(waitNs),
          sharedDeadlineNs: wake === 'same-deadline' ? startNs + BigInt(waitNs) : null,
          identity: firstValue === null ? null : { id: created, value: firstValue + created },
        };
        startWorker(workerData, created).on('error', onError).on('exit', onExit);
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
    idSum: () => Atomics.load(shared.idSum, 0),
    // The harness counts the process's threads from outside.
    witness: () => null,
  };
}

/**
 * @param {Float64Array} latenessNs
 * @returns {Shared}
 */
function sharedCells(latenessNs) {
  const count = () => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const wide = () => new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  return {
    parked: count(),
    parkedNs: wide(),
    completed: count(),
    completedNs: wide(),
    idSum: wide(),
    latenessNs,
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
