/** p-queue: a bound on async functions of one thread, as p-limit is, with a queue that has priorities, events and rates. */
import PQueue from 'p-queue';
import { measureUnit } from '../workload/cpu-unit.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { taskOf } from './task.js';
import { stampsInto } from './times.js';

await runPool('node/p-queue', (settings) => async (times) => {
  const stamps = times && stampsInto(times);
  const running = runningHere();
  const task = taskOf(settings, running, stamps);
  const queue = new PQueue({ concurrency: settings.workers });
  return {
    workers: 0,
    measureUnits: async () => [measureUnit()],
    complete: () =>
      submitAll(
        settings,
        oneEach(settings),
        stamps,
        (answer) => (id) => void queue.add(() => task(id)).then(answer),
      ),
    peakRunning: running.peak,
    workersUsed: () => 0,
    stop: async () => {},
  };
});
