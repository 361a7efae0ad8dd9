import { medianInterval, type Interval } from './median-interval.ts';
import { quantile } from './quantile.ts';

/** What several samples of one case say about one metric. */
export interface Summary {
  readonly n: number;
  readonly median: number;
  /** Of the median, coverage at least 95 %; null for n < 6. */
  readonly interval: Interval | null;
  readonly mean: number;
  readonly minimum: number;
  readonly p10: number;
  readonly p25: number;
  readonly p75: number;
  readonly p90: number;
  readonly maximum: number;
}

/**
 * @param values one from each sample, in any order
 * @throws RangeError when there are none
 */
export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((first, second) => first - second);
  return {
    n: sorted.length,
    median: quantile(sorted, 0.5),
    interval: medianInterval(sorted),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    minimum: quantile(sorted, 0),
    p10: quantile(sorted, 0.1),
    p25: quantile(sorted, 0.25),
    p75: quantile(sorted, 0.75),
    p90: quantile(sorted, 0.9),
    maximum: quantile(sorted, 1),
  };
}
