/** p-limit with all tasks at once, joined by Promise.all as its README shows: those that wait for a place fill its own queue. */
import pLimit from 'p-limit';
import { measureUnit } from '../workload/cpu-unit.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { taskOf } from './task.js';
import { stampsInto } from './times.js';

await runPool('node/p-limit-map', (settings) => {
  const ids = Array.from({ length: settings.tasks }, (_, id) => id);
  return async (times) => {
    const stamps = times && stampsInto(times);
    const running = runningHere();
    const task = taskOf(settings, running, stamps);
    const limit = pLimit(settings.workers);
    const submit = (/** @type {number} */ id) => {
      stamps?.submit(id);
      return limit(task, id);
    };
    return {
      workers: 0,
      measureUnits: async () => [measureUnit()],
      complete: async () => {
        const promises = ids.map(submit);
        // By the library's own count. None has begun: p-limit calls a task only after the caller has given way.
        const peakInFlight = limit.activeCount + limit.pendingCount;
        const results = await Promise.all(promises);
        let checksum = 0;
        for (const result of results) checksum += result;
        return { submitted: ids.length, answered: results.length, peakInFlight, checksum };
      },
      peakRunning: running.peak,
      workersUsed: () => 0,
      stop: async () => {},
    };
  };
});
