/** One task after the other in the main thread: a plain loop, which awaits nothing where tasks do not wait. */
import { measureUnit } from '../workload/cpu-unit.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { taskOf, unwaitedTaskOf } from './task.js';
import { stampsInto } from './times.js';

await runPool('node/serial', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const running = runningHere();
  const { tasks, waitMs } = settings;
  const checksum =
    waitMs > 0
      ? () => sumAwaited(tasks, taskOf(settings, running, stamps), stamps)
      : async () => sumOf(tasks, unwaitedTaskOf(settings, running, stamps), stamps);
  return {
    workers: 0,
    measureUnits: async () => [measureUnit()],
    complete: async () => {
      const sum = await checksum();
      // Submitting is calling: what is in flight runs.
      return { submitted: tasks, answered: tasks, peakInFlight: running.peak(), checksum: sum };
    },
    peakRunning: running.peak,
    workersUsed: () => 0,
    stop: async () => {},
  };
});

/**
 * @param {number} tasks
 * @param {(id: number) => number} task
 * @param {import('./times.js').Stamps | null} stamps
 */
function sumOf(tasks, task, stamps) {
  let sum = 0;
  for (let id = 0; id < tasks; id++) {
    stamps?.submit(id);
    sum += task(id);
  }
  return sum;
}

/**
 * @param {number} tasks
 * @param {(id: number) => Promise<number>} task
 * @param {import('./times.js').Stamps | null} stamps
 */
async function sumAwaited(tasks, task, stamps) {
  let sum = 0;
  for (let id = 0; id < tasks; id++) {
    stamps?.submit(id);
    sum += await task(id);
  }
  return sum;
}
