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
  return {
    count: histogram.totalCount,
    mean: histogram.mean,
    maximum: histogram.maxValue,
    atPercentile: (percentile) => histogram.getValueAtPercentile(percentile),
    countAtOrBelow: (value) => {
      const last = Math.min(histogram.countsArrayIndex(value), histogram.countsArrayLength - 1);
      let count = 0;
      for (let index = 0; index <= last; index += 1) count += histogram.getCountAtIndex(index);
      return count;
    },
  };
}
