/**
 * `simple/default` of the benchmark that Piscina's package brings, its own function and options: one `run` after the other.
 * Its driver, bench-node, is no dependency of ours: tinybench calls the function.
 */
import { createRequire } from 'node:module';
import { Bench } from 'tinybench';

const require = createRequire(import.meta.url);
const folder = new URL('../benchmark/', `file://${require.resolve('piscina')}`);

/** @type {Map<string, () => Promise<void>>} */
const calls = new Map();
const suite = {
  /**
   * @param {string} name
   * @param {unknown} _options
   * @param {() => Promise<void>} call
   */
  add: (name, _options, call) => calls.set(name, call),
};
require(new URL('simple/simple.js', folder).pathname)(suite);

const call = calls.get('simple/default');
if (call === undefined) throw new Error(`expected simple/default, received ${[...calls.keys()]}`);
const bench = new Bench({ time: 500 });
bench.add('run', call, { async: true });
await bench.run();
const result = bench.tasks[0]?.result;
if (result?.state !== 'completed') throw new Error(`expected a completed task, received ${result?.state}`);
// The mean, since ours divides the time of all runs. The pools are never told to end.
process.stdout.write(`${JSON.stringify({ nsPerOperation: result.latency.mean * 1e6 })}\n`, () =>
  process.exit(),
);
