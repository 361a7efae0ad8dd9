import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildHarnessPrograms } from '../commands/toolbox.ts';
import { until } from '../fixtures/interleave.ts';
import { Reserve } from './reserve.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-reserve-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/**
 * A program that speaks as cmd/reserve does and holds nothing. It writes down each order and each answer, and before it
 * obeys one, from the second on, `act` is run with it: it may wait there for the file `go`.
 */
async function speakingProgram(act: string): Promise<string> {
  const script = path.join(folder, 'reserve.cjs');
  const program = path.join(folder, 'reserve');
  await writeFile(
    script,
    `const fs = require('node:fs');
const log = (line) => fs.appendFileSync(${JSON.stringify(path.join(folder, 'log'))}, line + '\\n');
const waitForGo = () => {
  while (!fs.existsSync(${JSON.stringify(path.join(folder, 'go'))})) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
};
const act = (order, count) => { ${act} };
let count = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line);
  log('ordered ' + order.type + ' ' + order.bytes);
  count += 1;
  if (count > 1) act(order, count);
  log('answered ' + order.type);
  process.stdout.write(JSON.stringify({ type: 'held', bytes: order.bytes }) + '\\n');
});
`,
  );
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${script}'\n`);
  await chmod(program, 0o755);
  return program;
}

function logged(): string[] {
  return readFileSync(path.join(folder, 'log'), 'utf8').trimEnd().split('\n');
}

test('the next release waits until all is taken back, so that nothing of it runs beside a sample', async () => {
  const program = await speakingProgram(`if (order.type === 'hold') waitForGo();`);
  const reserve = await Reserve.start(program, 1000);
  await reserve.release(400);
  reserve.restore();
  // The sample is judged and stored meanwhile.
  await until(() => logged().at(-1) === 'ordered hold 1000');
  const release = reserve.release(5000);
  await writeFile(path.join(folder, 'go'), '');
  await release;
  // Not at the answer to the order before.
  expect(logged()).toEqual([
    'ordered hold 1000',
    'answered hold',
    'ordered release 400',
    'answered release',
    'ordered hold 1000',
    'answered hold',
    'ordered release 1000',
    'answered release',
  ]);
  await reserve.close();
});

test('the process is ended only after it has taken back what it was told to', async () => {
  const program = await speakingProgram(`if (order.type === 'hold') waitForGo();`);
  const lost: string[] = [];
  const reserve = await Reserve.start(program, 1000, (reason) => lost.push(reason));
  await reserve.release(400);
  reserve.restore();
  const closed = reserve.close();
  await writeFile(path.join(folder, 'go'), '');
  await closed;
  expect(logged().at(-1)).toBe('answered hold');
  expect(lost).toEqual([]);
});

test('a process that is lost while it takes memory back is told once, and samples go on without', async () => {
  const program = await speakingProgram(`if (order.type === 'hold') process.exit(1);`);
  const lost: string[] = [];
  const reserve = await Reserve.start(program, 1000, (reason) => lost.push(reason));
  await reserve.release(400);
  reserve.restore();
  await reserve.release(400);
  reserve.restore();
  await reserve.close();
  expect(lost).toEqual(['the process that holds memory is gone']);
});

test('the real program gives and takes back', async () => {
  const { reserve: program } = await buildHarnessPrograms(() => {});
  expect(program).not.toBeNull();
  const lost: string[] = [];
  const reserve = await Reserve.start(program!, 10_000_000, (reason) => lost.push(reason));
  for (let sample = 0; sample < 3; sample += 1) {
    await reserve.release(5_000_000);
    reserve.restore();
  }
  await reserve.close();
  expect(lost).toEqual([]);
});
