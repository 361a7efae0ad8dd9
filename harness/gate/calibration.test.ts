import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { binomialInterval } from '../statistics/binomial-interval.ts';
import { calibrate, powerAt, promisedPower, triedSlowdowns, type CalibrationOptions } from './calibration.ts';
import type { CellEvidence } from './evidence.ts';
import { failedPair, madeCell, madeHypothesis, madePair, pairsOf, threeLooks } from './made-cells.ts';
import { defaultPolicy } from './policy.ts';

const options: CalibrationOptions = { policy: defaultPolicy, looks: threeLooks, checks: 60, trials: 60 };

/** Differences of a program from itself: their sum of twelve even numbers is nearly normal. */
function noise(spread: number, count: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const normal = Array.from({ length: 12 }, () => random.uint32() / 2 ** 32).reduce(
      (sum, one) => sum + one,
      -6,
    );
    return spread * normal;
  });
}

function calibrated(recorded: readonly CellEvidence[], changes: Partial<CalibrationOptions> = {}) {
  return calibrate(recorded, { ...options, ...changes }, new Random(7));
}

const spreads = [0.002, 0.02, 0.06, 0.15];
const result = calibrated(spreads.map((spread) => madeCell(String(spread), pairsOf(noise(spread, 40, 3)))));

test('the same pairs and seed give the same calibration', () => {
  const recorded = [madeCell('a', pairsOf(noise(0.02, 20, 1)))];
  expect(calibrated(recorded)).toEqual(calibrated(recorded));
});

describe('of each metric', () => {
  test('the spread is that of the differences around nought', () => {
    const [metric] = calibrated([madeCell('a', pairsOf([0.03, -0.04, 0.05]))]).metrics;
    expect(metric?.spread).toBeCloseTo(Math.sqrt((0.0009 + 0.0016 + 0.0025) / 3), 9);
    expect(metric?.pairs).toBe(3);
    expect(metric?.differences.map((one) => Number(one.toFixed(9)))).toEqual([0.03, -0.04, 0.05]);
  });

  test('what is noisier has a higher floor, and less of it is found', () => {
    const floors = result.metrics.map(({ alarm }) => alarm);
    expect(floors).toEqual(floors.toSorted((one, other) => one - other));
    const detectable = result.metrics.map((metric) => metric.detectable ?? Infinity);
    expect(detectable).toEqual(detectable.toSorted((one, other) => one - other));
    expect(new Set(detectable).size).toBe(spreads.length);
    // The smallest that is tried is no more than the alarm margin, which half of all estimates of it miss.
    expect(detectable[0]).toBe(0.035);
  });

  test('what cannot vary has no floor, and a slowdown of the alarm margin is found', () => {
    const counts = Array.from({ length: 20 }, () => madePair({ base: { elapsed: 7 }, head: { elapsed: 7 } }));
    const { metrics } = calibrated([madeCell('a', counts, [madeHypothesis('a', { unit: 'count' })])]);
    expect(metrics).toMatchObject([{ spread: 0, alarm: 0, detectable: 0.03, falseAlarms: { times: 0 } }]);
  });

  test('no floor is below what hardly any estimate of the first look exceeds', () => {
    // Of n normal differences the estimate's standard deviation is close to σ √(π / 3 n); of its size, 1 % is beyond 2.58 of it.
    for (const { alarm, spread } of result.metrics) {
      const expected = 2.58 * spread * Math.sqrt(Math.PI / 3 / 14);
      expect(Math.log1p(alarm)).toBeGreaterThan(0.75 * expected);
      expect(Math.log1p(alarm)).toBeLessThan(1.25 * expected);
    }
  });

  test('the floor is that of a coin, not of what the recorded heads happened to be', () => {
    // All above nought: as they are, 14 in a row never lie far from their middle of 6 %.
    const differences = Array.from({ length: 40 }, (_, index) => ((index * 7) % 40) * 0.003);
    const [metric] = calibrated([madeCell('a', pairsOf(differences))], { trials: 2_000 }).metrics;
    expect(metric?.alarm).toBeGreaterThan(0.03);
    expect(metric?.alarm).toBeLessThan(0.055);
  });

  test('a program that never differs from itself has a floor of nought', () => {
    const [metric] = calibrated([madeCell('a', pairsOf(Array<number>(32).fill(0)))]).metrics;
    expect(metric).toMatchObject({ alarm: 0, spread: 0, detectable: 0.03, falseAlarms: { times: 0 } });
  });

  test('noise beyond everything that is tried has nothing detectable', () => {
    const [metric] = calibrated([madeCell('a', pairsOf(noise(3, 32, 5)))]).metrics;
    expect(metric?.detectable).toBeNull();
  });

  test('noisy pairs are left out; with too few left, or without the figure, there is no such metric', () => {
    const quiet = noise(0.02, 20, 1);
    const cell = madeCell('a', [...pairsOf(quiet), ...pairsOf(noise(2, 10, 2), ['base'])]);
    expect(calibrated([cell]).metrics[0]?.pairs).toBe(20);
    const one = madeCell('one', pairsOf([0.1]));
    const none = madeCell('none', [madePair({ base: {}, head: {} }), madePair({ base: {}, head: {} })]);
    expect(calibrated([one, none, madeCell('empty', [])]).metrics).toEqual([]);
  });

  test('where a sample failed, nothing alarms, and the rest still tells the spread', () => {
    const cell = madeCell('a', [...pairsOf(noise(0.02, 20, 1)), failedPair('head')]);
    expect(calibrated([cell])).toMatchObject({ falseAlarms: { times: 0 }, metrics: [{ pairs: 20 }] });
  });
});

describe('false alarms', () => {
  test('are counted over whole checks and by metric, with their intervals', () => {
    // A correction that lets every second pattern pass shows that they are counted.
    const looks = [{ pairs: 14, q: 0.5 }];
    const recorded = ['a', 'b'].map((cell, seed) => madeCell(cell, pairsOf(noise(0.3, 40, seed))));
    const { falseAlarms, metrics } = calibrated(recorded, { looks, checks: 200 });
    const times = metrics.map((metric) => metric.falseAlarms.times);
    expect(falseAlarms.checks).toBe(200);
    expect(falseAlarms.times).toBeGreaterThanOrEqual(Math.max(...times));
    // Checks in which both alarm count once.
    expect(falseAlarms.times).toBeLessThan(times.reduce((sum, one) => sum + one, 0));
    // Simes: any of two at 50 % in just half of the checks, less for the alarm margin.
    expect(binomialInterval(falseAlarms.times, 200, 0.999).low).toBeLessThanOrEqual(0.5);
    expect(falseAlarms.times).toBeGreaterThan(60);
    expect(falseAlarms.interval).toEqual(binomialInterval(falseAlarms.times, 200));
  });

  test('are hardly any at the looks of a check', () => {
    expect(result.falseAlarms.checks).toBe(60);
    expect(binomialInterval(result.falseAlarms.times, 60, 0.98).low).toBeLessThanOrEqual(defaultPolicy.q);
  });
});

describe('power', () => {
  const differences = noise(0.06, 40, 3);
  const power = (slowdown: number, hypotheses = 1, own = differences, trials = 200): number =>
    powerAt(slowdown, own, madeHypothesis('a'), hypotheses, 0, { ...options, trials }, new Random(1));

  test('grows with the slowdown, from that of a false alarm to certainty', () => {
    const powers = [0, ...triedSlowdowns].map((slowdown) => power(slowdown));
    for (const [index, one] of powers.entries()) expect(one).toBeGreaterThanOrEqual(powers[index - 1] ?? 0);
    expect(powers[0]).toBeLessThanOrEqual(0.03);
    expect(powers.at(-1)).toBe(1);
  });

  test('falls with the number of hypotheses, for which a lone one pays', () => {
    const powers = [1, 4, 16].map((hypotheses) => power(0.05, hypotheses));
    expect(powers).toEqual(powers.toSorted((one, other) => other - one));
    expect(powers[0]).toBeGreaterThan(powers[2]! + 0.05);
    // The first look has too few pairs for more than 16, and so has the last one for more than 25 million.
    expect(power(10, 2 ** 26)).toBe(0);
  });

  test('is that of the metric’s own margin', () => {
    const tail = powerAt(
      0.9,
      differences,
      madeHypothesis('a', { metric: 'lateness_p99' }),
      1,
      0,
      options,
      new Random(1),
    );
    expect(tail).toBe(0);
  });

  test('the least detectable slowdown has what is promised, and the one below it has not', () => {
    const hypothesis = madeHypothesis('a');
    const [metric] = calibrated([madeCell('a', pairsOf(differences))], { trials: 400 }).metrics;
    const found = triedSlowdowns.indexOf(metric?.detectable ?? NaN);
    expect(found).toBeGreaterThan(0);
    const at = (index: number): number =>
      powerAt(
        triedSlowdowns[index]!,
        metric!.differences,
        hypothesis,
        1,
        metric!.alarm,
        { ...options, trials: 1_000 },
        new Random(2),
      );
    // Of other coins than the calibration's, so that the last digit may differ.
    expect(at(found)).toBeGreaterThan(promisedPower - 0.08);
    expect(at(found - 1)).toBeLessThan(promisedPower + 0.08);
  });
});

test('the tried slowdowns rise, as a search by halves supposes', () => {
  expect(triedSlowdowns).toEqual(triedSlowdowns.toSorted((one, other) => one - other));
  expect(new Set(triedSlowdowns).size).toBe(triedSlowdowns.length);
});
