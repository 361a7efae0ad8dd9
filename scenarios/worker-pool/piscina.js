/** Piscina with a fixed number of threads, everything else as it comes, and a run for each task. */
import { Piscina } from 'piscina';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { submitAll } from './submit-all.js';
import { stampsInto } from './times.js';

const filename = new URL('piscina-worker.js', import.meta.url).href;

await runPool('node/piscina', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { cost, waitMs } = settings;
  const pool = await startPool(settings.workers, { settings: { cost, waitMs }, times, running: cells });
  return {
    workers: pool.threads.length,
    measureUnits: () => measureUnits(pool),
    complete: () => submitAll(settings, stamps, (answer) => (id) => void pool.run(id).then(answer)),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: () => pool.destroy(),
  };
});

/**
 * @param {number} count
 * @param {import('./worker-task.js').WorkerData} workerData
 */
async function startPool(count, workerData) {
  try {
    const pool = new Piscina({ filename, minThreads: count, maxThreads: count, workerData });
    assertEachOnce(await Promise.all(pool.threads.map(() => pool.run(undefined, { name: 'greet' }))), pool);
    return pool;
  } catch (error) {
    throw new WorkloadFailure('cannot-start-worker', `of ${count} workers: ${error}`, { cause: error });
  }
}

/** @param {Piscina} pool */
async function measureUnits(pool) {
  const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** @type {{ threadId: number, ns: number }[]} */
  const answers = await Promise.all(
    pool.threads.map((_, place) => pool.run({ turn, place }, { name: 'measure' })),
  );
  assertEachOnce(
    answers.map(({ threadId }) => threadId),
    pool,
  );
  return answers.map(({ ns }) => ns);
}

/**
 * As many runs as there are idle threads go to one each, since all are handed out before any can answer. This holds for the
 * pool's balancer as it is, so it is looked at.
 *
 * @param {readonly number[]} threadIds
 * @param {Piscina} pool
 */
function assertEachOnce(threadIds, pool) {
  const distinct = new Set(threadIds).size;
  if (distinct !== pool.threads.length) {
    throw new Error(`expected an answer of each of ${pool.threads.length} threads, received ${distinct}`);
  }
}
