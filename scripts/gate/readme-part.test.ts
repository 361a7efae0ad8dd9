import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { format } from 'prettier';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../harness/failure.ts';
import { gatePart } from './readme-part.ts';

const proof = {
  format: 'interleave-gate-proof/1',
  machine: { cpu: 'Example_CPU *9*', cpus: 2, dates: ['2026-11-21', '2026-11-22', '2026-11-21'] },
  metrics: 12,
  occasions: ['a', 'b', 'c'].map((name) => ({ name, cells: 8, pairs: 40 })),
  falseAlarms: {
    of: 2400,
    times: 3,
    interval: { low: 0, high: 0.0025 },
    exact: { low: 0.0003, high: 0.0036 },
  },
  pairs: 14.25,
};
const methods = [
  'method,runs,slowdown,kind,checks,times,share',
  'interleave check,up to 32 pairs,0,any,2400,3,0.00125',
  'interleave check,up to 32 pairs,0.05,elapsed,800,640,0.8',
  'interleave check,up to 32 pairs,0.1,elapsed,800,796,0.995',
  'interleave check,up to 32 pairs,0.05,memory,400,400,1',
  'benchstat,10 and 10,0,any,2400,900,0.375',
  'benchstat,10 and 10,0.05,elapsed,800,0,0',
  'benchstat,32 and 32,0,any,2400,1200,0.5',
  '',
];
const live = [
  'check,suite,light,seconds',
  'a,gate,pass,161',
  'b,gate,inconclusive,240',
  'c,gate,pass,147',
  'd,quick,pass,590',
  '',
];
const noisy = { base: 3, head: 2, both: 1, pairs: 40 };
const noiseFilter = {
  workers: { base: 2, head: 8 },
  conditions: [
    { name: 'quiet', same: { ...noisy, base: 0 }, more: { ...noisy, both: 0 } },
    { name: 'loaded', same: noisy, more: { ...noisy, head: 9 } },
  ],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-readme-part-'));
  await writeFile(path.join(folder, 'proof.json'), JSON.stringify(proof));
  await writeFile(path.join(folder, 'methods.csv'), methods.join('\r\n'));
  await writeFile(path.join(folder, 'live.csv'), live.join('\r\n'));
  await writeFile(path.join(folder, 'noise-filter.json'), JSON.stringify(noiseFilter));
});
afterEach(async () => rm(folder, { recursive: true }));

test('says where and when, and holds every way at every number of runs', () => {
  const [text = '', table = '', after = ''] = gatePart(folder).split('\n\n');
  expect(text.replaceAll('\n', ' ')).toBe(
    'Measured on Example_CPU \\*9\\*, 2 CPUs, on 3 occasions (2026-11-21, 2026-11-22): pairs of the programs of the suite `gate` with themselves. ' +
      'From them 2,400 whole checks of 12 gated metrics each were made up and judged, and as many by other ways, all runs of base first and then all of head. ' +
      'Any false alarm of `interleave check`: 3 of 2,400, at most 0.36 % (95 %). Found: one metric alone was made worse by that much. ' +
      'A check takes 14.3 pairs of a cell on average when nothing has changed.',
  );
  const cells = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(cells.toSpliced(1, 1)).toEqual([
    ['way', 'runs of each side', 'false alarms', '5 % of time found', '10 % of time', '5 % of memory'],
    ['interleave check', 'up to 32 pairs', '0.13 %', '80 %', '99.5 %', '100 %'],
    ['benchstat', '10 and 10', '37.5 %', '0 %', '–', '–'],
    ['benchstat', '32 and 32', '50 %', '–', '–', '–'],
  ]);
  expect(after).toBe(
    'Live checks of a commit against itself: 4; suite gate: 2 pass, 1 inconclusive (147 to 240 s each); suite quick: 1 pass (590 s).\n' +
      'The noise filter does not see that head has 8 worker threads where base has 2: it left out on the quiet machine 5 of 40 pairs with, 3 of 40 pairs without; on the loaded machine 13 of 40 pairs with, 6 of 40 pairs without.\n',
  );
});

test('the bound of the rate is the wider of the two', async () => {
  const wider = { ...proof.falseAlarms, interval: { low: 0, high: 0.02 } };
  await writeFile(path.join(folder, 'proof.json'), JSON.stringify({ ...proof, falseAlarms: wider }));
  expect(gatePart(folder)).toContain('at most 2 % (95 %)');
});

test('stands in a document as Prettier leaves it', async () => {
  const part = gatePart(folder);
  expect(await format(part, { parser: 'markdown', printWidth: 110 })).toBe(part);
});

test.each([
  ['no proof', 'proof.json', ''],
  ['another proof', 'proof.json', '{"format":"interleave-gate-proof/1"}'],
  ['another table', 'methods.csv', 'a,b\n1,2\n'],
  ['no live check', 'live.csv', 'check,suite,light,seconds\n'],
  ['another noise filter', 'noise-filter.json', '{}'],
  ['an empty share', 'methods.csv', 'method,runs,slowdown,kind,checks,times,share\nx,1,0,any,1,0,\n'],
])('%s is refused', async (_, file, text) => {
  await writeFile(path.join(folder, file), text);
  expect(() => gatePart(folder)).toThrow(Failure);
  expect(() => gatePart(folder)).toThrow(
    'expected proof.json and methods.csv of scripts/prove-gate.ts, live.csv',
  );
});
