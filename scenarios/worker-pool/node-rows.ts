import {
  boundedTask,
  mebibyte,
  needs,
  nothing,
  oneEach,
  threadsStarted,
  type PoolRow,
  type Share,
} from './rows.ts';

const nodeBase = 96 * mebibyte;
const piscinaBase = 160 * mebibyte;
const waitingPromise: Share = { bytes: 1_800 };
const promisePlace: Share = { bytes: 32 * 1024 };
const nodeThread: Share = { bytes: 14 * mebibyte, threads: 1, mappings: 60 };

export const nodeRows: readonly PoolRow[] = [
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
    description: 'p-limit over async functions of one thread',
    tuning: 'default',
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
    name: 'node/piscina',
    level: 'tasks',
    description: 'Piscina, a run for each task',
    tuning: 'default',
    options:
      'minThreads and maxThreads as the parameter workers; all others as they come (concurrentTasksPerWorker 1, atomics sync, maxQueue Infinity, recordTiming true)',
    needs: needs(piscinaBase, boundedTask, nodeThread),
    witness: threadsStarted,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: true,
  },
];
