/** Piscina with a fixed number of threads and a run for each task; the two rows differ in the other options. */
import { Piscina } from 'piscina';
import { measureThreads, startThreads } from './every-thread.js';
import { runPool } from './run-pool.js';
import { runningCells, runningIn } from './running.js';
import { submitAll } from './submit-all.js';
import { stampsInto } from './times.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {NonNullable<ConstructorParameters<typeof Piscina>[0]>} Options */

/**
 * @param {string} variant
 * @param {URL} program what a thread loads
 * @param {(settings: Settings) => Options} options
 * @param {(settings: Settings) => number} mostInFlight
 */
export function runPiscina(variant, program, options, mostInFlight) {
  return runPool(variant, (settings) => async (times) => {
    const stamps = times && stampsInto(times);
    const cells = runningCells();
    const running = runningIn(cells);
    const { workers, cost, waitMs } = settings;
    const pool = await startThreads(
      workers,
      () =>
        new Piscina({
          filename: program.href,
          minThreads: workers,
          maxThreads: workers,
          workerData: { settings: { cost, waitMs }, times, running: cells },
          ...options(settings),
        }),
      (piscina) => piscina.run(undefined, { name: 'greet' }),
    );
    return {
      workers: pool.threads.length,
      measureUnits: () => measureThreads(workers, (turn) => pool.run(turn, { name: 'measure' })),
      complete: () =>
        submitAll(
          settings,
          mostInFlight(settings),
          stamps,
          (answer) => (id) => void pool.run(id).then(answer),
        ),
      peakRunning: running.peak,
      workersUsed: running.used,
      stop: () => pool.destroy(),
    };
  });
}
