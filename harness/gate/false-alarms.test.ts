import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { binomialInterval } from '../statistics/binomial-interval.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import type { Arm, CellEvidence } from './evidence.ts';
import { judgeCheck, type JudgePlan } from './judge.ts';
import { madeCell, madeHypothesis, madePair } from './made-cells.ts';
import { defaultPolicy } from './policy.ts';
import { planRound } from './rounds.ts';

const cells = ['a', 'b', 'c', 'd', 'e'];
const metrics = ['elapsed', 'peak'];
const hypotheses = cells.length * metrics.length;
const checks = 1_000;
/** Each alarms or does not by far, so that fewer will do. */
const checksInFixedOrder = 50;

const plan: JudgePlan = {
  policy: defaultPolicy,
  looks: planLooks(hypotheses, defaultPolicy.q),
  floors: [],
};

/** What a machine gives for the first and the second sample of a pair, whichever arm takes which. */
type Recorded = readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];

/**
 * One program on a bad machine. By sample: an AR(1) of 0.6 and 4 % that both metrics of a cell feel, outliers of up to three
 * times their value in one sample of 25, a slow drift of 0.3 % a pair, and 6 % more for the second sample of each pair, since
 * the first one has left the machine warm. Far above the alarm margin, so that it is not the margin that keeps silent.
 */
function record(random: Random, pairs: number): Recorded[] {
  const unit = (): number => random.uint32() / 2 ** 32;
  const normal = (): number => Array.from({ length: 12 }, unit).reduce((sum, one) => sum + one, -6);
  let wandering = 0;
  const sample = (position: number): Record<string, number> => {
    wandering = 0.6 * wandering + 0.04 * normal();
    const drift = 0.003 * Math.floor(position / 2) + (position % 2 === 1 ? 0.06 : 0);
    const value = (): number =>
      1e9 * Math.exp(drift + wandering + 0.04 * normal() + (unit() < 0.04 ? unit() * Math.log(3) : 0));
    return Object.fromEntries(metrics.map((metric) => [metric, value()]));
  };
  return Array.from({ length: pairs }, (_, pair) => [sample(2 * pair), sample(2 * pair + 1)]);
}

function evidenceBy(recorded: ReadonlyMap<string, readonly Recorded[]>, firstOf: FirstOf): CellEvidence[] {
  return cells.map((cell) =>
    madeCell(
      cell,
      (recorded.get(cell) ?? []).map(([first, second], round) =>
        firstOf(cell, round) === 'base'
          ? madePair({ base: first, head: second })
          : madePair({ base: second, head: first }),
      ),
      metrics.map((metric) => madeHypothesis(cell, { metric })),
    ),
  );
}

type FirstOf = (cell: string, round: number) => Arm;

/** The coins of a whole check, from its own plan of rounds. */
function coinsOf(seed: number, rounds: number): FirstOf {
  const coins = new Map<string, Arm>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { cell, first } of planRound(seed, round, cells)) coins.set(`${cell} ${round}`, first);
  }
  return (cell, round) => coins.get(`${cell} ${round}`) as Arm;
}

function alarms(evidence: readonly CellEvidence[]): boolean {
  const outcome = judgeCheck(evidence, plan);
  if (outcome.state === 'open') throw new Error('it has all the pairs of its last look');
  return outcome.cells.some((cell) => cell.metrics.some(({ verdict }) => verdict === 'regressed'));
}

describe(`${checks} whole checks of one program against itself, ${hypotheses} hypotheses each`, () => {
  const counts = { coin: 0, baseFirst: 0, headFirst: 0 };

  beforeAll(() => {
    const rounds = plan.looks.at(-1)!.pairs;
    for (let check = 0; check < checks; check += 1) {
      const random = new Random(check);
      const recorded = new Map(cells.map((cell) => [cell, record(random, rounds)]));
      if (alarms(evidenceBy(recorded, coinsOf(check, rounds)))) counts.coin += 1;
      if (check >= checksInFixedOrder) continue;
      if (alarms(evidenceBy(recorded, () => 'base'))) counts.baseFirst += 1;
      if (alarms(evidenceBy(recorded, () => 'head'))) counts.headFirst += 1;
    }
  });

  test('ordered by a coin, no more alarm than q allows', () => {
    // Of checks that alarm at a rate of q, once in a hundred seeds more than 18.
    expect(binomialInterval(counts.coin, checks, 0.98).low).toBeLessThanOrEqual(defaultPolicy.q);
    expect(binomialInterval(19, checks, 0.98).low).toBeGreaterThan(defaultPolicy.q);
  });

  test('with base always first, the very same samples alarm nearly always: it is the coin that makes the test sound', () => {
    expect(counts.baseFirst).toBeGreaterThan(0.8 * checksInFixedOrder);
    // The other way round, the second arm is base, and nothing is ever called slower.
    expect(counts.headFirst).toBe(0);
  });

  test('the exact counts of these seeds', () => {
    expect(counts).toMatchInlineSnapshot(`
      {
        "baseFirst": 50,
        "coin": 13,
        "headFirst": 0,
      }
    `);
  });
});
