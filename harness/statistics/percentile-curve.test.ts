import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { decodeDistribution, type Distribution } from './distribution.ts';
import { percentileCurve } from './percentile-curve.ts';

const options = { repetitions: 1_000 };
const percentiles = [0, 50, 90, 99, 100];

/** Values below 2,048, which the histogram holds exactly. */
function processOf(values: readonly number[]): Distribution {
  const histogram = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 });
  for (const value of values) histogram.recordValue(value);
  return decodeDistribution(encodeIntoCompressedBase64(histogram));
}

/** Of 1 to 100 times `scale`. */
function rampOf(scale: number, times = 1): Distribution {
  return processOf(Array.from({ length: 100 * times }, (_, index) => scale * ((index % 100) + 1)));
}

const ramps = [3, 9, 4, 8, 5, 7, 6].map((scale) => rampOf(scale));

test('the value is the median of the processes, at each percentile', () => {
  const curve = percentileCurve(ramps, percentiles, new Random(51), options);
  expect(curve.map(({ percentile, value }) => [percentile, value])).toEqual([
    [0, 6],
    [50, 300],
    [90, 540],
    [99, 594],
    [100, 600],
  ]);
});

test('of seven processes a nominal 95 % runs from the second to the sixth, as endless resampling would have it', () => {
  const curve = percentileCurve(ramps, [50, 99], new Random(58), options);
  expect(curve.map(({ interval }) => interval)).toEqual([
    { low: 200, high: 400 },
    { low: 396, high: 792 },
  ]);
});

test('a process counts once, however many values it recorded', () => {
  const repeated = [3, 9, 4, 8, 5, 7, 6].map((scale, index) => rampOf(scale, index === 1 ? 200 : 1));
  expect(percentileCurve(repeated, percentiles, new Random(52), options)).toEqual(
    percentileCurve(ramps, percentiles, new Random(52), options),
  );
});

test('the interval comes from between the processes: scatter within one does not widen it', () => {
  const alike = Array.from({ length: 8 }, () => rampOf(10));
  for (const { value, interval } of percentileCurve(alike, percentiles, new Random(53), options)) {
    expect(interval).toEqual({ low: value, high: value });
  }
});

test('the bounds rise with the percentile, hold the value and stay within the processes', () => {
  const random = new Random(54);
  const processes = Array.from({ length: 9 }, () =>
    processOf(Array.from({ length: 200 }, () => random.below(1 + random.below(2_000)))),
  );
  const dense = Array.from({ length: 101 }, (_, percentile) => percentile);
  const curve = percentileCurve(processes, dense, random, options);
  let before = { low: 0, high: 0 };
  for (const { percentile, value, interval } of curve) {
    if (interval === null) throw new Error('expected an interval');
    expect(interval.low >= before.low && interval.high >= before.high).toBe(true);
    expect(interval.low <= value && value <= interval.high).toBe(true);
    const all = processes.map(({ atPercentile }) => atPercentile(percentile));
    expect(interval.low >= Math.min(...all) && interval.high <= Math.max(...all)).toBe(true);
    before = interval;
  }
  expect(curve.some(({ interval }) => interval!.low < interval!.high)).toBe(true);
});

test('a point does not depend on the others that are asked for', () => {
  const whole = percentileCurve(ramps, percentiles, new Random(55), options);
  const single = percentileCurve(ramps, [99], new Random(55), options);
  expect(single).toEqual(whole.filter(({ percentile }) => percentile === 99));
  expect(percentileCurve(ramps, [], new Random(55), options)).toEqual([]);
});

test('fewer than six processes give values without intervals', () => {
  const five = percentileCurve(ramps.slice(0, 5), [50], new Random(56), options);
  expect(five).toEqual([{ percentile: 50, value: 250, interval: null }]);
  const six = percentileCurve(ramps.slice(0, 6), [50], new Random(56), options);
  expect(six[0]?.interval).not.toBeNull();
  expect(percentileCurve(ramps.slice(0, 1), [50], new Random(56), options)[0]?.value).toBe(150);
});

test('refuses no processes, and other percentiles', () => {
  expect(() => percentileCurve([], [50], new Random(57), options)).toThrow(RangeError);
  expect(() => percentileCurve(ramps, [50, 101], new Random(57), options)).toThrow(
    'expected percentiles from 0 to 100, received 101',
  );
});
