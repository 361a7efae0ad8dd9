/** p-limit: a bound on async functions of one thread. It has no workers; a task starts when a place is free. */
import pLimit from 'p-limit';
import { measureUnit } from '../workload/cpu-unit.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { taskOf } from './task.js';
import { stampsInto } from './times.js';

await runPool('node/p-limit', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const running = runningHere();
  const task = taskOf(settings, running, stamps);
  const limit = pLimit(settings.workers);
  return {
    workers: 0,
    measureUnits: async () => [measureUnit()],
    complete: () =>
      submitAll(settings, oneEach(settings), stamps, (answer) => (id) => void limit(task, id).then(answer)),
    peakRunning: running.peak,
    workersUsed: () => 0,
    stop: async () => {},
  };
});
