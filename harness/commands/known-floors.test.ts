import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleCheck } from '../reports/example-check.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import { calibrationPath, machineOf, writeCalibration } from '../store/calibration.ts';
import { exampleCalibration } from './example-calibration.ts';
import { findCalibration, floorsFor } from './known-floors.ts';

const { environment } = exampleCheck;
const calibration = exampleCalibration();

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

describe('the floors of a plan', () => {
  const { plan } = exampleCheck;
  /** A program that differs from itself by a few percent. */
  const uneven = exampleCalibration(0.04);
  const detectablesOf = (looks: typeof plan.looks, from = uneven) =>
    floorsFor({ ...plan, looks }, from).map(({ detectable }) => detectable);

  test('as calibration found them, where the check is as those that it made up', () => {
    expect(floorsFor(plan, uneven)).toEqual(
      uneven.metrics.map(({ cell, metric, alarm, detectable }) => ({ cell, metric, alarm, detectable })),
    );
  });

  test('none of cells that the plan does not have', () => {
    const [first] = plan.cells;
    if (first === undefined) throw new Error('the example has cells');
    const floors = floorsFor({ ...plan, cells: [first] }, uneven);
    expect(new Set(floors.map(({ cell }) => cell))).toEqual(new Set([first.id]));
  });

  // A check that its budget cuts short used to claim what only all looks find.
  test('with fewer looks no less than that much more slowdown is promised', () => {
    const hypotheses = plan.cells.flatMap(({ gated }) => gated).length;
    const short = planLooks(hypotheses, plan.policy.q, 14);
    const long = planLooks(hypotheses, plan.policy.q, 32);
    expect(short.length).toBeLessThan(long.length);
    // Neither is what the example was calibrated for.
    const other = {
      ...uneven,
      metrics: uneven.metrics.map((one) => ({ ...one, tried: { ...one.tried, hypotheses: 1 } })),
    };
    const [fewer, more] = [detectablesOf(short, other), detectablesOf(long, other)];
    for (const [index, detectable] of fewer.entries())
      expect(detectable ?? Infinity).toBeGreaterThan(more[index] ?? Infinity);
  });

  test('the same today and tomorrow', () => {
    const looks = plan.looks.slice(0, 1);
    expect(detectablesOf(looks)).toEqual(detectablesOf(looks));
  });

  test('a policy with a higher alarm finds less', () => {
    const margins = { elapsed: { alarm: 0.3, harm: 0.5 } };
    const floors = floorsFor({ ...plan, policy: { ...plan.policy, margins } }, uneven);
    for (const { metric, detectable } of floors) {
      if (metric === 'elapsed') expect(detectable ?? Infinity).toBeGreaterThanOrEqual(0.3);
      else expect(detectable).toBe(0.035);
    }
  });
});
