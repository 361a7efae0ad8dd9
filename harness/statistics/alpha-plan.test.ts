import { describe, expect, test } from 'vitest';
import { fewestPairs, planLooks, type Look } from './alpha-plan.ts';
import { benjaminiHochberg } from './multiplicity.ts';
import { signedRankTest } from './signed-rank.ts';

const pairsOf = (looks: readonly Look[]): number[] => looks.map(({ pairs }) => pairs);
const sharesOf = (looks: readonly Look[]): number[] => looks.map(({ q }) => q);

describe('in full', () => {
  test.each([
    [1, [12, 20, 32]],
    [4, [12, 20, 32]],
    [5, [13, 20, 32]],
    [8, [13, 20, 32]],
    [100, [17, 20, 32]],
    [262, [18, 20, 32]],
    [263, [19, 21, 32]],
    [1_000, [20, 22, 32]],
    [1_000_000, [30, 32, 34]],
  ])('%i hypotheses at 1 %: looks at %j pairs', (hypotheses, pairs) => {
    const looks = planLooks(hypotheses, 0.01);
    expect(pairsOf(looks)).toEqual(pairs);
    for (const [index, q] of [0.001, 0.003, 0.006].entries()) expect(looks[index]?.q).toBeCloseTo(q, 15);
  });

  test('a budget that just holds all looks changes nothing', () => {
    expect(planLooks(8, 0.01, 32)).toEqual(planLooks(8, 0.01));
    expect(planLooks(1_000_000, 0.01, 34)).toEqual(planLooks(1_000_000, 0.01));
  });

  test.each([33, 100, 1_000])('of at most %i pairs the last look takes all', (mostPairs) => {
    expect(pairsOf(planLooks(8, 0.01, mostPairs))).toEqual([13, 20, mostPairs]);
    expect(sharesOf(planLooks(8, 0.01, mostPairs))).toEqual(sharesOf(planLooks(8, 0.01)));
  });
});

test('the fewest pairs are those with which one hypothesis of all can be shown', () => {
  expect([1, 8, 2].map((hypotheses) => fewestPairs(hypotheses, 0.01))).toEqual([7, 10, 8]);
  // A power of two: 2⁻³ · 2 = ¼ exactly.
  expect(fewestPairs(2, 0.25)).toBe(3);
  expect(planLooks(8, 0.01, fewestPairs(8, 0.01))).toEqual([{ pairs: 10, q: 0.01 }]);
  expect(planLooks(8, 0.01, fewestPairs(8, 0.01) - 1)).toEqual([]);
});

describe('shortened', () => {
  test.each([
    [31, [13, 31], [0.001, 0.009]],
    [21, [13, 21], [0.001, 0.009]],
    [20, [13, 20], [0.001, 0.009]],
    [19, [19], [0.01]],
    [13, [13], [0.01]],
    [12, [12], [0.01]],
    [10, [10], [0.01]],
  ])('8 hypotheses, at most %i pairs: looks at %j', (mostPairs, pairs, shares) => {
    const looks = planLooks(8, 0.01, mostPairs);
    expect(pairsOf(looks)).toEqual(pairs);
    for (const [index, q] of shares.entries()) expect(looks[index]?.q).toBeCloseTo(q, 15);
  });

  test('8 hypotheses at 1 % need 10 pairs: 2⁻⁹ · 8 is 1.6 %', () => {
    expect(planLooks(8, 0.01, 9)).toEqual([]);
    expect(planLooks(8, 0.01, 0)).toEqual([]);
  });
});

test('no hypotheses need no look', () => {
  expect(planLooks(0, 0.01)).toEqual([]);
});

test('a boundary that is a power of two is met, not passed by', () => {
  // 2⁻³ · 2 = ¼ exactly.
  expect(planLooks(2, 0.25, 3)).toEqual([{ pairs: 3, q: 0.25 }]);
  expect(planLooks(2, 0.25, 2)).toEqual([]);
});

test('every plan spends q exactly, rises, keeps to its budget, and a lone regression can fire at each look', () => {
  for (const q of [0.0001, 0.01, 0.03, 0.05, 0.1, 0.37, 0.5]) {
    for (const hypotheses of [1, 2, 3, 7, 8, 30, 255, 256, 257, 5_000, 1_000_000]) {
      for (let mostPairs = 0; mostPairs <= 60; mostPairs += 1) {
        const looks = planLooks(hypotheses, q, mostPairs);
        const told = `q = ${q}, m = ${hypotheses}, at most ${mostPairs}`;
        if (looks.length === 0) {
          // Then not even one look with all of q could.
          expect(hypotheses * 2 ** -mostPairs, told).toBeGreaterThan(q);
          continue;
        }
        const spent = sharesOf(looks).reduce((sum, share) => sum + share, 0);
        expect(Math.abs(spent - q), told).toBeLessThanOrEqual(1e-15);
        expect(looks.at(-1)!.pairs, told).toBeLessThanOrEqual(mostPairs);
        for (const [index, { pairs, q: share }] of looks.entries()) {
          expect(share, told).toBeGreaterThan(0);
          expect(pairs, told).toBeGreaterThan(looks[index - 1]?.pairs ?? 0);
          expect(hypotheses * 2 ** -pairs, told).toBeLessThanOrEqual(share);
        }
      }
    }
  }
});

test('with the test and the procedure themselves: one regression among 30 fires at the first look', () => {
  const [{ pairs, q }] = planLooks(30, 0.01) as [Look];
  const worse = (n: number): number =>
    signedRankTest(Array.from({ length: n }, (_, index) => 0.05 + index / 1_000)).pGreater;
  const family = (n: number): number[] => [worse(n), ...Array<number>(29).fill(1)];
  expect(benjaminiHochberg(family(pairs))[0]).toBeLessThanOrEqual(q);
  expect(benjaminiHochberg(family(pairs - 1))[0]).toBeGreaterThan(q);
});

test.each([
  [1, 0, undefined, 'expected q above 0 and at most 0.5, received 0'],
  [1, 0.51, undefined, 'expected q above 0 and at most 0.5, received 0.51'],
  [0, NaN, undefined, 'expected q above 0 and at most 0.5, received NaN'],
  [-1, 0.01, undefined, 'expected a whole number of hypotheses, received -1'],
  [1.5, 0.01, undefined, 'expected a whole number of hypotheses, received 1.5'],
  [1, 0.01, -1, 'expected a whole number of pairs at most, received -1'],
  [1, 0.01, 12.5, 'expected a whole number of pairs at most, received 12.5'],
  [1, 0.01, NaN, 'expected a whole number of pairs at most, received NaN'],
])('refuses m = %d, q = %d, at most %s pairs', (hypotheses, q, mostPairs, message) => {
  expect(() => planLooks(hypotheses, q, mostPairs)).toThrow(RangeError);
  expect(() => planLooks(hypotheses, q, mostPairs)).toThrow(message);
});
