/**
 * Source and sink in the main thread, every worker a thread with a port of its own. A port is a queue without a bound, so
 * credits keep the bound: one for each message that may be in flight, dealt out to the workers in turn. A message takes a
 * credit to a worker, and when it has come back its credit goes to the same worker with the next one, so that a worker gets as
 * many as it gets done.
 */
import { once } from 'node:events';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';

/** @typedef {import('node:worker_threads').Worker} Worker */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./flow.js').Flow} Flow */

/**
 * How items travel in messages.
 *
 * @typedef {object} Passing
 * @property {URL} program what the threads run
 * @property {(settings: Settings) => number} credits messages that may be in flight
 * @property {(thread: Worker, flow: Flow, settings: Settings) => void} send sends nothing after the last item
 * @property {(message: any, worker: number, flow: Flow) => void} receive
 */

/**
 * @param {Settings} settings
 * @param {Flow} flow
 * @param {Passing} passing
 */
export async function connectThreads(settings, flow, { program, credits, send, receive }) {
  const threads = await startThreads(program, settings.workers, () => settings.cost);
  failWith(threads, flow);
  return {
    measureUnits: () => measureUnits(threads, (_, thread) => thread.postMessage('measure-unit')),
    begin: () => {
      for (const [worker, thread] of threads.entries()) {
        thread.on('message', (message) => {
          receive(message, worker, flow);
          send(thread, flow, settings);
        });
      }
      for (let credit = 0; credit < credits(settings); credit++) {
        send(/** @type {Worker} */ (threads[credit % threads.length]), flow, settings);
      }
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/**
 * Threads that have said that they stand.
 *
 * @param {URL} program
 * @param {number} count
 * @param {(worker: number) => unknown} dataOf what a worker is started with
 */
export async function startThreads(program, count, dataOf) {
  try {
    const threads = Array.from(
      { length: count },
      (_, worker) => new LastingWorker(program, { workerData: dataOf(worker) }),
    );
    await Promise.all(threads.map((thread) => once(thread, 'message')));
    return threads;
  } catch (cause) {
    throw new WorkloadFailure('cannot-start-worker', `of ${count} workers: ${cause}`, { cause });
  }
}

/**
 * Ends the wait for the last item when a worker fails.
 *
 * @param {readonly Worker[]} threads
 * @param {Pick<Flow, 'fail'>} flow
 */
export function failWith(threads, flow) {
  for (const [worker, thread] of threads.entries()) {
    thread.on('error', (cause) => {
      flow.fail(new WorkloadFailure('worker-failed', `worker ${worker}: ${cause}`, { cause }));
    });
  }
}

/**
 * @param {readonly Worker[]} threads
 * @param {(worker: number, thread: Worker) => void} ask
 * @returns {Promise<number[]>}
 */
export async function measureUnits(threads, ask) {
  const units = [];
  // One after the other: at once they would share the CPUs.
  for (const [worker, thread] of threads.entries()) {
    const answered = once(thread, 'message');
    ask(worker, thread);
    const [unitNs] = await answered;
    units.push(unitNs);
  }
  return units;
}
