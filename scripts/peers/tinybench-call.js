/**
 * Ten thousand awaits, or as many microtasks, in one call of tinybench. Many, since a short call mostly misses a collection
 * of what it allocated, which a batch of ours never does.
 *
 *     node tinybench-call.js await|queue-microtask
 */
import { Bench } from 'tinybench';

const inOneCall = 10_000;

const tasks = {
  await: async () => {
    for (let done = 0; done < inOneCall; done++) await undefined;
  },
  'queue-microtask': () =>
    new Promise((resolve) => {
      let done = 0;
      queueMicrotask(function next() {
        done++;
        if (done < inOneCall) queueMicrotask(next);
        else resolve(undefined);
      });
    }),
};

const bench = new Bench({ time: 300 });
bench.add('call', tasks[/** @type {keyof typeof tasks} */ (process.argv[2])]);
await bench.run();
const result = bench.tasks[0]?.result;
if (result?.state !== 'completed') throw new Error(`expected a completed task, received ${result?.state}`);
// The median, as ours is of its batches; tinybench counts in milliseconds.
process.stdout.write(`${JSON.stringify({ nsPerOperation: result.latency.p50 * 1e6 })}\n`);
