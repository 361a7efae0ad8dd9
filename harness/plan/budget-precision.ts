/** Which figure of a case a time budget is divided by, how far it varies, and what interval so many rounds let expect. */
import { metricsOf, metricValues } from '../metrics.ts';
import type { Probe, Scenario } from '../model.ts';
import { medianIntervalRank } from '../statistics/median-interval.ts';
import type { Precision, RehearsedFigures } from '../store/plan.ts';
import type { OkSample } from '../store/sample.ts';
import type { Allocation, BlockCost } from './budget.ts';
import { blockOf, type Cell } from './cases.ts';

/**
 * A block with no spread at all would have its six rounds and never more. A million sleeping tasks vary by half a per cent in
 * memory, all else by more.
 */
export const leastSpread = 0.005;

/**
 * The probe that measures a case's leading metric, which is the first that the scenario's table in a terminal shows and that
 * one of the case's probes measures. Ratios are left out, since they are of two cases. One figure a case: tails of latency
 * vary by their own size, and would take the whole budget.
 *
 * @returns null when the table shows nothing of these probes
 */
export function leadingProbe(scenario: Scenario, probes: readonly Probe[]): Probe | null {
  for (const name of scenario.shown.terminal) {
    if (scenario.ratios.some((ratio) => ratio.name === name)) continue;
    const measuring = probes.find((probe) =>
      metricsOf(scenario, probe).some((metric) => metric.name === name),
    );
    if (measuring !== undefined) return measuring;
  }
  return null;
}

/**
 * The values of a case's leading metric. Where a sample has none, or one that has no logarithm (the growth of no tasks at
 * all), the next metric of the terminal's table takes its place.
 *
 * @param samples of one case by its leading probe
 * @returns null for fewer than two samples, and when no metric has a value in all of them
 */
export function leadingFigures(
  scenario: Scenario,
  samples: readonly OkSample[],
): RehearsedFigures[string] | null {
  if (samples.length < 2) return null;
  const values = samples.map(
    (sample) => new Map(metricValues(sample, scenario).map(({ metric, value }) => [metric.name, value])),
  );
  for (const metric of scenario.shown.terminal) {
    const own = values.map((ofSample) => ofSample.get(metric) ?? 0);
    if (own.every((value) => value > 0)) return { metric, values: own };
  }
  return null;
}

/** How sure it is that the spread is no wider than what is expected of it. */
const confidence = 0.8;

/**
 * How wide the relative spread of each block may well be: of the standard deviation of its figures' logarithms, never below
 * `leastSpread`, the upper confidence limit. Two tries agree by chance so often that what they show would promise too much.
 * The variances of its cases are weighted by their degrees of freedom, since they share their rounds; blocks without figures
 * are left out.
 */
export function blockSpreads(cells: readonly Cell[], figures: RehearsedFigures): Map<string, number> {
  const pooled = new Map<string, { squares: number; freedom: number }>();
  for (const { case: planned } of cells) {
    const logarithms = (figures[planned.id]?.values ?? []).map(Math.log);
    if (logarithms.length < 2) continue;
    const mean = logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length;
    const squares = logarithms.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const before = pooled.get(blockOf(planned)) ?? { squares: 0, freedom: 0 };
    pooled.set(blockOf(planned), {
      squares: before.squares + squares,
      freedom: before.freedom + logarithms.length - 1,
    });
  }
  return new Map(
    [...pooled].map(([block, { squares, freedom }]) => [
      block,
      Math.max(leastSpread, Math.sqrt(squares / freedom)) * spreadLimit(freedom),
    ]),
  );
}

/**
 * By what a standard deviation of normal values is to be multiplied for its upper confidence limit: 4 at one degree of freedom,
 * 1.5 at five, 1.1 at thirty.
 *
 * @param freedom at least 1
 */
export function spreadLimit(freedom: number): number {
  return Math.sqrt(freedom / chiSquareQuantile(1 - confidence, freedom));
}

/** By halving: the share below a value grows with it. @param probability below a half, for which the mean is above the quantile */
function chiSquareQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, freedom];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (chiSquareShare(middle, freedom) < probability) low = middle;
    else high = middle;
  }
}

/**
 * The share of a chi-square distribution below `x`: the regularized lower incomplete gamma function at x / 2, by its series
 * (Abramowitz and Stegun 1964, 6.5.29). All terms are positive, and up to the mean they fall.
 */
function chiSquareShare(x: number, freedom: number): number {
  if (x === 0) return 0;
  const a = freedom / 2;
  const z = x / 2;
  // The logarithm of Γ(a + 1), down to Γ(1) = 1 or Γ(1/2) = √π; the function itself is too large from a = 171 on.
  let logGamma = freedom % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let factor = a; factor > 0; factor -= 1) logGamma += Math.log(factor);
  let term = Math.exp(a * Math.log(z) - z - logGamma);
  let share = 0;
  for (let n = 1; share + term > share; n += 1) {
    share += term;
    term *= z / (a + n);
  }
  return share;
}

/**
 * Half the width that the interval of the median, from one order statistic to another, has on average for normal
 * logarithms, as a share of the median. The well-known 1.96 · 1.2533 · spread / √n is what it tends to; it is wider by a
 * seventh at 9 values and by two thirds at 8, since its ends are whole ranks.
 *
 * @returns null for fewer than six
 */
export function expectedHalfWidth(spread: number, n: number): number | null {
  const rank = medianIntervalRank(n);
  if (rank === 0) return null;
  // Mean of the order statistic (Blom 1958).
  return spread * normalQuantile((n - rank + 1 - 0.375) / (n + 0.25));
}

/** @param probability from 0.5 to 0.9999 */
function normalQuantile(probability: number): number {
  const step = 1e-4;
  let below = 0.5;
  let at = 0;
  // By the midpoint rule; a few ten thousand steps once a block.
  while (below < probability) {
    below += (step * Math.exp(-((at + step / 2) ** 2) / 2)) / Math.sqrt(2 * Math.PI);
    at += step;
  }
  return at;
}

/** What a divided budget lets expect of each block. */
export function precisionOf(
  costs: readonly BlockCost[],
  { runs }: Allocation,
  spreads: ReadonlyMap<string, number>,
): Precision['blocks'] {
  return Object.fromEntries(
    costs.map(({ block, roundNs }) => {
      const own = runs.get(block) ?? 0;
      const spread = spreads.get(block) ?? null;
      const halfWidth = spread === null ? null : expectedHalfWidth(spread, own);
      return [block, { runs: own, spread, halfWidth, expectedNs: own * roundNs }];
    }),
  );
}
