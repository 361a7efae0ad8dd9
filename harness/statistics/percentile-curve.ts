import { Random } from '../plan/random.ts';
import { blockBootstrap, type BootstrapOptions } from './bootstrap.ts';
import type { Distribution } from './distribution.ts';
import type { Interval } from './median-interval.ts';
import { medianOf } from './quantile.ts';

export interface PercentilePoint {
  /** From 0 to 100. */
  readonly percentile: number;
  /** Median over the processes of this percentile of each, in the unit of the distributions. */
  readonly value: number;
  /** Null for fewer than six processes. */
  readonly interval: Interval | null;
}

/** Of fewer processes not even the range covers their median with 95 %, so that a narrower interval could not. */
const fewestProcesses = 6;

/**
 * The percentiles of several processes as one curve. A process is one draw, however many values it recorded: each counts
 * alike, and the intervals come from resampling whole processes, never values within one.
 *
 * The intervals are pointwise: each covers at its own percentile, and the whole curve leaves the band more often than that.
 * All percentiles see the same resamples, so the bounds rise with the percentile as the curve does, and do not depend on
 * which other percentiles are asked for. With few processes they are too narrow, as bootstraps of a median are: of seven the
 * nominal 95 % run from the second to the sixth process, which covers 1 − 2 · 8/2⁷ = 87.5 %. They describe; they judge nothing.
 *
 * @param percentiles from 0 to 100, in the order in which the points are wanted
 * @throws RangeError for no processes, and for percentiles outside 0 to 100
 */
export function percentileCurve(
  processes: readonly Distribution[],
  percentiles: readonly number[],
  random: Random,
  options: BootstrapOptions,
): PercentilePoint[] {
  const wrong = percentiles.find((percentile) => !(percentile >= 0 && percentile <= 100));
  if (wrong !== undefined) throw new RangeError(`expected percentiles from 0 to 100, received ${wrong}`);
  const seed = random.uint32();
  return percentiles.map((percentile) => {
    const values = processes.map(({ atPercentile }) => atPercentile(percentile));
    return {
      percentile,
      value: medianOf(values),
      interval:
        processes.length < fewestProcesses
          ? null
          : blockBootstrap(values, medianOf, new Random(seed), options),
    };
  });
}
