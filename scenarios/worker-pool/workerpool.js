/** workerpool with a fixed number of worker threads, everything else as it comes, and an exec for each task. */
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { measureThreads, startThreads } from './every-thread.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { stampsInto } from './times.js';

const script = fileURLToPath(new URL('workerpool-worker.js', import.meta.url));

await runPool('node/workerpool', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { workers, cost, waitMs } = settings;
  const workerData = { settings: { cost, waitMs }, times, running: cells };
  const pool = await startThreads(
    workers,
    () =>
      workerpool.pool(script, {
        workerType: 'thread',
        minWorkers: workers,
        maxWorkers: workers,
        workerThreadOpts: { workerData },
      }),
    (started) => started.exec('greet', []),
  );
  return {
    workers: pool.stats().totalWorkers,
    measureUnits: () => measureThreads(workers, (turn) => pool.exec('measure', [turn])),
    complete: () =>
      submitAll(
        settings,
        oneEach(settings),
        stamps,
        (answer) => (id) => void pool.exec('task', [id]).then(answer, crash),
      ),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: async () => void (await pool.terminate()),
  };
});

/**
 * workerpool's promises are its own: one that is rejected and that nobody looks at is no error to Node, and what is thrown
 * in a callback is caught.
 *
 * @param {unknown} error
 */
function crash(error) {
  queueMicrotask(() => {
    throw error;
  });
}
