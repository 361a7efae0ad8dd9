import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { mannWhitneyTest, shiftEstimate, shiftInterval } from './mann-whitney.ts';

interface Reference {
  readonly unpaired: readonly {
    readonly name: string;
    readonly base: readonly number[];
    readonly head: readonly number[];
    readonly statistic: number;
    readonly p: { readonly greater: number; readonly less: number; readonly two_sided: number };
    readonly estimate: number;
    readonly intervals: readonly (readonly [number, readonly [number, number] | null])[];
  }[];
  /** Sizes of base and head, and the rank at 95 %. */
  readonly u_critical: readonly (readonly [number, number, number])[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

/** Relative, so that small p values are compared too. */
function expectClose(received: number, expected: number): void {
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-10 * expected);
}

/** The rank within the differences, which are 1 to base · head: head's values are so far apart that base's lie between two. */
function rankOf(base: number, head: number): number {
  const bases = Array.from({ length: base }, (_, index) => -index);
  const heads = Array.from({ length: head }, (_, index) => base * index + 1);
  return shiftInterval(bases, heads)?.low ?? 0;
}

describe('as SciPy, NumPy and plain enumeration have it', () => {
  test.each(reference.unpaired)('p values: $name', ({ base, head, statistic, p }) => {
    const received = mannWhitneyTest(base, head);
    expect(received.statistic).toBe(statistic);
    expectClose(received.pGreater, p.greater);
    expectClose(received.pLess, p.less);
    expectClose(received.pTwoSided, p.two_sided);
  });

  test.each(reference.unpaired)('shift: $name', ({ base, head, estimate, intervals }) => {
    expect(shiftEstimate(base, head)).toBeCloseTo(estimate, 12);
    const received = intervals.map(([confidence]) => {
      const interval = shiftInterval(base, head, confidence);
      return [confidence, interval && [interval.low, interval.high]];
    });
    expect(received).toEqual(intervals);
  });

  test('critical ranks up to 60 values, by whole numbers', () => {
    const exact = reference.u_critical.filter(([base, head]) => Math.max(base, head) <= 60);
    expect(exact.length).toBeGreaterThan(100);
    expect(exact.map(([base, head]) => [base, head, rankOf(base, head)])).toEqual(exact);
  });

  test('beyond, the approximation is off by no more than one difference in a hundred', () => {
    const beyond = reference.u_critical.filter(([base, head]) => Math.max(base, head) > 60);
    expect(beyond.length).toBeGreaterThan(0);
    for (const [base, head, rank] of beyond) {
      const off = Math.abs(rankOf(base, head) - rank);
      expect(off, `${base} and ${head}`).toBeLessThanOrEqual((base * head) / 100);
    }
  });
});

test('as R 4.2.2 has it: the example of ?wilcox.test, permeability of the placenta', () => {
  // wilcox.test(x, y, conf.int = TRUE): W = 35, p-value = 0.254412254412, -0.15 to 0.76, 0.305; one-sided 0.127206127206127
  const head = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const base = [1.15, 0.88, 0.9, 0.74, 1.21];
  const { statistic, pGreater, pTwoSided } = mannWhitneyTest(base, head);
  expect(statistic).toBe(35);
  expect(pGreater).toBeCloseTo(0.127206127206127, 12);
  expect(pTwoSided).toBeCloseTo(0.254412254412, 11);
  expect(shiftEstimate(base, head)).toBeCloseTo(0.305, 12);
  const { low, high } = shiftInterval(base, head)!;
  expect(low).toBeCloseTo(-0.15, 12);
  expect(high).toBeCloseTo(0.76, 12);
});

test('an empty sample, and equal values only, show nothing', () => {
  const nothing = { pGreater: 1, pLess: 1, pTwoSided: 1 };
  expect(mannWhitneyTest([], [])).toEqual({ ...nothing, statistic: 0 });
  expect(mannWhitneyTest([1, 2, 3], [])).toEqual({ ...nothing, statistic: 0 });
  expect(mannWhitneyTest([], [1, 2, 3])).toEqual({ ...nothing, statistic: 0 });
  expect(mannWhitneyTest(Array<number>(70).fill(1), Array<number>(10).fill(1))).toEqual({
    ...nothing,
    statistic: 350,
  });
  expect(shiftInterval([], [1, 2, 3])).toBeNull();
  expect(shiftInterval(Array<number>(70).fill(1), [])).toBeNull();
  expect(shiftInterval([1, 2, 3], [4, 5, 6])).toBeNull();
  expect(shiftInterval([1, 2, 3, 4], [5, 6, 7, 8])).toEqual({ low: 1, high: 7 });
});

test.each([20, 90])('exchanged samples exchange the tails, up to %i values', (most) => {
  const random = new Random(21);
  const sample = (shift: number): number[] =>
    Array.from({ length: 5 + random.below(most) }, () => random.below(30) + shift);
  for (let draw = 0; draw < 20; draw += 1) {
    const [base, head] = [sample(0), sample(3)];
    const received = mannWhitneyTest(base, head);
    const exchanged = mannWhitneyTest(head, base);
    expect(exchanged.statistic).toBe(base.length * head.length - received.statistic);
    expectClose(exchanged.pGreater, received.pLess);
    expectClose(exchanged.pLess, received.pGreater);
    expect(shiftEstimate(head, base) + shiftEstimate(base, head)).toBe(0);
    const { low, high } = shiftInterval(base, head)!;
    const back = shiftInterval(head, base)!;
    expect([back.low + high, back.high + low]).toEqual([0, 0]);
  }
});

test('a shift of head goes through', () => {
  const random = new Random(22);
  const base = Array.from({ length: 9 }, () => random.below(1_000));
  const head = Array.from({ length: 8 }, () => random.below(1_000));
  const moved = head.map((value) => value + 250);
  expect(shiftEstimate(base, moved)).toBe(shiftEstimate(base, head) + 250);
  const { low, high } = shiftInterval(base, head)!;
  expect(shiftInterval(base, moved)).toEqual({ low: low + 250, high: high + 250 });
});

test('the interval leaves out exactly the shifts that the two-sided test rejects', () => {
  const random = new Random(23);
  for (let draw = 0; draw < 30; draw += 1) {
    const base = Array.from({ length: 5 + random.below(8) }, () => random.uint32() / 2 ** 32);
    const head = Array.from({ length: 5 + random.below(8) }, () => random.uint32() / 2 ** 32);
    const { low, high } = shiftInterval(base, head)!;
    const p = (shift: number): number => {
      const moved = head.map((value) => value - shift);
      return mannWhitneyTest(base, moved).pTwoSided;
    };
    expect([p(low + 1e-9) > 0.05, p(high - 1e-9) > 0.05]).toEqual([true, true]);
    expect([p(low - 1e-9) > 0.05, p(high + 1e-9) > 0.05]).toEqual([false, false]);
  }
});

test('refuses what is no sample and no confidence', () => {
  expect(() => shiftEstimate([], [1])).toThrow(RangeError);
  expect(() => mannWhitneyTest([1], [NaN])).toThrow('expected finite values, received NaN');
  expect(() => mannWhitneyTest([Infinity], [1])).toThrow('expected finite values, received Infinity');
  expect(() => shiftInterval([1, 2], [NaN])).toThrow('expected finite values, received NaN');
  expect(() => shiftInterval([1, 2], [3], 95)).toThrow('expected a confidence between 0 and 1, received 95');
});
