export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Distribution-free interval of the median with a coverage of at least 95 %: from the k-th smallest to the k-th largest
 * value, with the largest k that still covers (David & Nagaraja, Order Statistics, 3rd ed., 7.1). It supposes nothing but
 * independent draws; ties only raise its coverage. A bootstrap was rejected: at these n it covers too seldom.
 *
 * @param sorted ascending
 * @returns null for fewer than six values, whose whole range covers less than 95 %
 */
export function medianInterval(sorted: readonly number[]): Interval | null {
  const rank = medianIntervalRank(sorted.length);
  const low = sorted[rank - 1];
  const high = sorted[sorted.length - rank];
  return rank === 0 || low === undefined || high === undefined ? null : { low, high };
}

/**
 * The k of the interval, 0 where there is none. The interval misses the median when fewer than k of n values fall on
 * one side of it: with probability 2 · P(Binomial(n, ½) < k). Whole numbers, since 2⁻ⁿ vanishes as a float from n = 1075 on.
 */
export function medianIntervalRank(n: number): number {
  const count = BigInt(n);
  const draws = 2n ** count;
  let rank = 0n;
  let combinations = 1n;
  let missing = 1n; // C(n,0) + … + C(n,rank)
  while (2n * missing * 20n <= draws) {
    combinations = (combinations * (count - rank)) / (rank + 1n);
    rank += 1n;
    missing += combinations;
  }
  return Number(rank);
}
