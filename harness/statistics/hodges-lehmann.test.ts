import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { hodgesLehmann, walshInterval } from './hodges-lehmann.ts';
import { signedRankTest } from './signed-rank.ts';

interface Reference {
  readonly paired: readonly {
    readonly name: string;
    readonly differences: readonly number[];
    readonly estimate: number | null;
    readonly intervals: readonly (readonly [number, readonly [number, number] | null])[];
  }[];
  readonly coverage: readonly {
    readonly n: number;
    readonly draws: number;
    readonly confidence: number;
    readonly least: number;
    readonly most: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

describe('as NumPy and plain enumeration have it', () => {
  test.each(reference.paired.filter(({ estimate }) => estimate !== null))(
    'estimate: $name',
    ({ differences, estimate }) => {
      expect(hodgesLehmann(differences)).toBeCloseTo(estimate!, 12);
    },
  );

  test.each(reference.paired.filter(({ intervals }) => intervals.length > 0))(
    'intervals: $name',
    ({ differences, intervals }) => {
      const received = intervals.map(([confidence]) => {
        const interval = walshInterval(differences, confidence);
        return [confidence, interval && [interval.low, interval.high]];
      });
      expect(received).toEqual(intervals);
    },
  );
});

describe('as R 4.2.2 has it', () => {
  test('the example of ?wilcox.test, depression scores', () => {
    // wilcox.test(x, y, paired = TRUE, conf.int = TRUE)
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const differences = x.map((value, index) => value - y[index]!);
    expect(hodgesLehmann(differences)).toBeCloseTo(0.46, 12);
    const { low, high } = walshInterval(differences)!;
    expect(low).toBeCloseTo(0.01, 12);
    expect(high).toBeCloseTo(0.786, 12);
  });

  test.each([
    [0.9, 0.0075, 0.031],
    [0.95, 0.005, 0.035],
    [0.99, -0.001, 0.0415],
  ])('twelve ln ratios at %d', (confidence, low, high) => {
    // wilcox.test(d, conf.int = TRUE, conf.level = …)
    const d = [0.031, -0.012, 0.044, 0.027, 0.005, -0.002, 0.061, 0.018, 0.039, 0.022, -0.007, 0.013];
    expect(hodgesLehmann(d)).toBeCloseTo(0.01925, 12);
    const received = walshInterval(d, confidence)!;
    expect(received.low).toBeCloseTo(low, 12);
    expect(received.high).toBeCloseTo(high, 12);
  });
});

test('needs six differences at 95 % and eight at 99 %; of six it is the whole range', () => {
  expect(walshInterval([])).toBeNull();
  expect(walshInterval([1, 2, 3, 4, 5])).toBeNull();
  expect(walshInterval([6, 1, 5, 2, 4, 3])).toEqual({ low: 1, high: 6 });
  expect(walshInterval([1, 2, 3, 4, 5, 6, 7], 0.99)).toBeNull();
  expect(walshInterval([1, 2, 3, 4, 5, 6, 7, 8], 0.99)).toEqual({ low: 1, high: 8 });
});

test('leaves out exactly the shifts that the two-sided test rejects', () => {
  const random = new Random(11);
  for (let draw = 0; draw < 200; draw += 1) {
    const differences = Array.from({ length: 6 + random.below(25) }, () => random.uint32() / 2 ** 32 - 0.3);
    const { low, high } = walshInterval(differences)!;
    const p = (shift: number): number => signedRankTest(differences.map((value) => value - shift)).pTwoSided;
    expect([p(low + 1e-9) > 0.05, p(high - 1e-9) > 0.05]).toEqual([true, true]);
    expect([p(low - 1e-9) > 0.05, p(high + 1e-9) > 0.05]).toEqual([false, false]);
  }
});

test('a shift and a change of sign or unit go through', () => {
  const random = new Random(12);
  for (let draw = 0; draw < 200; draw += 1) {
    // Whole numbers, so that sums are exact.
    const differences = Array.from({ length: 6 + random.below(30) }, () => random.below(1_000) - 300);
    const estimate = hodgesLehmann(differences);
    const { low, high } = walshInterval(differences)!;
    expect(low <= estimate && estimate <= high).toBe(true);
    const changed = differences.map((value) => 17 - 4 * value);
    expect(hodgesLehmann(changed)).toBe(17 - 4 * estimate);
    expect(walshInterval(changed)).toEqual({ low: 17 - 4 * high, high: 17 - 4 * low });
    expect(hodgesLehmann(random.shuffled(differences))).toBe(estimate);
  }
});

test('one outlier of twelve does not move it far', () => {
  const differences = [0.01, 0.02, 0.03, 0.01, 0.02, 0.03, 0.01, 0.02, 0.03, 0.02, 0.02];
  expect(hodgesLehmann([...differences, 1e6])).toBeCloseTo(0.02, 12);
  expect(walshInterval([...differences, 1e6])!.high).toBeLessThan(0.04);
});

test.each(reference.coverage)(
  'covers as often as it says, n = $n: between $least and $most of $draws',
  ({ n, draws, confidence, least, most }) => {
    // Differences of two draws from one skewed law, with a heavy tail: symmetric, as the coin makes them.
    const random = new Random(n);
    const skewed = (): number => Math.exp(-1.5 * Math.log((random.uint32() + 0.5) / 2 ** 32));
    let covered = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const differences = Array.from({ length: n }, () => 0.04 + skewed() - skewed());
      const { low, high } = walshInterval(differences, confidence)!;
      if (low <= 0.04 && 0.04 <= high) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(least);
    expect(covered).toBeLessThanOrEqual(most);
  },
);

test('ties and zeros raise the coverage', () => {
  const { n, draws, confidence, least } = reference.coverage.find(({ n }) => n === 12)!;
  const random = new Random(13);
  let covered = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const differences = Array.from({ length: n }, () => random.below(3) - random.below(3));
    const { low, high } = walshInterval(differences, confidence)!;
    if (low <= 0 && 0 <= high) covered += 1;
  }
  expect(covered).toBeGreaterThan(least);
});

test('a thousand differences, by the normal approximation', () => {
  const differences = Array.from({ length: 1_000 }, (_, index) => index);
  expect(hodgesLehmann(differences)).toBe(499.5);
  const { low, high } = walshInterval(differences)!;
  expect(low + high).toBe(999);
  // A uniform law of standard deviation 288.7: 1.96 of these over √1000 are 17.9.
  expect((high - low) / 2).toBeCloseTo(17.9, 0);
});

test('refuses what is no sample and no confidence', () => {
  expect(() => hodgesLehmann([])).toThrow(RangeError);
  expect(() => hodgesLehmann([1, NaN])).toThrow('expected finite values, received NaN');
  expect(() => walshInterval([1, -Infinity])).toThrow('expected finite values, received -Infinity');
  for (const confidence of [0, 1, 95, NaN]) {
    expect(() => walshInterval([1, 2, 3, 4, 5, 6], confidence)).toThrow(
      `expected a confidence between 0 and 1, received ${confidence}`,
    );
  }
});
