import { betweenRanks, medianOfSorted, tailOf } from './hodges-lehmann.ts';
import type { Interval } from './median-interval.ts';
import {
  criticalRank,
  doubledMidranks,
  exactPValues,
  normalCriticalRank,
  normalPValues,
  requireFinite,
  sumOf,
  type PValues,
} from './signed-rank.ts';

/** What the rank-sum test says about two unpaired samples. */
export interface MannWhitney extends PValues {
  /** U of head: the pairs of a value each in which head's is larger; ties count half. */
  readonly statistic: number;
  /** P(U ≥ statistic): small where head lies above base. */
  readonly pGreater: number;
  /** P(U ≤ statistic): small where head lies below base. */
  readonly pLess: number;
  /** Twice the smaller one, at most 1. */
  readonly pTwoSided: number;
}

/** Up to this size of either sample the law is exact, and takes a fraction of a second. */
const mostExact = 60;

/**
 * The rank-sum test of Wilcoxon (1945) and Mann & Whitney (1947), for two samples that were not taken in pairs. It supposes
 * independent values: between two runs of a machine that drifts they are not, and the p values are too small then.
 * Exact with ties up to 60 values in either sample, over all ways to tell the values apart into two samples of these sizes;
 * beyond that the normal approximation with tie and continuity correction (Hollander, Wolfe & Chicken 2014, 4.1).
 *
 * @param base values or their ln, in any unit: the test sees nothing but their order
 * @param head in the same unit
 * @returns p = 1 where a sample is empty, and where all values are equal
 * @throws RangeError for NaN and infinite values
 */
export function mannWhitneyTest(base: readonly number[], head: readonly number[]): MannWhitney {
  requireFinite(base);
  requireFinite(head);
  const sorted = [
    ...base.map((value) => ({ value, isHead: false })),
    ...head.map((value) => ({ value, isHead: true })),
  ].sort((one, other) => one.value - other.value);
  const ranks = doubledMidranks(sorted.map(({ value }) => value));
  const doubled = sumOf(ranks.filter((_, index) => sorted[index]?.isHead));
  return {
    statistic: (doubled - head.length * (head.length + 1)) / 2,
    ...(isExact(base, head)
      ? exactPValues(drawLaw(ranks, head.length), doubled)
      : normalOfDraw(ranks, head.length, doubled)),
  };
}

/** Drawn without replacement, the sum of `size` ranks has this mean and variance; with ties this is the textbook's corrected one. */
function normalOfDraw(ranks: readonly number[], size: number, doubled: number): PValues {
  const mean = sumOf(ranks) / ranks.length;
  const squares = sumOf(ranks.map((rank) => (rank - mean) ** 2));
  const variance = (size * (ranks.length - size) * squares) / (ranks.length * (ranks.length - 1));
  return normalPValues(doubled - size * mean, Math.sqrt(variance));
}

/**
 * How far head lies above base: the median of all differences of a value of head and one of base (Hodges & Lehmann 1963).
 *
 * @param base for a ratio give ln values: the shift is the ln of the ratio then
 * @throws RangeError when a sample is empty, and for NaN and infinite values
 */
export function shiftEstimate(base: readonly number[], head: readonly number[]): number {
  return medianOfSorted(sortedDifferences(base, head));
}

/**
 * Its distribution-free interval: from the k-th smallest to the k-th largest difference, with the largest k that still covers
 * under the law of U (Moses; Lehmann 1963; R's `wilcox.test` has the same k). Supposes independent values of two laws that
 * differ in a shift alone. The law is that without ties; ties only raise the coverage. Exact up to 60 values in either sample,
 * then by the normal approximation.
 *
 * @param confidence least coverage, between 0 and 1
 * @returns null where the range of all differences covers less than that: at 95 % for two samples of three, and where one is empty
 * @throws RangeError for NaN and infinite values, and for another confidence
 */
export function shiftInterval(
  base: readonly number[],
  head: readonly number[],
  confidence = 0.95,
): Interval | null {
  const tail = tailOf(confidence);
  const pairs = base.length * head.length;
  const all = base.length + head.length;
  const rank = isExact(base, head)
    ? criticalRank(lawOfU(all, head.length), tail)
    : normalCriticalRank(pairs / 2, Math.sqrt((pairs * (all + 1)) / 12), tail);
  return betweenRanks(sortedDifferences(base, head), rank);
}

function isExact(base: readonly number[], head: readonly number[]): boolean {
  return base.length <= mostExact && head.length <= mostExact;
}

/** Without ties: U is the sum of head's ranks less the smallest that this could be. */
function lawOfU(all: number, size: number): Float64Array {
  const ranks = Array.from({ length: all }, (_, index) => index + 1);
  return drawLaw(ranks, size).subarray((size * (size + 1)) / 2);
}

/**
 * Of the sum of `size` of the ranks, all choices being equally likely: index s holds the probability of s. Counts choices,
 * rank by rank; there are at most 10³⁵, so that floats hold them with nearly all their digits.
 *
 * @param ranks whole numbers, ascending
 */
function drawLaw(ranks: readonly number[], size: number): Float64Array {
  const largest = sumOf(ranks.slice(ranks.length - size));
  const choices = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  choices[0]?.fill(1, 0, 1);
  for (const [seen, rank] of ranks.entries()) {
    // From the largest number of chosen ranks down, so that no rank is chosen twice.
    for (let chosen = Math.min(seen + 1, size); chosen >= 1; chosen -= 1) {
      const [without, more] = [choices[chosen - 1], choices[chosen]];
      if (without === undefined || more === undefined) continue;
      for (let sum = largest; sum >= rank; sum -= 1) {
        more[sum] = (more[sum] ?? 0) + (without[sum - rank] ?? 0);
      }
    }
  }
  const counts = choices[size] ?? new Float64Array();
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}

function sortedDifferences(base: readonly number[], head: readonly number[]): Float64Array {
  requireFinite(base);
  requireFinite(head);
  const differences = new Float64Array(base.length * head.length);
  let filled = 0;
  for (const value of head) {
    for (const other of base) {
      differences[filled] = value - other;
      filled += 1;
    }
  }
  return differences.sort();
}
