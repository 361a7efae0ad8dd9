import { describe, expect, test } from 'vitest';
import type { PlannedCase } from '../store/plan.ts';
import {
  allocateByPrecision,
  allocateRounds,
  blockCosts,
  roundOfAll,
  spreadRounds,
  timesToRehearse,
  type Allocation,
  type BlockCost,
} from './budget.ts';
import { BudgetClock, roundSoFar } from './budget-clock.ts';
import { orderEntries } from './order.ts';
import { Random } from './random.ts';

/** Blocks a, b, c … of these round times; those in `common` belong into every round. */
function costsOf(own: readonly number[], common: readonly number[] = []): BlockCost[] {
  return [...own, ...common].map((roundNs, index) => ({
    block: String.fromCodePoint(97 + index),
    roundNs,
    everyRound: index >= own.length,
  }));
}

/** [rounds of the plan, runs of a, of b …] */
function allocated(costs: readonly BlockCost[], budgetNs: number, ceiling = 32): number[] | null {
  const allocation = allocateRounds(costs, budgetNs, ceiling);
  return allocation && [allocation.rounds, ...allocation.runs.values()];
}

describe('allocateRounds', () => {
  test('one block gets all the time', () => {
    expect(allocated(costsOf([7]), 100)).toEqual([14, 14]);
  });

  test('each block gets an equal share of the time', () => {
    expect(allocated(costsOf([10, 20, 50]), 300)).toEqual([10, 10, 5, 2]);
  });

  test('no block has more rounds than the ceiling', () => {
    expect(allocated(costsOf([1]), 100)).toEqual([32, 32]);
    expect(allocated(costsOf([1]), 100, 3)).toEqual([3, 3]);
  });

  test('what a block cannot use goes to the others, in equal parts', () => {
    // A third of 300 each would leave 90 of the first unused: with them the others have 145 each.
    expect(allocated(costsOf([1, 10, 29]), 300, 10)).toEqual([10, 10, 10, 6]);
    expect(allocated(costsOf([1, 20, 29]), 300, 10)).toEqual([10, 10, 7, 5]);
  });

  test('every block has one round, though it be dearer than its share', () => {
    expect(allocated(costsOf([1, 90]), 100)).toEqual([10, 10, 1]);
  });

  test('one round that fits exactly; a nanosecond less does not', () => {
    expect(allocated(costsOf([30, 70], [5]), 105)).toEqual([1, 1, 1, 1]);
    expect(allocated(costsOf([30, 70], [5]), 104)).toBeNull();
    expect(allocated(costsOf([30]), -1)).toBeNull();
  });

  test('a block of every round is in each, and is paid for', () => {
    expect(allocated(costsOf([10], [5]), 150)).toEqual([10, 10, 10]);
    expect(allocated(costsOf([10], [2, 3]), 150)).toEqual([10, 10, 10, 10]);
    expect(allocated(costsOf([1], [20]), 210)).toEqual([10, 10, 10]);
  });

  test('the blocks of every round together take no more than one share', () => {
    // 32 rounds of the first would cost 128 for the control, and leave 40 to the dear block. At 22 the control needs 88, about
    // what is left for the dear one; at 23 it would need 92 of the 177 that the two share.
    expect(allocated(costsOf([1, 10], [4]), 200)).toEqual([22, 22, 9, 22]);
  });

  test('a block that cannot run takes part in every round, as it would without a budget', () => {
    expect(allocated(costsOf([0, 10]), 50)).toEqual([5, 5, 5]);
    expect(allocated(costsOf([0]), 50)).toEqual([32, 32]);
  });

  test('whatever the blocks: within the budget, 1 to the ceiling each, the plan as long as the longest, always alike', () => {
    const random = new Random(11);
    for (let trial = 0; trial < 2000; trial += 1) {
      const times = (most: number) =>
        Array.from({ length: random.below(most) }, () => random.below(10 ** (1 + random.below(9))));
      const costs = costsOf([1 + random.below(1e9), ...times(8)], times(3));
      const ceiling = 1 + random.below(50);
      const budgetNs = roundOfAll(costs) + random.below(2 ** 32) * random.below(100);
      const allocation = allocateRounds(costs, budgetNs, ceiling);
      if (allocation === null) throw new Error('one round fits');
      const { rounds, runs } = allocation;
      const own = costs.filter(({ everyRound, roundNs }) => !everyRound && roundNs > 0);
      const usedNs = costs.reduce((sum, { block, roundNs }) => sum + runs.get(block)! * roundNs, 0);
      expect(usedNs).toBeLessThanOrEqual(budgetNs);
      expect(Math.min(...runs.values())).toBeGreaterThanOrEqual(1);
      expect(rounds).toBeLessThanOrEqual(ceiling);
      expect(Math.max(...own.map(({ block }) => runs.get(block)!))).toBe(rounds);
      for (const { block, everyRound } of costs) if (everyRound) expect(runs.get(block)).toBe(rounds);
      // Shares are equal, so that a dearer block never has more rounds.
      const byCost = own.toSorted((a, b) => a.roundNs - b.roundNs).map(({ block }) => runs.get(block)!);
      expect(byCost).toEqual(byCost.toSorted((a, b) => b - a));
      expect(allocateRounds(costs, budgetNs, ceiling)).toEqual(allocation);
    }
  });
});

describe('allocateByPrecision', () => {
  /** Blocks a, b, c … of these spreads; null: not known. */
  const spreadsOf = (...values: (number | null)[]) =>
    new Map(
      values.flatMap((value, index) =>
        value === null ? [] : [[String.fromCodePoint(97 + index), value] as const],
      ),
    );
  /** [rounds of the plan, runs of a, of b …] */
  function divided(
    costs: readonly BlockCost[],
    spreads: readonly (number | null)[],
    budgetNs: number,
    ceiling = 32,
  ): number[] | null {
    const allocation = allocateByPrecision(costs, spreadsOf(...spreads), budgetNs, ceiling);
    return allocation && [allocation.rounds, ...allocation.runs.values()];
  }

  test('rounds go as the variance, whatever they cost', () => {
    expect(divided(costsOf([1, 1]), [0.1, 0.2], 40)).toEqual([32, 8, 32]);
    expect(divided(costsOf([1, 5]), [0.1, 0.2], 8 + 5 * 32)).toEqual([32, 8, 32]);
  });

  test('every block has six rounds before any has more', () => {
    expect(divided(costsOf([10, 1]), [0.001, 1], 66)).toEqual([6, 6, 6]);
    expect(divided(costsOf([10, 1]), [0.001, 1], 67)).toEqual([7, 6, 7]);
    expect(divided(costsOf([10, 1]), [0.001, 1], 65)).toBeNull();
  });

  test('what the widest cannot use goes to the others: it is dear, or at the ceiling', () => {
    expect(divided(costsOf([50, 1]), [1, 0.1], 6 * 51 + 49)).toEqual([32, 6, 32]);
    expect(divided(costsOf([1, 1]), [1, 0.1], 40, 20)).toEqual([20, 20, 20]);
  });

  test('a block of every round is in each, and is paid for', () => {
    expect(divided(costsOf([10], [5]), [0.1], 150)).toEqual([10, 10, 10]);
    expect(divided(costsOf([10], [2, 3]), [0.1], 164)).toEqual([10, 10, 10, 10]);
    // Up to as many rounds as another block has, a round costs the control nothing more.
    expect(divided(costsOf([10, 10], [5]), [0.2, 0.1], 6 * 25 + 15 + 10)).toEqual([7, 7, 7, 7]);
  });

  test('a block of which nothing is known gets six rounds and what nobody else can use', () => {
    expect(divided(costsOf([10, 10]), [0.1, null], 240)).toEqual([18, 18, 6]);
    expect(divided(costsOf([10, 10]), [0.1, null], 240, 12)).toEqual([12, 12, 12]);
  });

  test('a block that cannot run takes part in every round', () => {
    expect(divided(costsOf([0, 10]), [null, 0.1], 80)).toEqual([8, 8, 8]);
  });

  test('nothing to decide by: no spread, no block of its own, no interval within the ceiling', () => {
    expect(divided(costsOf([10]), [null], 1000)).toBeNull();
    expect(divided(costsOf([], [10]), [0.1], 1000)).toBeNull();
    expect(divided(costsOf([10]), [0.1], 1000, 5)).toBeNull();
  });

  const usedNs = (costs: readonly BlockCost[], { runs }: Allocation) =>
    costs.reduce((sum, { block, roundNs }) => sum + runs.get(block)! * roundNs, 0);

  test('no other numbers within the budget have a narrower widest interval (brute force)', () => {
    const random = new Random(5);
    for (let trial = 0; trial < 400; trial += 1) {
      const blocks = 1 + random.below(3);
      const ceiling = 6 + random.below(7);
      const own = Array.from({ length: blocks }, () => 1 + random.below(30));
      const costs = costsOf(own, random.below(2) === 0 ? [] : [1 + random.below(10)]);
      const common = roundOfAll(costs.slice(blocks));
      const spreads = Array.from({ length: blocks }, () => (1 + random.below(5)) / 10);
      const budgetNs = 6 * roundOfAll(costs) + random.below(300);
      const allocation = allocateByPrecision(costs, spreadsOf(...spreads), budgetNs, ceiling)!;
      const widest = (runs: readonly number[]) =>
        Math.max(...runs.map((n, index) => spreads[index]! / Math.sqrt(n)));

      const combinations = own.reduce<number[][]>(
        (partial) =>
          partial.flatMap((runs) => Array.from({ length: ceiling - 5 }, (_, more) => [...runs, 6 + more])),
        [[]],
      );
      const best = Math.min(
        ...combinations
          .filter(
            (runs) =>
              runs.reduce((sum, n, index) => sum + n * own[index]!, 0) + Math.max(...runs) * common <=
              budgetNs,
          )
          .map(widest),
      );
      const runs = costs.slice(0, blocks).map(({ block }) => allocation.runs.get(block)!);
      expect(widest(runs)).toBe(best);
    }
  });

  test('whatever the blocks: within the budget, nothing left that a block could use, always alike', () => {
    const random = new Random(12);
    for (let trial = 0; trial < 1000; trial += 1) {
      const times = (most: number) =>
        Array.from({ length: random.below(most) }, () => random.below(10 ** (1 + random.below(9))));
      const own = [1 + random.below(1e9), ...times(8)];
      const costs = costsOf(own, times(3));
      const spreads = spreadsOf(0.1, ...own.slice(1).map(() => random.below(100) / 100 || null));
      const ceiling = 6 + random.below(50);
      const budgetNs = 6 * roundOfAll(costs) + random.below(2 ** 32) * random.below(100);
      const allocation = allocateByPrecision(costs, spreads, budgetNs, ceiling)!;
      const { rounds, runs } = allocation;
      const leftNs = budgetNs - usedNs(costs, allocation);
      const commonNs = roundOfAll(costs.filter(({ everyRound }) => everyRound));
      expect(leftNs).toBeGreaterThanOrEqual(0);
      expect(Math.min(...runs.values())).toBeGreaterThanOrEqual(6);
      expect(Math.max(...runs.values())).toBe(rounds);
      expect(rounds).toBeLessThanOrEqual(ceiling);
      for (const { block, roundNs, everyRound } of costs) {
        const own = runs.get(block)!;
        if (everyRound || roundNs === 0) expect(own).toBe(rounds);
        else if (own < ceiling) expect(roundNs + (own === rounds ? commonNs : 0)).toBeGreaterThan(leftNs);
      }
      expect(allocateByPrecision(costs, spreads, budgetNs, ceiling)).toEqual(allocation);
    }
  });
});

describe('timesToRehearse', () => {
  const asked = { budgetNs: 1200, leftNs: 1100, roundNs: 100, repeatNs: 80, ceiling: 32 };

  test('three times where that takes a quarter of the budget at most', () => {
    expect(timesToRehearse(asked)).toBe(3);
    expect(timesToRehearse({ ...asked, repeatNs: 110 })).toBe(2);
    expect(timesToRehearse({ ...asked, budgetNs: 1040 })).toBe(3);
    expect(timesToRehearse({ ...asked, budgetNs: 1039 })).toBe(2);
  });

  test('twice where six rounds of everything still fit, else once', () => {
    expect(timesToRehearse({ ...asked, leftNs: 680 })).toBe(2);
    expect(timesToRehearse({ ...asked, leftNs: 679 })).toBe(1);
    expect(timesToRehearse({ ...asked, budgetNs: 1e6, leftNs: 760 })).toBe(3);
    expect(timesToRehearse({ ...asked, budgetNs: 1e6, leftNs: 759 })).toBe(2);
  });

  test('once where nothing is told by more', () => {
    expect(timesToRehearse({ ...asked, ceiling: 5 })).toBe(1);
    expect(timesToRehearse({ ...asked, repeatNs: 0 })).toBe(1);
  });
});

test.each([
  [1, 5, [0]],
  [2, 5, [0, 2]],
  [3, 10, [0, 3, 6]],
  [5, 5, [0, 1, 2, 3, 4]],
])('%i runs over %i rounds: %j', (runs, rounds, expected) => {
  expect(spreadRounds(runs, rounds)).toEqual(expected);
});

test('spread runs are as many different rounds of the plan, whatever the numbers', () => {
  for (let rounds = 1; rounds <= 40; rounds += 1) {
    for (let runs = 1; runs <= rounds; runs += 1) {
      const spread = spreadRounds(runs, rounds);
      expect(new Set(spread).size).toBe(runs);
      expect(spread.at(-1)).toBeLessThan(rounds);
    }
  }
});

function planned(scenario: string, variant: string, skip: string | null = null): PlannedCase {
  return {
    id: `${scenario} ${variant}`,
    scenario,
    variant,
    level: 'L1',
    runtime: 'go',
    runtimeVersion: '1.27.4',
    regime: 'all',
    parameters: {},
    skip,
  };
}

test('a block costs what the rehearsals of all its cells and probes took; what was not tried costs nothing', () => {
  const cells = [
    { case: planned('naps', 'go/a'), probes: ['memory', 'latency'] as const },
    { case: planned('control', 'go/c'), probes: ['memory'] as const },
    { case: planned('naps', 'go/b', 'too large'), probes: ['memory'] as const },
    { case: planned('naps', 'go/d'), probes: ['memory'] as const },
  ];
  const rehearsals = { 'naps go/a': { memory: 1, latency: 10 }, 'naps go/d': { memory: 100 } };
  expect(blockCosts(cells, rehearsals, new Set(['control L1 all']))).toEqual([
    { block: 'naps L1 all', roundNs: 111, everyRound: false },
    { block: 'control L1 all', roundNs: 0, everyRound: true },
  ]);
});

describe('orderEntries with a number of rounds for each block', () => {
  const cells = ['naps', 'walks', 'control'].flatMap((scenario) =>
    ['go/a', 'go/b'].map((variant) => ({
      case: planned(scenario, variant),
      probes: ['memory'] as const,
    })),
  );
  const runs = new Map([
    ['naps L1 all', 2],
    ['walks L1 all', 5],
    ['control L1 all', 5],
  ]);

  test('a block takes part in its rounds, whole', () => {
    const entries = orderEntries(cells, runs, 3);
    const roundsOf = (id: string) => entries.filter((entry) => entry.case === id).map(({ round }) => round);
    expect(roundsOf('naps go/a')).toEqual([0, 2]);
    expect(roundsOf('naps go/b')).toEqual([0, 2]);
    expect(roundsOf('walks go/b')).toEqual([0, 1, 2, 3, 4]);
    expect(roundsOf('control go/a')).toEqual([0, 1, 2, 3, 4]);
    expect(entries.map(({ order }) => order)).toEqual([...entries.keys()]);
    expect(orderEntries(cells, runs, 3)).toEqual(entries);
  });

  test('equal numbers for all are the plan of that many rounds', () => {
    const alike = new Map([...runs.keys()].map((block) => [block, 4]));
    expect(orderEntries(cells, alike, 3)).toEqual(orderEntries(cells, 4, 3));
  });

  test('a block without a number is a mistake, and not left out', () => {
    expect(() => orderEntries(cells, new Map([['naps L1 all', 2]]), 3)).toThrow(
      'no number of rounds for the block walks L1 all',
    );
  });
});

describe('BudgetClock', () => {
  function clockAt(times: { now: number }, budgetNs: number): BudgetClock {
    return new BudgetClock(budgetNs, () => times.now);
  }

  const round = { tried: 3, all: 3, triedNs: 1e9, expectedNs: 1e9 };

  test('counts from its making, and in whole nanoseconds; a twentieth is kept back', () => {
    const time = { now: 1000.5 };
    const clock = clockAt(time, 100);
    time.now += 30.25;
    expect(clock.leftNs()).toBe(64);
    time.now += 100;
    expect(clock.leftNs()).toBe(-36);
  });

  test('no more than a second is kept back', () => {
    expect(clockAt({ now: 0 }, 3600e9).leftNs()).toBe(3599e9);
  });

  test('what was tried so far must fit into what is left', () => {
    const time = { now: 0 };
    const clock = clockAt(time, 10e9);
    time.now = 5.5e9;
    const tried = { tried: 2, all: 4, triedNs: 4e9, expectedNs: 8e9 };
    expect(() => clock.checkFits(tried)).not.toThrow();
    // What it takes in all: 6 used and kept back, 4 of rehearsals that are left, and the round of 8.
    expect(() => clock.checkFits({ ...tried, triedNs: 4.1e9, expectedNs: 8.2e9 })).toThrow(
      expect.objectContaining({
        kind: 'doesNotFit',
        message:
          '--budget: one round of everything takes about 9 s by what was tried so far (2 of 4), 4.0 s of 10.0 s are left: give a longer budget (about 19 s, pilots and rehearsals included), fewer scenarios or a smaller suite',
      }),
    );
  });

  test('a budget that is far too short is refused after a twentieth of the rehearsals, and five', () => {
    const time = { now: 0 };
    const clock = clockAt(time, 600e9);
    time.now = 39e9;
    // 560 s are left.
    const tried = { tried: 12, all: 240, triedNs: 30e9, expectedNs: 1120e9 };
    expect(() => clock.checkFits(tried)).not.toThrow();
    const hopeless = { ...tried, expectedNs: 5_941e9 };
    expect(() => clock.checkFits(hopeless)).toThrow(
      '--budget: one round of everything takes about 1 h 40 min by what was tried so far (12 of 240), 560.0 s of 600.0 s are left: give a longer budget (about 3 h 19 min, ',
    );
    expect(() => clock.checkFits({ ...hopeless, tried: 11 })).not.toThrow();
    expect(() => clock.checkFits({ ...hopeless, tried: 4, all: 20 })).not.toThrow();
    expect(() => clock.checkFits({ ...hopeless, tried: 5, all: 20 })).toThrow('(5 of 20)');
  });

  test('pilots that take all of it', () => {
    const time = { now: 0 };
    const clock = clockAt(time, 10e9);
    const nothing = { tried: 0, all: 3, triedNs: 0, expectedNs: 0 };
    expect(() => clock.checkFits(0)).not.toThrow();
    expect(() => clock.checkFits(nothing)).not.toThrow();
    time.now = 9.6e9;
    for (const none of [0, nothing] as const) {
      expect(() => clock.checkFits(none)).toThrow(
        '--budget: the pilots alone took longer, 0.0 s of 10.0 s are left: give a longer budget, ',
      );
    }
    expect(() => clock.checkFits(round)).toThrow('one round of everything takes about 1 s');
  });

  test('when everything was tried it is known what would do', () => {
    const time = { now: 0 };
    const clock = clockAt(time, 10e9);
    time.now = 7e9;
    expect(clock.doesNotFit(5e9).message).toBe(
      '--budget: one round of everything takes 5.0 s, 2.5 s of 10.0 s are left: give a longer budget (12.5 s, pilots and rehearsals included), fewer scenarios or a smaller suite',
    );
    expect(clock.doesNotFit(5e9).exitCode).toBe(75);
  });
});

describe('roundSoFar', () => {
  const of = (scenario: string, ...wallNs: (number | null)[]) =>
    wallNs.map((ns) => ({ scenario, wallNs: ns }));

  test('what is left counts as much as those of its scenario did, else as all did', () => {
    expect(roundSoFar([...of('a', 10, 30, null), ...of('b', 80, null), ...of('c', null)])).toEqual({
      tried: 3,
      all: 6,
      triedNs: 120,
      expectedNs: 120 + 20 + 80 + 40,
    });
  });

  test('nothing tried foretells nothing; when all is tried nothing is foretold', () => {
    expect(roundSoFar(of('a', null, null))).toEqual({ tried: 0, all: 2, triedNs: 0, expectedNs: 0 });
    expect(roundSoFar(of('a', 1, 2))).toEqual({ tried: 2, all: 2, triedNs: 3, expectedNs: 3 });
  });
});
