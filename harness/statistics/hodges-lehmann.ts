import type { Interval } from './median-interval.ts';
import { quantile } from './quantile.ts';
import { requireFinite, signedRankCriticalRank } from './signed-rank.ts';

/**
 * The centre of paired differences: the median of all n(n + 1)/2 Walsh averages, the means of two differences and of each
 * with itself (Hodges & Lehmann 1963). It is the shift that the signed-rank test finds least fault with.
 *
 * @param differences ln(head / base) of each pair; the estimate is a ln ratio too
 * @throws RangeError when there are none, and for NaN and infinite values
 */
export function hodgesLehmann(differences: readonly number[]): number {
  return medianOfSorted(walshAverages(differences));
}

/**
 * Its distribution-free interval: from the k-th smallest to the k-th largest Walsh average, with the largest k that still
 * covers under the law of the signed-rank statistic (Hollander, Wolfe & Chicken 2014, 3.3; R's `wilcox.test` has the same k).
 * Supposes independent differences with a symmetric law, which the coin-flipped order gives. The law is that without ties:
 * ties and zeros, all of which stay in, only raise the coverage. Exact up to 200 differences, then by the normal approximation.
 *
 * @param differences ln(head / base) of each pair; the bounds are ln ratios too
 * @param confidence least coverage, between 0 and 1
 * @returns null where the range of all differences covers less than that: for fewer than six of them at 95 %
 * @throws RangeError for NaN and infinite values, and for another confidence
 */
export function walshInterval(differences: readonly number[], confidence = 0.95): Interval | null {
  const rank = signedRankCriticalRank(differences.length, tailOf(confidence));
  return betweenRanks(walshAverages(differences), rank);
}

function walshAverages(differences: readonly number[]): Float64Array {
  requireFinite(differences);
  const averages = new Float64Array((differences.length * (differences.length + 1)) / 2);
  let filled = 0;
  for (const [index, one] of differences.entries()) {
    for (const other of differences.slice(index)) {
      averages[filled] = (one + other) / 2;
      filled += 1;
    }
  }
  return averages.sort();
}

/** How much an interval of this confidence may miss on either side. @throws RangeError outside 0 to 1 */
export function tailOf(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`expected a confidence between 0 and 1, received ${confidence}`);
  }
  return (1 - confidence) / 2;
}

/** @throws RangeError when there are no values */
export function medianOfSorted(sorted: Float64Array): number {
  // The one or two in the middle, and no copy of half a million others.
  return quantile([...sorted.subarray((sorted.length - 1) >> 1, (sorted.length >> 1) + 1)], 0.5);
}

/** From the k-th smallest to the k-th largest value; null for k = 0. */
export function betweenRanks(sorted: Float64Array, rank: number): Interval | null {
  const low = sorted[rank - 1];
  const high = sorted[sorted.length - rank];
  return low === undefined || high === undefined ? null : { low, high };
}
