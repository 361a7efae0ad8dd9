import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hypothesesOf } from '../gate/check-evidence.ts';
import { exampleCheck } from '../reports/example-check.ts';
import {
  calibrationFormat,
  calibrationPath,
  machineOf,
  writeCalibration,
  type Calibration,
} from '../store/calibration.ts';
import { expectationLines, findCalibration } from './known-floors.ts';

const { environment, plan } = exampleCheck;
const rate = { checks: 10, times: 0, interval: { low: 0, high: 0.3 } };
const quiet = Array.from({ length: 40 }, (_, index) => ((index % 5) - 2) * 1e-4);

/** Of all metrics of the example but the first one. */
const calibration: Calibration = {
  format: calibrationFormat,
  version: '0.1.0',
  id: 'calibration-1',
  createdAt: '2026-11-01T00:00:00.000Z',
  machine: machineOf(environment),
  q: 0.01,
  looks: [...plan.looks],
  falseAlarms: rate,
  metrics: plan.cells
    .flatMap(hypothesesOf)
    .slice(1)
    .map(({ cell, metric }) => ({
      cell,
      metric,
      alarm: 0.001,
      detectable: 0.035,
      pairs: 40,
      spread: 1e-4,
      falseAlarms: rate,
      differences: quiet,
    })),
};

let workingFolder: string;
let cacheBefore: string | undefined;
beforeEach(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-known-floors-'));
  cacheBefore = process.env['INTERLEAVE_CACHE'];
  process.env['INTERLEAVE_CACHE'] = path.join(workingFolder, 'cache');
});
afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['INTERLEAVE_CACHE'];
  else process.env['INTERLEAVE_CACHE'] = cacheBefore;
  await rm(workingFolder, { recursive: true, force: true });
});

const find = async (name: string | null) => findCalibration(name, environment, { workingFolder });

describe('the calibration that a check goes by', () => {
  test('this machine’s latest, and none on a machine that has none', async () => {
    expect(await find(null)).toBeNull();
    const kept = calibrationPath(path.join(workingFolder, 'cache'), machineOf(environment));
    await writeCalibration(kept, calibration);
    expect(await find(null)).toEqual(calibration);
    expect(await find('none')).toBeNull();
  });

  test('not that of another machine', async () => {
    const other = { ...machineOf(environment), cpus: machineOf(environment).cpus + 1 };
    const cache = path.join(workingFolder, 'cache');
    expect(calibrationPath(cache, other)).not.toBe(calibrationPath(cache, machineOf(environment)));
    await writeCalibration(calibrationPath(cache, other), { ...calibration, machine: other });
    expect(await find(null)).toBeNull();
  });

  test('a named file, from the user’s folder', async () => {
    await mkdir(path.join(workingFolder, 'kept'));
    await writeCalibration(path.join(workingFolder, 'kept', 'one.json'), calibration);
    expect(await find('kept/one.json')).toEqual(calibration);
  });

  test('a named file of another machine is refused with both', async () => {
    const machine = { ...calibration.machine, cpu: 'Another CPU', cpus: 64 };
    await writeCalibration(path.join(workingFolder, 'other.json'), { ...calibration, machine });
    const finding = find('other.json');
    await expect(finding).rejects.toMatchObject({ kind: 'usage' });
    await expect(finding).rejects.toThrow(
      /^--calibration: expected one of this machine .*received one of Another CPU, 64 CPUs; calibrate here/,
    );
  });

  test('a named file that is not there, and one that is none', async () => {
    await expect(find('gone.json')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('received gone.json: no such file'),
    });
    await writeFile(path.join(workingFolder, 'foreign.json'), '{}');
    await expect(find('foreign.json')).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});

describe('what is said before measuring', () => {
  const now = new Date('2026-11-21T00:00:00Z');
  const pairs = plan.looks.at(-1)?.pairs;

  test('without a calibration nothing is promised', () => {
    const [time, expectation, ...more] = expectationLines(plan, null, now);
    expect(time).toMatch(
      new RegExp(`^up to ${pairs} pairs of each cell, about \\d+ min where none ends early$`),
    );
    expect(expectation).toContain('this machine is not calibrated (interleave calibrate, once)');
    expect(more).toEqual([]);
  });

  test('the least power of all metrics, and how many are not known', () => {
    const lines = expectationLines(plan, calibration, now);
    expect(lines).toHaveLength(3);
    // Differences of a hundredth of a percent hide no slowdown of five.
    expect(lines[1]).toContain(
      'expected power: a slowdown of 5 % of one metric alone is found in at least 100 %',
    );
    expect(lines[2]).toBe(
      `1 of ${plan.cells.flatMap(hypothesesOf).length} gated metrics are not in the calibration calibration-1`,
    );
  });

  test('the metric that is seen worst is named', () => {
    const [first, ...others] = calibration.metrics;
    if (first === undefined) throw new Error('the example has metrics');
    const wild = { ...first, differences: quiet.map((one) => one * 5_000) };
    const lines = expectationLines(plan, { ...calibration, metrics: [...others, wild] }, now);
    expect(lines[1]).toContain(`(least: ${first.cell} ${first.metric})`);
    expect(lines[1]).not.toContain('at least 100 %');
  });

  test('a calibration of other cells says nothing of these', () => {
    const lines = expectationLines(plan, { ...calibration, metrics: [] }, now);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^(\d+) of \1 gated metrics are not in the calibration/);
  });

  test('an old one is doubted', () => {
    const after = (days: number) => new Date(Date.parse(calibration.createdAt) + days * 86_400e3);
    expect(expectationLines(plan, calibration, after(30)).join('\n')).not.toContain('warning');
    expect(expectationLines(plan, calibration, after(31)).at(-1)).toBe(
      'warning: the calibration calibration-1 is 31 days old: calibrate anew',
    );
  });
});
