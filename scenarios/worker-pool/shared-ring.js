/** Worker threads that take tasks from a ring in shared memory and give results back through another. */
import { once } from 'node:events';
import { BadRequest } from '../workload/decode.js';
import { LastingWorker } from '../workload/lasting-worker.js';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { newRing, RingEnd } from './ring.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { stampsInto } from './times.js';

/** @typedef {import('./ring-worker.js').RingWorkerData} RingWorkerData */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./submit-all.js').Tally} Tally */

const program = new URL('ring-worker.js', import.meta.url);

await runPool('node/shared-ring', (settings) => {
  const { workers: count, cost, waitMs, buffer } = settings;
  if (buffer === 0) {
    throw new BadRequest(
      'request.parameters.buffer: expected 1 or more, a ring without places passes nothing on',
    );
  }
  // One in each worker, those in the ring, and the one that waits for a place.
  const mostInFlight = count + buffer + 1;
  return async (times) => {
    const stamps = times && stampsInto(times);
    const cells = runningCells();
    const running = runningIn(cells);
    const ring = newRing(buffer, mostInFlight);
    const end = new RingEnd(ring);
    const workers = await startWorkers(count, { settings: { cost, waitMs }, times, running: cells, ring });
    return {
      workers: workers.length,
      measureUnits: async () => {
        const units = [];
        for (const [index, worker] of workers.entries()) {
          end.callOn(index + 1);
          const [ns] = await once(worker, 'message');
          units.push(ns);
        }
        return units;
      },
      complete: () => passAll(settings, mostInFlight, end, stamps),
      peakRunning: running.peak,
      workersUsed: running.used,
      stop: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
    };
  };
});

/**
 * @param {number} count
 * @param {Omit<RingWorkerData, 'worker'>} common
 */
async function startWorkers(count, common) {
  /** @type {LastingWorker[]} */
  const workers = [];
  try {
    while (workers.length < count) {
      /** @type {RingWorkerData} */
      const workerData = { ...common, worker: workers.length + 1 };
      workers.push(new LastingWorker(program, { workerData }));
    }
    await Promise.all(workers.map((worker) => once(worker, 'message')));
  } catch (error) {
    const detail = `after ${workers.length} of ${count} workers: ${error}`;
    throw new WorkloadFailure('cannot-start-worker', detail, { cause: error });
  }
  return workers;
}

/**
 * A loop of its own: what the others wait for is an answer, which calls them, while results in a ring must be fetched.
 *
 * @param {Settings} settings
 * @param {number} mostInFlight
 * @param {RingEnd} end
 * @param {import('./times.js').Stamps | null} stamps
 * @returns {Promise<Tally>}
 */
async function passAll({ tasks }, mostInFlight, end, stamps) {
  const tally = { submitted: 0, answered: 0, peakInFlight: 0, checksum: 0 };
  let waitsForPlace = false;
  for (;;) {
    for (let result = end.collect(); result !== undefined; result = end.collect()) {
      tally.checksum += result;
      tally.answered++;
    }
    if (tally.answered === tasks) return tally;
    if (waitsForPlace) waitsForPlace = !end.give(tally.submitted - 1);
    while (!waitsForPlace && tally.submitted < tasks && tally.submitted - tally.answered < mostInFlight) {
      const id = tally.submitted++;
      tally.peakInFlight = Math.max(tally.peakInFlight, tally.submitted - tally.answered);
      stamps?.submit(id);
      waitsForPlace = !end.give(id);
    }
    await end.sleep(waitsForPlace);
  }
}
