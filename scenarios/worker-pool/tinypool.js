/** Tinypool with a fixed number of threads, everything else as it comes, and a run for each task. */
import { Tinypool } from 'tinypool';
import { measureThreads, startThreads } from './every-thread.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { stampsInto } from './times.js';

const filename = new URL('tinypool-worker.js', import.meta.url).href;

await runPool('node/tinypool', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { workers, cost, waitMs } = settings;
  const workerData = { settings: { cost, waitMs }, times, running: cells };
  const pool = await startThreads(
    workers,
    () => new Tinypool({ filename, minThreads: workers, maxThreads: workers, workerData }),
    (tinypool) => tinypool.run(undefined, { name: 'greet' }),
  );
  return {
    workers: pool.threads.length,
    measureUnits: () => measureThreads(workers, (turn) => pool.run(turn, { name: 'measure' })),
    complete: () =>
      submitAll(settings, oneEach(settings), stamps, (answer) => (id) => void pool.run(id).then(answer)),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: () => pool.destroy(),
  };
});
