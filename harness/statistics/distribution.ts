import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';

/** What one sample's HdrHistogram tells; values are exact to its number of significant digits. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly maximum: number;
  /** The smallest recorded value that at least this share of all values does not exceed; 0 gives the smallest value. */
  readonly atPercentile: (percentile: number) => number;
  readonly countAtOrBelow: (value: number) => number;
}

/**
 * @param data HdrHistogram V2, compressed, base64
 * @throws Error when it is not
 */
export function decodeDistribution(data: string): Distribution {
  const histogram = decodeFromCompressedBase64(data);
  if (!(histogram instanceof JsHistogram)) throw new Error('expected a histogram with readable counts');
  const { totalCount: count, maxValue: maximum } = histogram;
  const { lowest, highest, upTo, mean } = filledCells(histogram);
  return {
    count,
    mean,
    maximum,
    atPercentile: (percentile) => {
      const least = countAtPercentile(percentile, count);
      const cell = firstPlace(upTo, (reached) => reached >= least);
      return (percentile === 0 ? lowest[cell] : highest[cell]) ?? 0;
    },
    countAtOrBelow: (value) => upTo[firstPlace(lowest, (least) => least > value) - 1] ?? 0,
  };
}

/** The ranges of values that a histogram does not tell apart, as columns. */
interface Cells {
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** How many values lie in the cell and in all below it. */
  readonly upTo: readonly number[];
  /** Of all values, each taken for the middle of its cell. */
  readonly mean: number;
}

/**
 * Those that hold values, ascending. The library's own figures walk through all cells, of which most are empty, anew for
 * each figure: that took most of the time of a report.
 */
function filledCells(histogram: JsHistogram): Cells {
  const lowest: number[] = [];
  const highest: number[] = [];
  const upTo: number[] = [];
  let sum = 0;
  let reached = 0;
  for (let index = 0; index < histogram.countsArrayLength && reached < histogram.totalCount; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    const least = histogram.valueFromIndex(index);
    const next = histogram.valueFromIndex(index + 1);
    reached += count;
    sum += (least + Math.floor((next - least) / 2)) * count;
    lowest.push(least);
    highest.push(next - 1);
    upTo.push(reached);
  }
  return { lowest, highest, upTo, mean: reached === 0 ? 0 : sum / reached };
}

/** Where the condition begins to hold in ascending values; their number where it never does. */
function firstPlace(values: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many of the smallest values the percentile spans, at least one. The product may lie a rounding error above a whole number. */
function countAtPercentile(percentile: number, count: number): number {
  const exact = (Math.min(percentile, 100) / 100) * count;
  const roundingError = 2 ** (Math.floor(Math.log2(exact)) - 52);
  return Math.max(Math.ceil(exact - roundingError), 1);
}
