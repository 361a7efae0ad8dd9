/**
 * Piscina with the options that make short tasks cheap: no record of times, and tasks at hand in each thread
 * (`concurrentTasksPerWorker`), so that it need not wait for the main thread after each. Its own benchmarks set the latter
 * too. `atomics` sync, the default, is its fastest mode for tasks like these, and its queue is a FixedQueue already.
 */
import { runPiscina } from './run-piscina.js';

await runPiscina(
  'node/piscina-tuned',
  new URL('piscina-tuned-worker.js', import.meta.url),
  ({ batch }) => ({ concurrentTasksPerWorker: batch, recordTiming: false, atomics: 'sync' }),
  // Those that the threads have at hand, and one in Piscina's queue.
  ({ workers, batch }) => workers * batch + 1,
);
