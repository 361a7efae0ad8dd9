/**
 * Source and sink in the main thread, every worker a thread with a port of its own; what the threads run is
 * `channel-worker.js`. A port is a queue without a bound, so credits keep the bound: one for each item that may be in
 * flight, dealt out to the workers in turn. An item takes a credit to a worker, and when it has come back its credit goes to
 * the same worker with the next item, so that a worker gets as many as it gets done.
 */
import { once } from 'node:events';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { runPipeline } from './run-pipeline.js';
import { mostInFlight } from './settings.js';

/** @typedef {'measure-unit' | { readonly id: number, readonly bytes: Uint8Array }} Order what a worker is sent */

const program = new URL('channel-worker.js', import.meta.url);

await runPipeline('node/worker-channels', async (settings, flow) => {
  const threads = await startThreads(settings);
  for (const [worker, thread] of threads.entries()) {
    thread.on('error', (cause) => {
      flow.fail(new WorkloadFailure('worker-failed', `worker ${worker}: ${cause}`, { cause }));
    });
  }
  /** @param {number} worker */
  const send = (worker) => {
    const item = flow.offer();
    if (item === null) return;
    threads[worker]?.postMessage({ id: item.id, bytes: item.bytes });
    flow.copied(item);
  };
  return {
    measureUnits: async () => {
      const units = [];
      // One after the other: at once they would share the CPUs.
      for (const port of threads) {
        port.postMessage('measure-unit');
        const [unitNs] = await once(port, 'message');
        units.push(unitNs);
      }
      return units;
    },
    begin: () => {
      for (const [worker, thread] of threads.entries()) {
        thread.on('message', (copy) => {
          flow.receiveCopy(worker, copy);
          send(worker);
        });
      }
      for (let credit = 0; credit < mostInFlight(settings); credit++) send(credit % threads.length);
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
});

/** @param {import('./settings.js').Settings} settings */
async function startThreads({ workers, cost }) {
  try {
    const threads = Array.from({ length: workers }, () => new LastingWorker(program, { workerData: cost }));
    await Promise.all(threads.map((thread) => once(thread, 'message')));
    return threads;
  } catch (cause) {
    throw new WorkloadFailure('cannot-start-worker', `of ${workers} workers: ${cause}`, { cause });
  }
}
