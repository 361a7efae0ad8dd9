import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { blockBootstrap } from './bootstrap.ts';
import { medianOf } from './quantile.ts';

interface Reference {
  readonly bootstraps: readonly {
    readonly values: readonly number[];
    readonly confidence: number;
    readonly interval: readonly [number, number];
  }[];
}

const { bootstraps } = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test.each(bootstraps)(
  'median of $values at $confidence, as endless resampling would have it',
  ({ values, confidence, interval: [low, high] }) => {
    const options = { repetitions: 20_000, confidence };
    expect(blockBootstrap(values, medianOf, new Random(41), options)).toEqual({ low, high });
  },
);

describe('blocks', () => {
  test('come whole, as many as there are, some several times and some not at all', () => {
    const blocks = [[1, 2], [3], [4, 5, 6], [7]];
    const seen = new Set<readonly number[]>();
    let repeated = 0;
    blockBootstrap(
      blocks,
      (drawn) => {
        expect(drawn).toHaveLength(4);
        expect(drawn.every((block) => blocks.includes(block as number[]))).toBe(true);
        for (const block of drawn) seen.add(block);
        if (new Set(drawn).size < 4) repeated += 1;
        return 0;
      },
      new Random(42),
      { repetitions: 200 },
    );
    expect(seen).toEqual(new Set(blocks));
    // 4!/4⁴ of the resamples hold every block: 19 of 200 are expected.
    expect(repeated).toBeGreaterThan(150);
    expect(repeated).toBeLessThan(200);
  });

  test('values that merely repeat within their block do not narrow the interval', () => {
    const centres = [3, 8, 1, 6, 9, 4, 7, 2];
    const alone = centres.map((centre) => [centre]);
    const repeated = centres.map((centre) => Array<number>(50).fill(centre));
    const interval = (blocks: number[][]) =>
      blockBootstrap(blocks, (drawn) => meanOf(drawn.flat()), new Random(43), { repetitions: 2_000 });
    expect(interval(repeated)).toEqual(interval(alone));
    // One by one, as if they were independent, they would seem seven times as precise.
    const pooled = blockBootstrap(repeated.flat(), meanOf, new Random(43), { repetitions: 2_000 });
    const { low, high } = interval(repeated);
    expect(pooled.high - pooled.low).toBeLessThan((high - low) / 5);
  });
});

test('of a mean it is near the normal one: standard error s/√n', () => {
  const random = new Random(44);
  const values = Array.from({ length: 100 }, () => random.below(1_000));
  const mean = meanOf(values);
  const error = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) / values.length);
  const { low, high } = blockBootstrap(values, meanOf, random, { repetitions: 5_000 });
  expect((high - mean) / (1.96 * error)).toBeCloseTo(1, 1);
  expect((mean - low) / (1.96 * error)).toBeCloseTo(1, 1);
});

test('one seed gives one interval; a wider confidence holds the narrower', () => {
  const values = [5, 1, 9, 2, 8, 3, 7];
  const interval = (seed: number, confidence: number) =>
    blockBootstrap(values, meanOf, new Random(seed), { repetitions: 500, confidence });
  expect(interval(1, 0.95)).toEqual(interval(1, 0.95));
  expect(interval(1, 0.95)).not.toEqual(interval(2, 0.95));
  expect(interval(1, 0.99).low).toBeLessThan(interval(1, 0.8).low);
  expect(interval(1, 0.99).high).toBeGreaterThan(interval(1, 0.8).high);
});

test('constant blocks give a point', () => {
  const interval = blockBootstrap([4, 4, 4], meanOf, new Random(45), { repetitions: 10 });
  expect(interval).toEqual({ low: 4, high: 4 });
});

test.each([
  [[], { repetitions: 10 }, 'at least two blocks, received 0'],
  [[1], { repetitions: 10 }, 'at least two blocks, received 1'],
  [[1, 2], { repetitions: 0 }, 'positive whole number of repetitions, received 0'],
  [[1, 2], { repetitions: 1.5 }, 'positive whole number of repetitions, received 1.5'],
  [[1, 2], { repetitions: 10, confidence: 1 }, 'confidence between 0 and 1, received 1'],
  [[1, NaN], { repetitions: 10 }, 'expected a finite statistic, received NaN'],
])('refuses %j with %j', (blocks, options, message) => {
  const attempt = () => blockBootstrap(blocks, meanOf, new Random(46), options);
  expect(attempt).toThrow(RangeError);
  expect(attempt).toThrow(message);
});
