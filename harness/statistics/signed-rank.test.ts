import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { signedRankCriticalRank, signedRankTest } from './signed-rank.ts';

interface Reference {
  readonly paired: readonly {
    readonly name: string;
    readonly differences: readonly number[];
    readonly zeros: number;
    readonly statistic: number;
    readonly p: { readonly greater: number; readonly less: number; readonly two_sided: number };
  }[];
  /** n, and the ranks at 80, 95 and 99 %. */
  readonly signed_rank_critical: readonly (readonly [number, readonly number[]])[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

/** Relative, so that small p values are compared too. */
function expectClose(received: number, expected: number): void {
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-10 * expected);
}

describe('as SciPy and plain enumeration have it', () => {
  test.each(reference.paired)('p values: $name', ({ differences, zeros, statistic, p }) => {
    const received = signedRankTest(differences);
    expect(received).toMatchObject({ n: differences.length - zeros, zeros, statistic });
    expectClose(received.pGreater, p.greater);
    expectClose(received.pLess, p.less);
    expectClose(received.pTwoSided, p.two_sided);
  });

  test('critical ranks up to 200 values, by whole numbers', () => {
    const exact = reference.signed_rank_critical.filter(([n]) => n <= 200);
    expect(exact.length).toBeGreaterThan(60);
    const tails = [0.1, 0.025, 0.005];
    expect(exact.map(([n]) => [n, tails.map((tail) => signedRankCriticalRank(n, tail))])).toEqual(exact);
  });

  test('beyond, the approximation is off by less than one Walsh average in two thousand', () => {
    const beyond = reference.signed_rank_critical.filter(([n]) => n > 200);
    expect(beyond.length).toBeGreaterThan(0);
    for (const [n, ranks] of beyond) {
      for (const [index, tail] of [0.1, 0.025, 0.005].entries()) {
        const off = signedRankCriticalRank(n, tail) - ranks[index]!;
        expect(Math.abs(off), `n = ${n}, tail ${tail}`).toBeLessThan((n * (n + 1)) / 2 / 2_000);
      }
    }
  });
});

test('as R 4.2.2 has it: the example of ?wilcox.test, depression scores, paired', () => {
  // wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p-value = 0.01953125
  const differences = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];
  expect(signedRankTest(differences)).toMatchObject({ statistic: 40, pGreater: 0.01953125 });
});

test('nothing but zeros, or nothing at all, shows nothing', () => {
  const nothing = { n: 0, statistic: 0, pGreater: 1, pLess: 1, pTwoSided: 1 };
  expect(signedRankTest([])).toEqual({ ...nothing, zeros: 0 });
  expect(signedRankTest([0, -0, 0])).toEqual({ ...nothing, zeros: 3 });
});

test.each([12, 60, 200])('of %i pairs the smallest p is 2⁻ⁿ, to the last digit', (n) => {
  const differences = Array.from({ length: n }, (_, index) => index + 1);
  const { pGreater, pLess, pTwoSided } = signedRankTest(differences);
  expect([pGreater, pTwoSided]).toEqual([2 ** -n, 2 ** (1 - n)]);
  expect(pLess).toBeCloseTo(1, 12);
});

test.each([200, 400])('negated differences exchange the tails, n = %i', (most) => {
  const random = new Random(3);
  for (let draw = 0; draw < 60; draw += 1) {
    const differences = Array.from({ length: random.below(most) }, () => random.below(41) - 18);
    const { n, zeros, statistic, pGreater, pLess, pTwoSided } = signedRankTest(differences);
    const negated = signedRankTest(differences.map((difference) => -difference));
    expect(negated).toMatchObject({ n, zeros, statistic: (n * (n + 1)) / 2 - statistic });
    expectClose(negated.pGreater, pLess);
    expectClose(negated.pLess, pGreater);
    expectClose(negated.pTwoSided, pTwoSided);
  }
});

test('neither the order nor the unit counts', () => {
  const random = new Random(4);
  const differences = Array.from({ length: 25 }, () => random.below(30) - 12);
  const received = signedRankTest(differences);
  expect(signedRankTest(random.shuffled(differences))).toEqual(received);
  expect(signedRankTest(differences.map((difference) => difference * 1024))).toEqual(received);
});

test.each([
  ['distinct', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ['skewed, with ties', [1, 1, 1, 2, 2, 30, 30, 400, 5_000, 5_000]],
  ['all tied', Array<number>(10).fill(1)],
  ['with zeros', [0, 0, 1, 1, 2, 3, 50, 50, 50, 60]],
])('over all sign patterns p is at most any of its values exactly as often as that: %s', (_, sizes) => {
  const ps: number[] = [];
  for (let pattern = 0; pattern < 2 ** sizes.length; pattern += 1) {
    ps.push(signedRankTest(sizes.map((size, bit) => (pattern & (1 << bit) ? size : -size))).pGreater);
  }
  for (const p of new Set(ps)) {
    expect(ps.filter((other) => other <= p).length / ps.length).toBe(p);
  }
});

test('a coin that decides the order keeps the false alarms at their rate under drift and autocorrelation', () => {
  const random = new Random(5);
  const uniform = (): number => (random.uint32() + 0.5) / 2 ** 32;
  const [draws, n, level] = [4_000, 12, 0.05];
  let alarms = 0;
  let alarmsInFixedOrder = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    // Whoever runs second is slower by a growing drift, and every run remembers the one before, with bursts.
    let memory = 0;
    const elapsed = (run: number): number => {
      memory = 0.8 * memory - Math.log(uniform()) ** 3;
      return 100 + 3 * run + memory;
    };
    const fixed = Array.from({ length: n }, (_, pair) => {
      const earlier = Math.log(elapsed(2 * pair));
      return Math.log(elapsed(2 * pair + 1)) - earlier;
    });
    const tossed = fixed.map((difference) => (random.below(2) === 0 ? difference : -difference));
    if (signedRankTest(tossed).pGreater <= level) alarms += 1;
    if (signedRankTest(fixed).pGreater <= level) alarmsInFixedOrder += 1;
  }
  // P(p ≤ 5 %) is 0.0461 for 12 values without ties; 184 ± 4 standard deviations.
  expect(alarms).toBeGreaterThan(131);
  expect(alarms).toBeLessThan(238);
  // The same measurements with head always second: what the coin is for.
  expect(alarmsInFixedOrder).toBeGreaterThan(5 * alarms);
});

test.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
  expect(() => signedRankTest([1, value])).toThrow(RangeError);
  expect(() => signedRankTest([1, value])).toThrow(`expected finite values, received ${value}`);
});
