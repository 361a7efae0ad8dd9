/** Worker threads and a message for each task, to a worker that has nothing to do. */
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { distribute, measureUnits, startWorkers, stopWorkers } from './thread-pool.js';
import { stampsInto } from './times.js';

await runPool('node/worker-threads', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const cells = runningCells();
  const running = runningIn(cells);
  const { cost, waitMs } = settings;
  const workers = await startWorkers(settings.workers, { settings: { cost, waitMs }, times, running: cells });
  return {
    workers: workers.length,
    measureUnits: () => measureUnits(workers),
    complete: () => submitAll(settings, oneEach(settings), stamps, (answer) => distribute(workers, answer)),
    peakRunning: running.peak,
    workersUsed: running.used,
    stop: () => stopWorkers(workers),
  };
});
