/** Evidence made by hand, for the tests of the judge and of what rests on it. */
import type { Look } from '../statistics/alpha-plan.ts';
import type { Arm, CellEvidence, Hypothesis, Pair } from './evidence.ts';
import { judgeCheck, type CellVerdict, type JudgePlan, type MetricVerdict } from './judge.ts';
import { defaultPolicy } from './policy.ts';

/** As `planLooks` sets them for ten hypotheses at 1 %. */
export const threeLooks: readonly Look[] = [
  { pairs: 14, q: 0.001 },
  { pairs: 20, q: 0.003 },
  { pairs: 32, q: 0.006 },
];

export const plainPlan: JudgePlan = { looks: threeLooks, policy: defaultPolicy, floors: [] };

/** What base takes; head takes its exponential share more, so that differences are what a test says. */
const baseValue = 1e9;

export function madeHypothesis(cell: string, changes: Partial<Hypothesis> = {}): Hypothesis {
  return { cell, metric: 'elapsed', unit: 'ns', direction: 'lower-is-better', ...changes };
}

/** A quiet pair, or one in which the samples of these arms are noisy. */
export function madePair(
  values: Readonly<Record<Arm, Readonly<Record<string, number>>>>,
  noisyArms: readonly Arm[] = [],
): Pair {
  const noisy = (arm: Arm): string | null => (noisyArms.includes(arm) ? 'noisy' : null);
  return {
    index: 0,
    first: 'base',
    state: 'measured',
    values,
    noisy: { base: noisy('base'), head: noisy('head') },
  };
}

export function failedPair(arm: Arm, status = 'failed'): Pair {
  return { index: 0, first: 'base', state: 'failed', arm, status, reason: 'it broke' };
}

/** Pairs of `elapsed` whose ln ratios these are. */
export function pairsOf(differences: readonly number[], noisyArms: readonly Arm[] = []): Pair[] {
  return differences.map((difference) =>
    madePair(
      { base: { elapsed: baseValue }, head: { elapsed: baseValue * Math.exp(difference) } },
      noisyArms,
    ),
  );
}

export function madeCell(
  cell: string,
  pairs: readonly Pair[],
  hypotheses: readonly Hypothesis[] = [madeHypothesis(cell)],
): CellEvidence {
  return { cell, hypotheses, pairs: pairs.map((pair, index) => ({ ...pair, index })) };
}

/** So many values a `step` apart, around a centre: distinct, symmetric, and their Walsh averages are known by hand. */
export function ladder(count: number, centre: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => centre + (index - (count - 1) / 2) * step);
}

/**
 * So many values whose absolute ranks are their places, 1 to `count`; those in the given places are below zero. So the sum of
 * these places is W−, and the signed-rank test's p can be looked up.
 */
export function ranked(count: number, below: readonly number[], step: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    below.includes(index + 1) ? -(index + 1) * step : (index + 1) * step,
  );
}

/** Judges to the end. */
export function judged(
  cells: readonly CellEvidence[],
  plan: JudgePlan = plainPlan,
  ended: string | null = null,
): readonly CellVerdict[] {
  const outcome = judgeCheck(cells, plan, ended);
  if (outcome.state === 'open') throw new Error(`it wants ${JSON.stringify([...outcome.wanted])}`);
  return outcome.cells;
}

/** The verdict on the only metric of a cell. */
export function verdictOn(cell: string, cells: readonly CellVerdict[]): MetricVerdict {
  const [verdict, ...others] = cells.find((one) => one.cell === cell)?.metrics ?? [];
  if (verdict === undefined || others.length > 0) throw new Error(`${cell} has not one verdict`);
  return verdict;
}
