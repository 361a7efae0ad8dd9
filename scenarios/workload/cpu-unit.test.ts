import { expect, test } from 'vitest';
import { spun, taskChecksum } from '../cpu-unit.ts';
import { measureUnit, spin } from './cpu-unit.js';

// The golden values are in go-workloads/workload/cpu_unit_test.go too.
test.each([
  [1, 0, 1],
  [64, 0, 64],
  [1, 1, 2927471155],
  [2, 1, 1277849724],
  [64, 1, 1921401904],
  [1, 10, 1892760326],
  [33, 100, 2390035430],
])('seed %i after %i units is %i, in the workload and in the expectation', (seed, units, expected) => {
  expect(spin(seed, units)).toBe(expected);
  expect(spun(seed, units)).toBe(expected);
});

test.each([
  [0, 3],
  [1, 0],
  [63, 1],
  [64, 1],
  [65, 1],
  [1_000, 2],
])('the checksum of %i tasks of %i units is the sum that the tasks make', (count, units) => {
  let sum = 0;
  for (let id = 0; id < count; id++) sum += spin((id % 64) + 1, units) + id;
  expect(taskChecksum(count, units)).toBe(String(sum));
});

test('a unit takes some time', () => {
  expect(measureUnit()).toBeGreaterThan(0);
});
