/** All tasks at once, joined by Promise.all: the way without a pool. */
import { measureUnit } from '../workload/cpu-unit.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { taskOf } from './task.js';
import { stampsInto } from './times.js';

await runPool('node/unbounded', (settings) => {
  const ids = Array.from({ length: settings.tasks }, (_, id) => id);
  return async (times) => {
    const stamps = times && stampsInto(times);
    const running = runningHere();
    const task = taskOf(settings, running, stamps);
    const submit = stamps === null ? task : stamped(stamps, task);
    return {
      workers: 0,
      measureUnits: async () => [measureUnit()],
      complete: async () => {
        const results = await Promise.all(ids.map((id) => submit(id)));
        let checksum = 0;
        for (const result of results) checksum += result;
        return {
          submitted: ids.length,
          answered: results.length,
          // An async function begins within its call, so what is in flight runs.
          peakInFlight: running.peak(),
          checksum,
        };
      },
      peakRunning: running.peak,
      workersUsed: () => 0,
      stop: async () => {},
    };
  };
});

/**
 * @param {import('./times.js').Stamps} stamps
 * @param {(id: number) => Promise<number>} task
 */
function stamped(stamps, task) {
  return (/** @type {number} */ id) => {
    stamps.submit(id);
    return task(id);
  };
}
