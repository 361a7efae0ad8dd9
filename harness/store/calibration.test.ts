import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import {
  calibrationFormat,
  calibrationPath,
  machineOf,
  mergeCalibrations,
  readCalibration,
  writeCalibration,
  type Calibration,
} from './calibration.ts';

const { environment } = exampleRun;
const rate = { checks: 1_000, times: 3, interval: { low: 0.001, high: 0.009 } };
const calibration: Calibration = {
  format: calibrationFormat,
  version: '0.1.0',
  id: '20261121T093000Z-1f3a9c',
  createdAt: '2026-11-21T09:30:00.000Z',
  machine: machineOf(environment),
  falseAlarms: rate,
  metrics: [
    {
      cell: 'naps go/timer all tasks=10',
      metric: 'elapsed',
      alarm: 0.02,
      detectable: null,
      pairs: 2,
      spread: 0.01,
      falseAlarms: rate,
      differences: [0.01, -0.01],
      tried: { looks: [{ pairs: 14, q: 0.01 }], hypotheses: 1, margin: { alarm: 0.03, harm: 0.05 } },
      measured: {
        check: '20261121T093000Z-1f3a9c',
        at: '2026-11-21T09:30:00.000Z',
        revision: null,
        runtime: 'go@1.27.4',
        noise: { foreignCpu: 0.15, steal: 0.1, throttled: 0.02, mostRepeats: 2 },
      },
    },
  ],
};

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-calibration-'));
  file = path.join(folder, 'deep', 'calibration.json');
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('what is written is read back, and replaces the one before it', async () => {
  await writeCalibration(file, { ...calibration, id: 'before' });
  await writeCalibration(file, calibration);
  expect(await readCalibration(file)).toEqual(calibration);
  expect(await readdir(path.dirname(file))).toEqual(['calibration.json']);
});

test('null where there is none', async () => {
  expect(await readCalibration(file)).toBeNull();
});

describe('what is no calibration is foreign', () => {
  test.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another format', JSON.stringify({ ...calibration, format: 'interleave-calibration/1' }), 'format: '],
    ['an unknown field', JSON.stringify({ ...calibration, more: 1 }), 'more'],
    ['a metric without its floor', JSON.stringify({ ...calibration, metrics: [{}] }), 'metrics.0.cell: '],
  ])('%s', async (_, text, problem) => {
    const foreign = path.join(folder, 'foreign.json');
    await writeFile(foreign, text);
    await expect(readCalibration(foreign)).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringContaining(problem),
    });
    await expect(readCalibration(foreign)).rejects.toThrow(/calibrate anew .*--calibration none/);
  });

  test('a folder', async () => {
    await expect(readCalibration(folder)).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});

test('where it cannot be written', async () => {
  await writeFile(path.join(folder, 'deep'), 'a file');
  await expect(writeCalibration(file, calibration)).rejects.toMatchObject({ kind: 'cannotWrite' });
  expect(await readdir(folder)).toEqual(['deep']);
});

describe('merged with what there was before', () => {
  const [metric] = calibration.metrics as [Calibration['metrics'][number]];
  /** A calibration of these cells, on a day of November. */
  const taken = (id: string, day: number, cells: readonly string[]): Calibration => {
    const at = `2026-11-${String(day).padStart(2, '0')}T09:30:00.000Z`;
    const measured = { ...metric.measured, check: id, at };
    return {
      ...calibration,
      id,
      createdAt: at,
      metrics: cells.map((cell) => ({ ...metric, cell, measured })),
    };
  };
  const checksOf = ({ metrics }: Calibration) =>
    Object.fromEntries(metrics.map(({ cell, measured }) => [cell, measured.check]));

  test('nothing was there', () => {
    expect(mergeCalibrations(null, calibration)).toBe(calibration);
  });

  // A calibration of one scenario used to leave the machine without those of all others.
  test('what was measured anew is replaced, and the rest stays', () => {
    const merged = mergeCalibrations(taken('first', 1, ['a', 'b']), taken('second', 2, ['b', 'c']));
    expect(checksOf(merged)).toEqual({ a: 'first', b: 'second', c: 'second' });
    expect(merged).toMatchObject({ id: 'second', createdAt: '2026-11-02T09:30:00.000Z' });
  });

  test('another metric of a cell is another', () => {
    const other = { ...calibration, metrics: [{ ...metric, metric: 'peak' }] };
    expect(mergeCalibrations(calibration, other).metrics.map((one) => one.metric)).toEqual([
      'elapsed',
      'peak',
    ]);
  });

  test('pairs that are older do not replace younger ones, whichever file is the younger', () => {
    const before = mergeCalibrations(taken('first', 1, ['a', 'b']), taken('third', 3, ['a']));
    const merged = mergeCalibrations(before, taken('second', 2, ['a', 'b']));
    expect(checksOf(merged)).toEqual({ a: 'third', b: 'second' });
    expect(merged.id).toBe('third');
  });
});

describe('a machine', () => {
  test('is its CPU, how many of them, its architecture, platform and virtualisation', () => {
    expect(machineOf(environment)).toEqual({
      cpu: environment.cpu.model,
      cpus: environment.cpu.allowed.length,
      architecture: environment.architecture,
      platform: environment.platform,
      virtualisation: environment.virtualisation,
    });
  });

  test('has a file of its own', () => {
    const machine = machineOf(environment);
    const others = [
      { ...machine, cpu: null },
      { ...machine, cpus: machine.cpus + 1 },
      { ...machine, architecture: 'other' },
      { ...machine, platform: 'other' },
      { ...machine, virtualisation: 'other' },
    ];
    const files = [machine, ...others].map((one) => calibrationPath('cache', one));
    expect(new Set(files).size).toBe(files.length);
    expect(calibrationPath('cache', { ...machine })).toBe(files[0]);
  });
});
