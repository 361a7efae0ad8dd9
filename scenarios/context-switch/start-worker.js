import { once } from 'node:events';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';

/**
 * Waits for the worker's first message and not for `online`, which comes before its program has run.
 *
 * @param {string} program a file beside this one
 * @param {import('node:worker_threads').WorkerOptions} options
 * @throws {WorkloadFailure}
 */
export async function startWorker(program, options) {
  try {
    const worker = new LastingWorker(new URL(program, import.meta.url), options);
    await once(worker, 'message');
    return worker;
  } catch (error) {
    throw new WorkloadFailure('cannot-start-worker', `${program}: ${error}`, { cause: error });
  }
}
