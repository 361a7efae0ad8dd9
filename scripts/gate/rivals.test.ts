import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeHypothesis } from '../../harness/gate/made-cells.ts';
import { packageRoot } from '../../harness/package-root.ts';
import { benchstat, threshold, welch, type Trial, type Rival } from './rivals.ts';

const time = madeHypothesis('a');
const rate = madeHypothesis('a', { metric: 'rate', direction: 'higher-is-better' });

/** Ten values around one, one in a thousand apart. */
const around = (centre: number): number[] =>
  Array.from({ length: 10 }, (_, index) => centre * (1 + (index - 4.5) / 1_000));

const compared = (head: number, hypothesis = time): Trial => ({
  hypothesis,
  base: around(1_000),
  head: around(head),
});

/** Worse, better and alike, of a time and of a rate. */
const trials = [
  compared(1200),
  compared(800),
  compared(1e3),
  compared(1200, rate),
  compared(800, rate),
  compared(1e3, rate),
];
const expected = [true, false, false, false, true, false];

async function verdictsOf(rival: Rival, given: readonly Trial[] = trials) {
  return [...(await rival.judge(given))];
}

describe('a threshold', () => {
  test('on the ratio of medians, turned so that more is worse', async () => {
    expect(await verdictsOf(threshold(1.1))).toEqual(expected);
    // A rate that falls to 80 % is 1.25 times worse.
    expect(await verdictsOf(threshold(1.22))).toEqual([false, false, false, false, true, false]);
    expect(await verdictsOf(threshold(2))).toEqual(expected.map(() => false));
    expect(await verdictsOf(threshold(2), [compared(2_100), compared(1_900)])).toEqual([true, false]);
  });

  test('is named as its users name it', () => {
    expect([threshold(1.1).name, threshold(2).name]).toEqual(['10 % threshold', '200 % threshold']);
  });
});

test('Welch’s t calls only what is worse', async () => {
  expect(await verdictsOf(welch)).toEqual(expected);
});

describe('benchstat', () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-rivals-'));
    program = path.join(folder, 'benchstat');
    const script = path.join(packageRoot, 'scripts', 'go-workloads.sh');
    const modules = '-modfile=../scripts/go-tools/go.mod';
    await execa('sh', [script, 'build', modules, '-o', program, 'golang.org/x/perf/cmd/benchstat']);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  test('the real one is asked of each trial', async () => {
    expect(await verdictsOf(benchstat(program))).toEqual(expected);
  });

  test('values that are all alike are no change', async () => {
    const same = {
      hypothesis: time,
      base: Array.from({ length: 6 }, () => 5),
      head: Array.from({ length: 6 }, () => 5),
    };
    expect(await verdictsOf(benchstat(program), [same, compared(1_200)])).toEqual([false, true]);
  });

  test('more trials than have one digit keep their order', async () => {
    const many = Array.from({ length: 12 }, (_, index) => compared(index % 3 === 0 ? 1_200 : 1_000));
    expect(await verdictsOf(benchstat(program), many)).toEqual(many.map((_, index) => index % 3 === 0));
  });
});
