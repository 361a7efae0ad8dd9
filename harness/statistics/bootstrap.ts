import type { Random } from '../plan/random.ts';
import { tailOf } from './hodges-lehmann.ts';
import type { Interval } from './median-interval.ts';
import { quantile } from './quantile.ts';

export interface BootstrapOptions {
  /** How many resamples are drawn; at 95 % the outermost 2.5 % of them lie outside on either side. */
  readonly repetitions: number;
  /** Between 0 and 1; 0.95 unless told. */
  readonly confidence?: number;
}

/**
 * Percentile interval of a statistic from resamples of whole blocks, drawn with replacement, as many as there are
 * (Efron & Tibshirani 1993, chapters 8 and 13; blocks as in Künsch 1989, but given ones). A block is what was drawn
 * independently, a process or a session: values within one depend on each other, and drawing them one by one would claim a
 * precision that more of them do not give. With few blocks the interval is too narrow: where an exact one exists
 * (`medianInterval`, `walshInterval`), it is the better choice.
 *
 * @param statistic of as many blocks as were given, some of which come several times; in the unit of the interval
 * @throws RangeError for fewer than two blocks (a single one would give a point, and certainty that nobody has), for
 *   repetitions that are no positive whole number, another confidence, and a statistic that is no finite number
 */
export function blockBootstrap<Block>(
  blocks: readonly Block[],
  statistic: (blocks: readonly Block[]) => number,
  random: Random,
  options: BootstrapOptions,
): Interval {
  const { repetitions, confidence = 0.95 } = options;
  const tail = tailOf(confidence);
  if (blocks.length < 2) {
    throw new RangeError(`a bootstrap needs at least two blocks, received ${blocks.length}`);
  }
  if (!(Number.isInteger(repetitions) && repetitions >= 1)) {
    throw new RangeError(`expected a positive whole number of repetitions, received ${repetitions}`);
  }
  const values = new Float64Array(repetitions).map(() => {
    const value = statistic(blocks.map(() => blocks[random.below(blocks.length)] as Block));
    if (!Number.isFinite(value)) throw new RangeError(`expected a finite statistic, received ${value}`);
    return value;
  });
  const sorted = [...values.sort()];
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}
