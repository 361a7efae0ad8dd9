import { describe, expect, test } from 'vitest';
import { hypothesesOf } from '../gate/check-evidence.ts';
import { exampleCheck } from '../reports/example-check.ts';
import type { Calibration, CalibrationMetric } from '../store/calibration.ts';
import { exampleCalibration } from './example-calibration.ts';
import { expectationLines } from './expectation.ts';

const { plan } = exampleCheck;
const calibration = exampleCalibration();
const gated = plan.cells.flatMap(hypothesesOf).length;
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

test('the least power of all metrics, how many are not known, and where the others come from', () => {
  const lines = expectationLines(plan, calibration, now);
  // Differences of a hundredth of a percent hide no slowdown of five.
  expect(lines[1]).toContain(
    'expected power: a slowdown of 5 % of one metric alone is found in at least 100 %',
  );
  expect(lines.slice(2)).toEqual([
    `1 of ${gated} gated metrics are not in the calibration calibration-1`,
    `calibrated: ${gated - 1} metrics by calibration-1, 2026-11-01, commit 0123456789`,
  ]);
});

test('the metric that is seen worst is named', () => {
  const [first, ...others] = calibration.metrics;
  if (first === undefined) throw new Error('the example has metrics');
  const wild = { ...first, differences: first.differences.map((one) => one * 5_000) };
  const lines = expectationLines(plan, { ...calibration, metrics: [...others, wild] }, now);
  expect(lines[1]).toContain(`(least: ${first.cell} ${first.metric})`);
  expect(lines[1]).not.toContain('at least 100 %');
});

test('a calibration of other cells says nothing of these', () => {
  const lines = expectationLines(plan, { ...calibration, metrics: [] }, now);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^(\d+) of \1 gated metrics are not in the calibration/);
});

describe('what makes a calibration stale is told, a line for each reason', () => {
  const changed = (change: Partial<CalibrationMetric['measured']>, count = Infinity): Calibration => ({
    ...calibration,
    metrics: calibration.metrics.map((one, index) =>
      index < count ? { ...one, measured: { ...one.measured, ...change } } : one,
    ),
  });
  const warnings = (of: Calibration, when = now) =>
    expectationLines(plan, of, when).filter((line) => line.startsWith('warning'));

  test('nothing', () => expect(warnings(calibration)).toEqual([]));

  test('its age', () => {
    const after = (days: number) => new Date(Date.parse(calibration.createdAt) + days * 86_400e3);
    expect(warnings(calibration, after(30))).toEqual([]);
    expect(warnings(calibration, after(31))).toEqual([
      `warning: of ${gated - 1} metrics the calibration calibration-1 is 31 days old: calibrate anew`,
    ]);
  });

  // Of a merged calibration each metric has its own age, whatever that of the file.
  test('of some metrics alone', () => {
    const merged = changed({ check: 'calibration-0', at: '2026-09-01T00:00:00.000Z' }, 2);
    expect(warnings(merged)).toEqual([
      'warning: of 2 metrics the calibration calibration-0 is 81 days old: calibrate anew',
    ]);
    expect(expectationLines(plan, merged, now)).toContain(
      'calibrated: 2 metrics by calibration-0, 2026-09-01, commit 0123456789',
    );
  });

  test('another version of the runtime', () => {
    const [line, ...more] = warnings(changed({ runtime: 'go@1.26.8' }, 1));
    expect(line).toMatch(
      /^warning: of 1 metric the calibration calibration-1 measured go@1\.26\.8, and here it is (go|node)@/,
    );
    expect(more).toEqual([]);
  });

  test('another limit of noise', () => {
    expect(warnings(changed({ noise: { ...plan.policy.noise, steal: 0.2 } }))).toEqual([
      `warning: of ${gated - 1} metrics the calibration calibration-1 left out noisy pairs by other limits than this policy’s: calibrate anew`,
    ]);
  });

  test('another commit is no reason, and a tree with changes is told', () => {
    const dirty = changed({ revision: { name: null, commit: 'f'.repeat(40), clean: false } });
    expect(warnings(dirty)).toEqual([]);
    expect(expectationLines(plan, dirty, now).at(-1)).toBe(
      `calibrated: ${gated - 1} metrics by calibration-1, 2026-11-01, commit ffffffffff with changes`,
    );
    expect(expectationLines(plan, changed({ revision: null }), now).at(-1)).toContain('of no known commit');
  });
});
