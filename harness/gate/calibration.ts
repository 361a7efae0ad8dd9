import type { Random } from '../plan/random.ts';
import type { Look } from '../statistics/alpha-plan.ts';
import { binomialInterval } from '../statistics/binomial-interval.ts';
import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import type { Interval } from '../statistics/median-interval.ts';
import { quantile } from '../statistics/quantile.ts';
import { quietPairs, type CellEvidence, type Floor, type Hypothesis } from './evidence.ts';
import { differencesOf } from './judge.ts';
import { makeUpCheck } from './made-up-checks.ts';
import type { Policy } from './policy.ts';

/** How often something happened. */
export interface Rate {
  readonly checks: number;
  readonly times: number;
  /** Of the share, 95 %. */
  readonly interval: Interval;
}

/** What pairs of one program against itself tell of one metric of one cell. */
export interface CalibratedMetric extends Floor {
  /** Quiet pairs that it comes from. */
  readonly pairs: number;
  /** Standard deviation of the pairs' ln ratios. */
  readonly spread: number;
  /** How often a check with all gated metrics called this one regressed. */
  readonly falseAlarms: Rate;
  /** ln ratios of the quiet pairs in the order of measuring, second over first arm. */
  readonly differences: readonly number[];
}

export interface CalibrationResult {
  readonly metrics: readonly CalibratedMetric[];
  /** How often a check called anything regressed. */
  readonly falseAlarms: Rate;
}

/** The share of checks in which a slowdown must be found to be called detectable. */
export const promisedPower = 0.8;

/** The slowdowns that are tried, as shares. */
export const triedSlowdowns: readonly number[] = [
  0.03, 0.035, 0.04, 0.045, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5, 1, 1.5, 2, 3,
];

/** Estimates beyond this share of those of a program against itself are no accident. */
const floorQuantile = 0.99;

export interface CalibrationOptions {
  readonly policy: Policy;
  readonly looks: readonly Look[];
  /** Made-up checks for the rate of false alarms. */
  readonly checks: number;
  /** Made-up checks for each slowdown that is tried. */
  readonly trials: number;
}

/** @param recorded pairs of one program against itself */
export function calibrate(
  recorded: readonly CellEvidence[],
  options: CalibrationOptions,
  random: Random,
): CalibrationResult {
  const { policy, looks, checks } = options;
  const alarms = new Map<string, number>();
  let any = 0;
  for (let check = 0; check < checks; check += 1) {
    const regressed = makeUpCheck(recorded, { looks, policy, floors: [] }, random)
      .flatMap(({ metrics }) => metrics)
      .filter(({ verdict }) => verdict === 'regressed');
    if (regressed.length > 0) any += 1;
    for (const { hypothesis } of regressed)
      alarms.set(keyOf(hypothesis), (alarms.get(keyOf(hypothesis)) ?? 0) + 1);
  }
  const hypotheses = recorded.flatMap((cell) => cell.hypotheses.map((hypothesis) => ({ cell, hypothesis })));
  const metrics = hypotheses.flatMap(({ cell, hypothesis }): CalibratedMetric[] => {
    const differences = differencesOf(quietPairs(cell.pairs), hypothesis);
    if (differences === null || differences.length < 2) return [];
    const alarm = alarmFloor(differences, looks, options.trials, random);
    return [
      {
        cell: cell.cell,
        metric: hypothesis.metric,
        pairs: differences.length,
        spread: deviation(differences),
        alarm,
        detectable: detectableBy(differences, hypothesis, hypotheses.length, alarm, options, random),
        falseAlarms: rate(alarms.get(keyOf(hypothesis)) ?? 0, checks),
        differences,
      },
    ];
  });
  return { metrics, falseAlarms: rate(any, checks) };
}

/**
 * In which share of checks a slowdown of one metric alone is called a regression.
 *
 * @param differences of a program against itself
 * @param hypotheses gated in all, for which the correction is made
 * @param alarm of calibration, to which the policy's is raised
 */
export function powerAt(
  slowdown: number,
  differences: readonly number[],
  hypothesis: Hypothesis,
  hypotheses: number,
  alarm: number,
  options: Pick<CalibrationOptions, 'policy' | 'looks' | 'trials'>,
  random: Random,
): number {
  const tryOne = trialOf(slowdown, differences, hypothesis, hypotheses, alarm, options);
  let found = 0;
  for (let trial = 0; trial < options.trials; trial += 1) if (tryOne(random)) found += 1;
  return found / options.trials;
}

/** Whether it is called a regression as often as promised; no more checks are made up than tell. */
function isFound(
  slowdown: number,
  differences: readonly number[],
  hypothesis: Hypothesis,
  hypotheses: number,
  alarm: number,
  options: Pick<CalibrationOptions, 'policy' | 'looks' | 'trials'>,
  random: Random,
): boolean {
  const tryOne = trialOf(slowdown, differences, hypothesis, hypotheses, alarm, options);
  const { trials } = options;
  let [found, missed] = [0, 0];
  while (found < promisedPower * trials && missed <= (1 - promisedPower) * trials) {
    if (tryOne(random)) found += 1;
    else missed += 1;
  }
  return found >= promisedPower * trials;
}

/** One made-up check with the slowdown in it: whether it is called a regression. */
function trialOf(
  slowdown: number,
  differences: readonly number[],
  hypothesis: Hypothesis,
  hypotheses: number,
  alarm: number,
  { policy, looks }: Pick<CalibrationOptions, 'policy' | 'looks'>,
): (random: Random) => boolean {
  const cell: CellEvidence = {
    cell: hypothesis.cell,
    hypotheses: [{ ...hypothesis, unit: 'ratio', direction: 'lower-is-better' }],
    pairs: differences.map((difference, index) => ({
      index,
      first: 'base',
      state: 'measured',
      values: { base: { [hypothesis.metric]: 1 }, head: { [hypothesis.metric]: Math.exp(difference) } },
      noisy: { base: null, head: null },
    })),
  };
  // Alone among many it must pass the strictest step of the correction.
  const plan = {
    policy,
    floors: [{ cell: hypothesis.cell, metric: hypothesis.metric, alarm, detectable: null }],
    looks: looks.map(({ pairs, q }) => ({ pairs, q: q / hypotheses })),
  };
  return (random) => {
    const [verdict] = makeUpCheck([cell], plan, random, () => slowdown).flatMap(({ metrics }) => metrics);
    return verdict?.verdict === 'regressed';
  };
}

/** The smallest of the tried slowdowns that is found as often as promised; power grows with the slowdown. */
export function detectableBy(
  differences: readonly number[],
  hypothesis: Hypothesis,
  hypotheses: number,
  alarm: number,
  options: Pick<CalibrationOptions, 'policy' | 'looks' | 'trials'>,
  random: Random,
): number | null {
  let [low, high] = [0, triedSlowdowns.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const slowdown = triedSlowdowns[middle] as number;
    if (isFound(slowdown, differences, hypothesis, hypotheses, alarm, options, random)) high = middle;
    else low = middle + 1;
  }
  return triedSlowdowns[low] ?? null;
}

/** Of the estimates at the first look, when a coin turns each pair round, the one that few exceed. */
function alarmFloor(
  differences: readonly number[],
  looks: readonly Look[],
  trials: number,
  random: Random,
): number {
  const pairs = Math.min(looks[0]?.pairs ?? differences.length, differences.length);
  const estimates = Array.from({ length: trials }, () => {
    const start = random.below(differences.length);
    const turned = Array.from({ length: pairs }, (_, index) => {
      const difference = differences[(start + index) % differences.length] as number;
      return random.below(2) === 0 ? difference : -difference;
    });
    return Math.abs(hodgesLehmann(turned));
  }).toSorted((one, other) => one - other);
  return Math.expm1(quantile(estimates, floorQuantile));
}

function rate(times: number, checks: number): Rate {
  return { checks, times, interval: binomialInterval(times, checks) };
}

/** Around 0, where the differences of a program from itself lie. */
function deviation(differences: readonly number[]): number {
  return Math.sqrt(differences.reduce((sum, one) => sum + one * one, 0) / differences.length);
}

function keyOf({ cell, metric }: Hypothesis): string {
  return `${cell} ${metric}`;
}
