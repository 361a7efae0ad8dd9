/**
 * A latency distribution: values go into a flat array while tasks run, and into a histogram when memory has been read.
 */

const highestNs = 3_600_000_000_000;

/**
 * Values in the order of the tasks' numbers. `valuesNs` may hold negative ones (a timer that fired early).
 *
 * @typedef {object} Recording
 * @property {string} name
 * @property {Float64Array} valuesNs
 */

/**
 * An array whose pages are all there already. NaN, so that a value that was never written cannot pass for one.
 *
 * @param {number} length
 */
export function touchedArray(length) {
  return new Float64Array(length).fill(NaN);
}

/**
 * Like `touchedArray`, in memory that workers can write to.
 *
 * @param {number} length
 */
export function touchedSharedArray(length) {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT)).fill(NaN);
}

/**
 * Negative values count as 0: a histogram has no place for them, and the workload reports them apart.
 *
 * @param {Recording} recording
 * @throws {RangeError} when a value is missing or above one hour
 */
export async function encodeDistribution({ name, valuesNs }) {
  // Loaded here and not above: the library takes 16 MB, which must not be there while memory is read.
  const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js');
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestNs,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  });
  for (const [task, valueNs] of valuesNs.entries()) {
    if (!(valueNs <= highestNs)) {
      throw new RangeError(
        `${name}: expected a latency of at most one hour for task ${task}, received ${valueNs} ns`,
      );
    }
    histogram.recordValue(Math.max(0, valueNs));
  }
  return {
    type: 'distribution',
    name,
    unit: 'ns',
    encoding: 'hdr-v2-base64',
    count: histogram.totalCount,
    data: encodeIntoCompressedBase64(histogram),
  };
}
