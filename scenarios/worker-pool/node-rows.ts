import type { Needs, Parameters } from '../../harness/model.ts';
import {
  batchEach,
  boundedTask,
  counts,
  mebibyte,
  needs,
  nothing,
  oneEach,
  oneEachAndBuffer,
  threadsStarted,
  type Counts,
  type PoolRow,
  type Share,
} from './rows.ts';

const nodeBase = 96 * mebibyte;
const libraryBase = 160 * mebibyte;
const waitingPromise: Share = { bytes: 1_800 };
/** Those that p-limit makes, its closures and its place in the queue, and what the collector has not come for. */
const queuedPromise: Share = { bytes: 2_400 };
const promisePlace: Share = { bytes: 32 * 1024 };
const nodeThread: Share = { bytes: 14 * mebibyte, threads: 1, mappings: 60 };

/** With libuv's four threads, which start when something needs them. What it shares with the others counts once, above. */
const nodeProcess: Share = { bytes: 45 * mebibyte, threads: 11 };
/** Its identity and its result, as numbers in arrays and as bytes in messages. */
const batchedTask: Share = { bytes: 192 };
/** A promise and a message each way, and what the collector has not come for. */
const atHandTaskBytes = 16 * 1024;

/** In flight where each thread has `batch` tasks at hand, and one waits in the pool's queue. */
const batchAtHand = ({ workers, batch }: Counts): number => workers * batch + 1;

const throttled =
  'submission throttled outside of the library, to one task more than the parameter workers; all others as they come';

function needsOfTasksAtHand(parameters: Parameters): Needs {
  const all = counts(parameters);
  const { memoryBytes, ...others } = needs(libraryBase, boundedTask, nodeThread)(parameters);
  return {
    ...others,
    memoryBytes: memoryBytes + Math.min(all.tasks, batchAtHand(all)) * atHandTaskBytes,
  };
}

export const nodeRows: readonly PoolRow[] = [
  {
    name: 'node/serial',
    level: 'tasks',
    description: 'a plain loop in the main thread, one task after the other',
    tuning: 'default',
    needs: needs(nodeBase, boundedTask, nothing),
    witness: null,
    mostInFlight: () => 1,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'node/unbounded',
    level: 'tasks',
    description: 'Promise.all over async functions, all at once',
    tuning: 'default',
    needs: needs(nodeBase, waitingPromise, nothing),
    witness: null,
    mostInFlight: null,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'node/p-limit',
    level: 'tasks',
    description:
      'p-limit over async functions of one thread; the submitting loop keeps the bound, so that one task at most waits in its queue',
    tuning: 'default',
    options: throttled,
    needs: needs(nodeBase, boundedTask, promisePlace),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'node/p-limit-map',
    level: 'tasks',
    description: 'Promise.all over calls of p-limit, all at once: its own queue holds all that wait',
    tuning: 'default',
    needs: needs(nodeBase, queuedPromise, promisePlace),
    witness: null,
    // Nothing bounds what is submitted, only what runs of it.
    mostInFlight: ({ tasks }) => tasks,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'node/p-queue',
    level: 'tasks',
    description:
      'p-queue over async functions of one thread; the submitting loop keeps the bound, so that one task at most waits in its queue',
    tuning: 'default',
    options: throttled,
    needs: needs(nodeBase, boundedTask, promisePlace),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'node/worker-threads',
    level: 'tasks',
    description: 'worker threads, a message to an idle one for each task',
    tuning: 'default',
    needs: needs(nodeBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/worker-threads-batched',
    level: 'tasks',
    description: 'worker threads, a message to an idle one for each batch of tasks',
    tuning: 'default',
    options: 'tasks of a message as the parameter batch',
    needs: needs(nodeBase, batchedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: batchEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/shared-ring',
    level: 'tasks',
    description:
      'worker threads that take tasks from a ring in shared memory and give results through another',
    tuning: 'default',
    options: 'places of the ring as the parameter buffer',
    needs: needs(nodeBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEachAndBuffer,
    startsWorkers: true,
    // Who is awake takes: without waits one may be done before another has woken.
    knowsWorkers: 'where-tasks-wait',
    refuses: (parameters) =>
      counts(parameters).buffer === 0
        ? 'a ring without places passes nothing on: buffer must be 1 or more'
        : null,
  },
  {
    name: 'node/child-processes',
    level: 'tasks',
    description: 'child processes made by fork, a message to an idle one for each task',
    tuning: 'default',
    options: "fork's serialization as it comes (json)",
    needs: needs(nodeBase, boundedTask, nodeProcess),
    // Their threads are not this process's.
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/piscina',
    level: 'tasks',
    description: 'Piscina, a run for each task',
    tuning: 'default',
    options:
      'minThreads and maxThreads as the parameter workers; all others as they come (concurrentTasksPerWorker 1, atomics sync, maxQueue Infinity, recordTiming true)',
    needs: needs(libraryBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/piscina-tuned',
    level: 'tasks',
    description: 'Piscina without a record of times, and with several tasks at hand in each thread',
    tuning: 'tuned',
    options:
      'minThreads and maxThreads as the parameter workers, concurrentTasksPerWorker as the parameter batch, recordTiming false, atomics sync; all others as they come (taskQueue FixedQueue, maxQueue Infinity, the least busy thread gets a task)',
    needs: needsOfTasksAtHand,
    witness: threadsStarted,
    mostInFlight: batchAtHand,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/tinypool',
    level: 'tasks',
    description: 'Tinypool, a run for each task',
    tuning: 'default',
    options:
      'minThreads and maxThreads as the parameter workers; all others as they come (runtime worker_threads, concurrentTasksPerWorker 1, useAtomics true, maxQueue Infinity)',
    needs: needs(libraryBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
  {
    name: 'node/workerpool',
    level: 'tasks',
    description: 'workerpool with worker threads, an exec for each task',
    tuning: 'default',
    options:
      'minWorkers and maxWorkers as the parameter workers, workerType thread; all others as they come (queueStrategy fifo, maxQueueSize Infinity)',
    needs: needs(libraryBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
];
