/**
 * What `simple/default` of the benchmark that Piscina's package brings runs, its worker and its argument, the way the row
 * does: one thread, two runs in flight, as many as the row's tasks in a fresh process. There each run is awaited before the
 * next, so that the thread idles while the answer travels; the row always has one waiting, and cannot be told otherwise.
 */
import { createRequire } from 'node:module';
import { Piscina } from 'piscina';

const runs = Number(process.argv[2]);
const worker = new URL(
  '../benchmark/fixtures/add.js',
  `file://${createRequire(import.meta.url).resolve('piscina')}`,
);
const pool = new Piscina({ filename: worker.href, minThreads: 1, maxThreads: 1 });
// As in the row, the thread has started before the first of them.
await pool.run({ a: 1, b: 2 });

let begun = 0;
async function one() {
  while (begun < runs) {
    begun++;
    await pool.run({ a: 1, b: 2 });
  }
}

const startNs = process.hrtime.bigint();
await Promise.all([one(), one()]);
const nsPerOperation = Number(process.hrtime.bigint() - startNs) / runs;
await pool.destroy();
process.stdout.write(`${JSON.stringify({ nsPerOperation })}\n`);
