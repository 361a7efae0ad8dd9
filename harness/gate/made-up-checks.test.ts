import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import type { CellEvidence, Hypothesis } from './evidence.ts';
import type { CellVerdict } from './judge.ts';
import {
  failedPair,
  ladder,
  madeCell,
  madeHypothesis,
  madePair,
  pairsOf,
  plainPlan,
  ranked,
} from './made-cells.ts';
import { makeUpCheck } from './made-up-checks.ts';

const oneLook = { ...plainPlan, looks: [{ pairs: 14, q: 0.01 }] };

const metricOf = (cells: readonly CellVerdict[]) => cells[0]!.metrics[0]!;

/** All outcomes of so many made-up checks, each with a seed of its own. */
function madeUp(
  count: number,
  recorded: readonly CellEvidence[],
  slowdownOf?: (hypothesis: Hypothesis) => number,
  plan = oneLook,
): (readonly CellVerdict[])[] {
  return Array.from({ length: count }, (_, seed) =>
    makeUpCheck(recorded, plan, new Random(seed), slowdownOf),
  );
}

describe('what the coin does', () => {
  test('the same seed gives the same check, another one another', () => {
    const recorded = [madeCell('a', pairsOf(ranked(14, [2, 5], 0.01)))];
    const estimates = madeUp(20, recorded).map((cells) => metricOf(cells).estimate);
    expect(madeUp(20, recorded).map((cells) => metricOf(cells).estimate)).toEqual(estimates);
    expect(new Set(estimates).size).toBeGreaterThan(15);
  });

  test('a constant ratio comes out either way equally often, whatever it is', () => {
    const recorded = [madeCell('a', pairsOf(Array<number>(14).fill(0.3)))];
    const estimates = madeUp(2_000, recorded).map((cells) => Number(metricOf(cells).estimate?.toFixed(9)));
    const above = estimates.filter((estimate) => estimate > 0).length;
    const below = estimates.filter((estimate) => estimate < 0).length;
    expect(Math.abs(above - below)).toBeLessThan(4 * Math.sqrt(above + below));
    expect([...new Set(estimates.map(Math.abs))].toSorted((one, other) => one - other)).toEqual([0, 0.3]);
    // The median average is 0 while signs are nearly even, else the ratio itself.
    expect(above + below).toBeGreaterThan(100);
  });

  test('each pair is turned on its own, in every cell on its own', () => {
    const plan = { ...plainPlan, looks: [] };
    const recorded = ['a', 'b'].map((cell) => madeCell(cell, pairsOf([0.3])));
    const seen = new Map<string, number>();
    for (const cells of madeUp(400, recorded, undefined, plan)) {
      const key = cells.map(({ metrics }) => Math.sign(metrics[0]?.estimate ?? NaN)).join(' ');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect([...seen.keys()].toSorted()).toEqual(['-1 -1', '-1 1', '1 -1', '1 1']);
    for (const count of seen.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
  });
});

describe('the order', () => {
  const plan = { ...plainPlan, looks: [] };
  /** The absolute differences tell which pairs were compared. */
  const recorded = (cell: string, count: number) =>
    madeCell(
      cell,
      Array.from({ length: count }, (_, index) =>
        madePair({ base: { elapsed: 1e9 + index }, head: { elapsed: 1e9 + index } }),
      ),
    );

  test('is that of measuring from a random pair on, and goes round', () => {
    const look = { ...plainPlan, looks: [{ pairs: 6, q: 0.5 }] };
    const first = new Map<number, number>();
    for (const cells of madeUp(1_000, [recorded('a', 10)], undefined, look)) {
      const { base, pairs } = metricOf(cells);
      expect(pairs).toBe(6);
      first.set(base ?? NaN, (first.get(base ?? NaN) ?? 0) + 1);
    }
    // Six in a row from each of ten places have these medians; those that go round the end are not between two neighbours.
    const medians = Array.from({ length: 10 }, (_, start) => {
      const values = Array.from({ length: 6 }, (_, step) => 1e9 + ((start + step) % 10)).toSorted(
        (a, b) => a - b,
      );
      return (values[2]! + values[3]!) / 2;
    });
    expect(new Set(first.keys())).toEqual(new Set(medians));
  });

  test('begins at the same pair in all cells', () => {
    const look = { ...plainPlan, looks: [{ pairs: 6, q: 0.5 }] };
    for (const [one, other] of madeUp(50, [recorded('a', 10), recorded('b', 10)], undefined, look))
      expect(one?.metrics[0]?.base).toBe(other?.metrics[0]?.base);
  });

  test('cells of another length, and of none, take part', () => {
    const cells = makeUpCheck([recorded('a', 20), recorded('b', 7), recorded('c', 0)], plan, new Random(1));
    expect(cells.map(({ taken }) => taken)).toEqual([20, 7, 0]);
    expect(cells[2]?.metrics[0]?.verdict).toBe('not-measured');
    expect(makeUpCheck([], plan, new Random(1))).toEqual([]);
  });
});

describe('an injected slowdown', () => {
  const recorded = [madeCell('a', pairsOf(ranked(14, [1, 4, 6, 9, 12], 0.001)))];

  test('moves the estimate and both bounds by exactly that', () => {
    const without = madeUp(20, recorded);
    for (const [index, cells] of madeUp(20, recorded, () => 0.25).entries()) {
      const [before, after] = [metricOf(without[index]!), metricOf(cells)];
      expect(after.estimate).toBeCloseTo(before.estimate! + Math.log(1.25), 12);
      expect(after.interval?.low).toBeCloseTo(before.interval!.low + Math.log(1.25), 12);
      expect(after.interval?.high).toBeCloseTo(before.interval!.high + Math.log(1.25), 12);
      expect(after.verdict).toBe('regressed');
      expect(before.verdict).toBe('unchanged');
    }
  });

  test('makes a rate smaller', () => {
    const hypothesis = madeHypothesis('a', { unit: 'tasks/s', direction: 'higher-is-better' });
    const rates = [{ ...recorded[0]!, hypotheses: [hypothesis] }];
    for (const [index, cells] of madeUp(5, rates, () => 0.25).entries()) {
      const before = metricOf(madeUp(5, rates)[index]!);
      expect(metricOf(cells).estimate).toBeCloseTo(before.estimate! + Math.log(1.25), 12);
      expect(metricOf(cells).head).toBeLessThan(before.head!);
    }
  });

  test('is that of its own hypothesis', () => {
    const both = [
      madeCell(
        'a',
        Array.from({ length: 14 }, () =>
          madePair({ base: { elapsed: 1e9, peak: 1e9 }, head: { elapsed: 1e9, peak: 1e9 } }),
        ),
        [madeHypothesis('a'), madeHypothesis('a', { metric: 'peak', unit: 'bytes' })],
      ),
    ];
    const [cell] = makeUpCheck(both, oneLook, new Random(1), ({ metric }) => (metric === 'peak' ? 0.1 : 0));
    expect(cell?.metrics.map(({ verdict }) => verdict)).toEqual(['unchanged', 'regressed']);
  });

  test('leaves the record alone', () => {
    const before = structuredClone(recorded);
    madeUp(3, recorded, () => 0.5);
    expect(recorded).toEqual(before);
  });
});

test('what was noisy stays so, and goes with its sample to the other arm', () => {
  // Each pair is noisy at its recorded head, so that what is counted tells how often a pair was turned.
  const recorded = [madeCell('a', pairsOf(ladder(24, 0, 0.001), ['head']))];
  for (const [cell] of madeUp(50, recorded)) {
    const { base, head, both } = cell!.noisy;
    expect(base + head).toBe(24);
    expect(both).toBe(0);
    expect(base).toBeGreaterThan(2);
    expect(head).toBeGreaterThan(2);
  }
  const turned = madeUp(200, recorded).reduce((sum, [cell]) => sum + cell!.noisy.base, 0);
  // Of 4,800 coins.
  expect(Math.abs(turned - 2_400)).toBeLessThan(4 * Math.sqrt(1_200));
});

test('a noisy sample goes with its value, so that no quiet pair is ever that of a noisy one', () => {
  const quiet = pairsOf(Array<number>(14).fill(0));
  const noisy = pairsOf(Array<number>(6).fill(5), ['head']);
  for (const cells of madeUp(30, [madeCell('a', [...quiet.slice(0, 7), ...noisy, ...quiet.slice(7)])]))
    expect(metricOf(cells)).toMatchObject({ verdict: 'unchanged', estimate: 0, pairs: 14 });
});

test('a failed pair stays failed', () => {
  const recorded = [madeCell('a', [...pairsOf(Array<number>(14).fill(0)), failedPair('base', 'oom')])];
  for (const cells of madeUp(5, recorded))
    expect(metricOf(cells).failure).toEqual({ arm: 'base', status: 'oom' });
});

test('too few pairs for a look end the made-up check', () => {
  const recorded = [madeCell('a', pairsOf(ladder(13, 0, 0.001)))];
  expect(metricOf(makeUpCheck(recorded, oneLook, new Random(1)))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'the recorded pairs are used up',
  });
});
