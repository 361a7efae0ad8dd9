import { describe, expect, test } from 'vitest';
import { bracketOf, nextSize, type SizeRange, type Trial } from './largest-search.ts';
import { Random } from './random.ts';

/** The sizes that are tried on a machine that holds so many. */
function sizesTried(capacity: number, range: SizeRange): { sizes: number[]; trials: Trial[] } {
  const trials: Trial[] = [];
  for (;;) {
    const size = nextSize(trials, range);
    if (size === null) return { sizes: trials.map((trial) => trial.size), trials };
    trials.push({ size, alive: size <= capacity });
  }
}

describe('nextSize', () => {
  test('grows by two, then halves what is open, until the two are within a tenth', () => {
    expect(sizesTried(1_000, { from: 100, least: 1, most: 1e9 }).sizes).toEqual([
      100, 200, 400, 800, 1600, 1200, 1000, 1100,
    ]);
  });

  test('goes down where the first size is too large', () => {
    expect(sizesTried(30, { from: 100, least: 1, most: 1e9 }).sizes).toEqual([100, 50, 25, 37, 31, 28, 29]);
  });

  test('ends at the most that the parameter takes, and at the least', () => {
    expect(sizesTried(1e9, { from: 100, least: 1, most: 300 }).sizes).toEqual([100, 200, 300]);
    expect(sizesTried(0, { from: 5, least: 1, most: 300 }).sizes).toEqual([5, 2, 1]);
    expect(sizesTried(1, { from: 5, least: 1, most: 300 }).sizes).toEqual([5, 2, 1]);
  });

  test('begins within the range', () => {
    expect(nextSize([], { from: 1000, least: 1, most: 300 })).toBe(300);
    expect(nextSize([], { from: 1, least: 4, most: 300 })).toBe(4);
  });

  test('whatever the machine holds: the answer is within a tenth, and no size is tried twice', () => {
    const random = new Random(8);
    for (let trial = 0; trial < 2000; trial += 1) {
      const capacity = random.below(10 ** (1 + random.below(9)));
      const range = { from: 1 + random.below(1e6), least: 1, most: 100_000_000 };
      const { sizes, trials } = sizesTried(capacity, range);
      const { largestAlive, smallestNot } = bracketOf(trials);
      expect(new Set(sizes).size).toBe(sizes.length);
      expect(largestAlive ?? 0).toBeLessThanOrEqual(capacity);
      if (smallestNot === null) {
        expect(largestAlive).toBe(range.most);
        continue;
      }
      expect(smallestNot).toBeGreaterThan(capacity);
      expect(smallestNot - (largestAlive ?? 0)).toBeLessThanOrEqual(Math.max(1, 0.1 * (largestAlive ?? 0)));
    }
  });
});

test('a size that came through above one that did not is no answer', () => {
  const trials = [
    { size: 100, alive: true },
    { size: 200, alive: false },
    { size: 400, alive: true },
  ];
  expect(bracketOf(trials)).toEqual({ largestAlive: 100, smallestNot: 200 });
  expect(bracketOf([])).toEqual({ largestAlive: null, smallestNot: null });
});
