import { readFileSync } from 'node:fs';
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type JsHistogram,
} from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { decodeDistribution } from './distribution.ts';
import { medianInterval, medianIntervalRank } from './median-interval.ts';
import { quantile } from './quantile.ts';
import { leastSquaresSlope, slopesByRound } from './slope.ts';
import { summarise } from './summary.ts';

interface Reference {
  readonly summaries: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly mean: number;
    readonly median: number;
    readonly quantiles: readonly (readonly [number, number])[];
    readonly interval: readonly [number, number] | null;
  }[];
  readonly median_ranks: readonly (readonly [number, number])[];
  readonly slopes: readonly {
    readonly name: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/reference.json', import.meta.url), 'utf8'),
) as Reference;

/** Sums run in another order than NumPy's, so the last digits may differ. */
function expectClose(received: number, expected: number): void {
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe('as NumPy and SciPy have it', () => {
  test.each(reference.summaries)('summary: $name', ({ values, mean, median, quantiles, interval }) => {
    const summary = summarise(values);
    expect(summary.n).toBe(values.length);
    expectClose(summary.mean, mean);
    expectClose(summary.median, median);
    expect(summary.interval).toEqual(interval === null ? null : { low: interval[0], high: interval[1] });
    const sorted = values.toSorted((first, second) => first - second);
    for (const [probability, value] of quantiles) expectClose(quantile(sorted, probability), value);
    expectClose(summary.p10, quantile(sorted, 0.1));
    expectClose(summary.p25, quantile(sorted, 0.25));
    expectClose(summary.p75, quantile(sorted, 0.75));
    expectClose(summary.p90, quantile(sorted, 0.9));
    expect([summary.minimum, summary.maximum]).toEqual([sorted[0], sorted.at(-1)]);
  });

  test('ranks of the interval for every n up to 300', () => {
    expect(reference.median_ranks.map(([n]) => [n, medianIntervalRank(n)])).toEqual(reference.median_ranks);
  });

  test.each(reference.slopes)('slope: $name', ({ x, y, slope }) => {
    const received = leastSquaresSlope(x.map((value, index) => ({ x: value, y: y[index] as number })));
    expectClose(received ?? NaN, slope);
  });
});

describe('interval of the median', () => {
  test('needs six values; of six it is the whole range', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
    expect(medianInterval([1, 2, 3, 4, 5, 6])).toEqual({ low: 1, high: 6 });
  });

  test('covers at least 95 %, and the next narrower one would not', () => {
    for (let n = 6; n <= 200; n += 1) {
      const rank = medianIntervalRank(n);
      expect(coverage(n, rank), `n = ${n}`).toBeGreaterThanOrEqual(0.95);
      expect(coverage(n, rank + 1), `n = ${n}`).toBeLessThan(0.95);
    }
  });

  test('has ranks for more values than a float can hold 2⁻ⁿ of', () => {
    // n/2 − 1.96 √n/2, the normal approximation.
    expect(medianIntervalRank(2_000)).toBeCloseTo(1_000 - 0.98 * Math.sqrt(2_000), -1);
  });

  test('holds the median, stays within the range and follows a monotone change of scale', () => {
    const random = new Random(1);
    for (let draw = 0; draw < 500; draw += 1) {
      const values = Array.from({ length: 6 + random.below(60) }, () => random.below(50) + 1);
      const { median, interval, minimum, maximum } = summarise(values);
      if (interval === null) throw new Error('expected an interval');
      expect(minimum <= interval.low && interval.low <= median).toBe(true);
      expect(median <= interval.high && interval.high <= maximum).toBe(true);
      expect(summarise(values.map((value) => value ** 3)).interval).toEqual({
        low: interval.low ** 3,
        high: interval.high ** 3,
      });
    }
  });
});

/** Exact: the chance that at least `rank` of `n` draws fall on either side of the median, by Pascal's rule. */
function coverage(n: number, rank: number): number {
  let probabilities = [1];
  for (let draw = 0; draw < n; draw += 1) {
    probabilities = Array.from(
      { length: draw + 2 },
      (_, hits) => ((probabilities[hits] ?? 0) + (probabilities[hits - 1] ?? 0)) / 2,
    );
  }
  const missed = probabilities.slice(0, rank).reduce((sum, probability) => sum + probability, 0);
  return 1 - 2 * missed;
}

test('nothing to summarise is an error, not a NaN', () => {
  expect(() => summarise([])).toThrow(RangeError);
  expect(() => quantile([1], 1.5)).toThrow('expected a probability from 0 to 1, received 1.5');
});

test('a round gives a slope when it holds two sizes', () => {
  const points = [
    { round: 1, x: 0, y: 0 },
    { round: 0, x: 10, y: 50 },
    { round: 1, x: 10, y: 70 },
    { round: 0, x: 0, y: 0 },
    { round: 2, x: 10, y: 60 },
    { round: 3, x: 10, y: 60 },
    { round: 3, x: 10, y: 80 },
  ];
  expect(slopesByRound(points)).toEqual([5, 7]);
  expect(leastSquaresSlope([])).toBeNull();
});

describe('distribution', () => {
  const histogram = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 });
  for (let value = 1; value <= 1_000; value += 1) histogram.recordValue(value);
  const distribution = decodeDistribution(encodeIntoCompressedBase64(histogram));

  test('reads what was recorded', () => {
    expect(distribution.count).toBe(1_000);
    expect(distribution.maximum).toBe(1_000);
    expect(distribution.mean).toBeCloseTo(500.5, 6);
    expect([0, 50, 99.9, 100].map(distribution.atPercentile)).toEqual([1, 500, 999, 1_000]);
    expect([0, 1, 500, 5e12].map(distribution.countAtOrBelow)).toEqual([0, 1, 500, 1_000]);
  });

  // The library's own figures are what it is held against: they are slow.
  test.each([0, 1, 2, 10, 1_000])('says of %i values what the library says', (values) => {
    const random = new Random(values + 1);
    const written = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 });
    for (let drawn = 0; drawn < values; drawn += 1)
      written.recordValue(random.below(1_000) ** (1 + random.below(4)));
    const data = encodeIntoCompressedBase64(written);
    const recorded = decodeFromCompressedBase64(data) as JsHistogram;
    const { count, mean, maximum, atPercentile, countAtOrBelow } = decodeDistribution(data);
    expect([count, mean, maximum]).toEqual([recorded.totalCount, recorded.mean, recorded.maxValue]);
    const percentiles = [...Array.from({ length: 101 }, (_, percentile) => percentile), 99.9, 99.99, 99.999];
    expect(percentiles.map(atPercentile)).toEqual(
      percentiles.map((percentile) => recorded.getValueAtPercentile(percentile)),
    );
    for (const { value, upTo } of cellsOf(recorded)) {
      expect(countAtOrBelow(value)).toBe(upTo);
      expect(countAtOrBelow(recorded.highestEquivalentValue(value))).toBe(upTo);
    }
  });

  function cellsOf(recorded: JsHistogram): { value: number; upTo: number }[] {
    let upTo = 0;
    return Array.from({ length: recorded.countsArrayLength }, (_, index) => {
      upTo += recorded.getCountAtIndex(index);
      return { value: recorded.valueFromIndex(index), upTo };
    }).filter((_, index) => index % 97 === 0 || recorded.getCountAtIndex(index) > 0);
  }

  test('refuses other data', () => {
    expect(() => decodeDistribution('AAAA')).toThrow();
  });
});
