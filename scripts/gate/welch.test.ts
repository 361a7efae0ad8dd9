import { expect, test } from 'vitest';
import { welchTest } from './welch.ts';

/** `scipy.stats.ttest_ind(other, one, equal_var=False)` of SciPy 1.17.1. */
test.each([
  [
    [10.1, 9.8, 10.5, 10.2, 9.9, 10.0],
    [10.9, 10.4, 11.2, 10.3, 10.8],
    3.2799669856140032,
    0.014059382338127585,
  ],
  [[1.1, 2.1, 30], [1, 2, 3], -0.955527751328105, 0.4395133477828967],
  [[9, 9.001, 8.999], [5, 5.001, 4.999], -4898.979485566895, 1.0416663773144195e-14],
])('as SciPy has it: %j and %j', (one, other, t, p) => {
  const test = welchTest(one, other);
  expect(test.t).toBeCloseTo(t, 8);
  expect(test.p / p).toBeCloseTo(1, 9);
});

test('all values alike: nothing is shown, or everything', () => {
  expect(welchTest([1, 1], [1, 1]).p).toBe(1);
  expect(welchTest([1, 1], [2, 2]).p).toBe(0);
  expect(() => welchTest([1], [1, 2])).toThrow('at least two values');
});
