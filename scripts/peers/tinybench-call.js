/**
 * One await, or one microtask, a call, as a user of tinybench would write it; with `loop`, a thousand of them a call.
 *
 *     node tinybench-call.js await|queue-microtask once|loop
 */
import { Bench } from 'tinybench';

const [what, how] = process.argv.slice(2);
const inOneCall = how === 'loop' ? 1_000 : 1;

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
bench.add('call', tasks[/** @type {keyof typeof tasks} */ (what)]);
await bench.run();
const result = bench.tasks[0]?.result;
if (result?.state !== 'completed') throw new Error(`expected a completed task, received ${result?.state}`);
// The median, as ours is of its batches; tinybench counts in milliseconds.
process.stdout.write(`${JSON.stringify({ nsPerOperation: result.latency.p50 * 1e6 })}\n`);
