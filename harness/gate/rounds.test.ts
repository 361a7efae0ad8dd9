import { describe, expect, test } from 'vitest';
import { maximumPadding } from '../plan/order.ts';
import { binomialTwoSided } from '../statistics/binomial-interval.ts';
import { planRound } from './rounds.ts';

const cells = ['a', 'b', 'c', 'd', 'e'];
const rounds = Array.from({ length: 2_000 }, (_, round) => planRound(42, round, cells));
const pairs = rounds.flat();

describe('one round', () => {
  test('the same seed, round and cells give the same pairs on every machine', () => {
    expect(planRound(42, 0, cells)).toEqual(rounds[0]);
    expect(planRound(42, 0, ['a', 'b'])).toMatchInlineSnapshot(`
      [
        {
          "cell": "b",
          "first": "base",
          "padding": [
            3731,
            3174,
          ],
          "round": 0,
          "seed": 1750039585,
        },
        {
          "cell": "a",
          "first": "head",
          "padding": [
            2715,
            1219,
          ],
          "round": 0,
          "seed": 2146465202,
        },
      ]
    `);
  });

  test('another round or seed gives others', () => {
    const facts = (seed: number, round: number) =>
      JSON.stringify(
        planRound(seed, round, cells).map(({ cell, first, seed: own, padding }) => [
          cell,
          first,
          own,
          padding,
        ]),
      );
    const different = [facts(42, 0), facts(42, 1), facts(43, 0), facts(0, 0), facts(2 ** 32 - 1, 0)];
    expect(new Set(different).size).toBe(different.length);
  });

  test('no two rounds of a check, and no two pairs, share a seed', () => {
    expect(new Set(pairs.map(({ seed }) => seed)).size).toBe(pairs.length);
  });

  test('holds every cell once', () => {
    for (const [round, planned] of rounds.entries()) {
      expect(planned.map(({ cell }) => cell).toSorted()).toEqual(cells);
      expect(planned.every((pair) => pair.round === round)).toBe(true);
    }
    expect(planRound(42, 0, [])).toEqual([]);
  });

  test('leaves its cells alone', () => {
    const given = Object.freeze(['b', 'a']);
    planRound(1, 0, given);
    expect(given).toEqual(['b', 'a']);
  });

  test('pads within a page, differently for the two', () => {
    for (const { padding } of pairs) {
      for (const bytes of padding) {
        expect(Number.isInteger(bytes)).toBe(true);
        expect(bytes).toBeGreaterThanOrEqual(0);
        expect(bytes).toBeLessThan(maximumPadding);
      }
    }
    const mean = pairs.reduce((sum, { padding }) => sum + padding[0] - padding[1], 0) / pairs.length;
    // The mean of 10,000 differences of two evenly spread numbers: its standard deviation is 16.7.
    expect(Math.abs(mean)).toBeLessThan(5 * 16.7);
  });
});

describe('the coin', () => {
  const baseFirst = (own: typeof pairs): number => own.filter(({ first }) => first === 'base').length;

  /** A fair coin is this far from the middle once in 10,000 seeds. */
  function isFair(heads: number, tosses: number): boolean {
    return binomialTwoSided(heads, tosses) > 1e-4;
  }

  test('is fair over all rounds', () => {
    expect(baseFirst(pairs)).toMatchInlineSnapshot(`4998`);
    expect(isFair(baseFirst(pairs), pairs.length)).toBe(true);
  });

  test.each(cells)('is fair for cell %s', (cell) => {
    const own = pairs.filter((pair) => pair.cell === cell);
    expect(isFair(baseFirst(own), own.length)).toBe(true);
  });

  test('is fair in every place of a round', () => {
    for (const place of cells.keys())
      expect(isFair(baseFirst(rounds.flatMap((planned) => planned[place] ?? [])), rounds.length)).toBe(true);
  });

  test('of a pair tells nothing about the next one in its round, nor about the same cell’s in the next round', () => {
    const firstOf = (cell: string, round: number) => rounds[round]?.find((pair) => pair.cell === cell)?.first;
    let [inRound, toNext] = [0, 0];
    for (const [round, planned] of rounds.entries()) {
      if (planned[0]?.first === planned[1]?.first) inRound += 1;
      if (round > 0 && firstOf('a', round) === firstOf('a', round - 1)) toNext += 1;
    }
    expect(isFair(inRound, rounds.length)).toBe(true);
    expect(isFair(toNext, rounds.length - 1)).toBe(true);
  });

  test('is fair over the first rounds of many checks', () => {
    const seeds = Array.from({ length: 4_000 }, (_, seed) => planRound(seed, 0, ['a'])).flat();
    expect(isFair(baseFirst(seeds), seeds.length)).toBe(true);
  });

  test('the order of the cells is even: any cell leads as often as another', () => {
    for (const cell of cells) {
      const leads = rounds.filter(([first]) => first?.cell === cell).length;
      expect(binomialTwoSided(leads, rounds.length, 1 / cells.length)).toBeGreaterThan(1e-4);
    }
  });
});
