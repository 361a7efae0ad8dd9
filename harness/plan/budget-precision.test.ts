import { describe, expect, test } from 'vitest';
import contextSwitch from '../../scenarios/context-switch/scenario.ts';
import pipeline from '../../scenarios/pipeline/scenario.ts';
import sleepers from '../../scenarios/sleepers/scenario.ts';
import workerPool from '../../scenarios/worker-pool/scenario.ts';
import { metricValues } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import { exampleRun } from '../reports/example-run.ts';
import type { OkSample } from '../store/sample.ts';
import {
  blockSpreads,
  expectedHalfWidth,
  leadingFigures,
  leadingProbe,
  leastSpread,
  spreadLimit,
  precisionOf,
} from './budget-precision.ts';
import { Random } from './random.ts';

describe('the leading metric', () => {
  const naps = exampleRun.scenarios.find(({ name }) => name === 'naps')!;
  const ok = exampleRun.samples.filter(
    (sample): sample is OkSample =>
      sample.status === 'ok' && sample.scenario === 'naps' && sample.probe === 'memory',
  );
  const valueOf = (sample: OkSample, name: string) =>
    metricValues(sample, naps).find(({ metric }) => metric.name === name)?.value;

  test.each([sleepers, workerPool, pipeline, contextSwitch])(
    '$name: is told by memory samples, and by latency samples where they are all that is taken',
    (scenario) => {
      expect(leadingProbe(scenario, ['latency', 'memory'])).toBe('memory');
      const tells = scenario.shown.terminal.some((name) =>
        scenario.distributions.some((distribution) => name.startsWith(distribution.name)),
      );
      expect(leadingProbe(scenario, ['latency'])).toBe(tells ? 'latency' : null);
      expect(leadingProbe(scenario, [])).toBeNull();
    },
  );

  test('is no ratio: that is of two cases', () => {
    const ratio = contextSwitch.ratios[0]!;
    const scenario: Scenario = { ...contextSwitch, shown: { terminal: [ratio.name], report: [] } };
    expect(leadingProbe(scenario, ['memory'])).toBeNull();
  });

  test('is the first of the table that every sample has', () => {
    const sized = ok.filter((sample) => sample.case === ok[0]?.case).slice(0, 3);
    expect(sized).toHaveLength(3);
    const scenario: Scenario = { ...naps, shown: { terminal: ['nothing', 'cpu', 'elapsed'], report: [] } };
    expect(leadingFigures(scenario, sized)).toEqual({
      metric: 'cpu',
      values: sized.map((sample) => valueOf(sample, 'cpu')),
    });
    const [first, ...others] = sized;
    const untold = [{ ...first!, usage: null }, ...others];
    expect(leadingFigures(scenario, untold)?.metric).toBe('elapsed');
  });

  test('has a logarithm: what is nothing or less gives way to the next', () => {
    const some = ok.slice(0, 2);
    const scenario: Scenario = { ...naps, shown: { terminal: ['elapsed', 'baseline_resident'], report: [] } };
    expect(leadingFigures(scenario, some)?.metric).toBe('elapsed');
    expect(
      leadingFigures(
        scenario,
        some.map((sample) => ({ ...sample, elapsedNs: 0 })),
      )?.metric,
    ).toBe('baseline_resident');
  });

  test('one sample tells nothing, nor do samples without any metric of the table', () => {
    expect(leadingFigures(naps, ok.slice(0, 1))).toBeNull();
    expect(leadingFigures({ ...naps, shown: { terminal: ['nothing'], report: [] } }, ok)).toBeNull();
  });
});

describe('blockSpreads', () => {
  const [one, other] = exampleRun.plan.cases.filter(({ scenario, level }, _, all) => {
    const [first] = all;
    return scenario === first?.scenario && level === first.level;
  });
  const cells = [one!, other!].map((planned) => ({ case: planned, probes: ['memory'] as const }));
  const figuresOf = (...values: number[][]) =>
    Object.fromEntries(cells.map((cell, index) => [cell.case.id, { metric: 'cpu', values: values[index]! }]));
  const spread = (...values: number[][]) => [...blockSpreads(cells, figuresOf(...values)).values()][0];

  test('is the upper limit of the standard deviation of the logarithms', () => {
    // ln(e^±0.1) is ±0.1: a variance of 0.02 at one degree of freedom.
    expect(spread([Math.exp(0.1), Math.exp(-0.1)], [])).toBeCloseTo((spreadLimit(1) * Math.SQRT2) / 10, 12);
  });

  test('a factor changes nothing, and cases are pooled by their degrees of freedom', () => {
    const three = [1, Math.exp(0.3), Math.exp(-0.3)]; // variance 0.09, two degrees
    const two = [7, 7]; // variance 0, one degree
    const pooled = spreadLimit(3) * Math.sqrt((2 * 0.09) / 3);
    expect(spread(three, two)).toBeCloseTo(pooled, 12);
    expect(
      spread(
        three.map((value) => value * 1e6),
        two,
      ),
    ).toBeCloseTo(pooled, 12);
  });

  test('values that agree by chance have the least spread, and its limit is the wider the fewer they are', () => {
    expect(spread([5, 5], [3, 3])).toBe(leastSpread * spreadLimit(2));
    expect(spread([5, 5], [])).toBe(leastSpread * spreadLimit(1));
  });

  test('a block without figures is left out', () => {
    expect(blockSpreads(cells, {})).toEqual(new Map());
    expect(spread([5], [])).toBeUndefined();
  });
});

describe('spreadLimit', () => {
  // The value that chi-square passes with a probability of 0.8: Fisher and Yates 1963, table IV.
  test.each([
    [1, 0.0642],
    [2, 0.446],
    [3, 1.005],
    [4, 1.649],
    [5, 2.343],
    [10, 6.179],
    [20, 14.578],
    [30, 23.364],
  ])('%i degrees of freedom', (freedom, chiSquare) => {
    expect(Math.abs((freedom / spreadLimit(freedom) ** 2 - chiSquare) / chiSquare)).toBeLessThan(1.2e-3);
  });

  test('two degrees: chi-square is exponential', () => {
    expect(spreadLimit(2)).toBeCloseTo(Math.sqrt(2 / (-2 * Math.log(0.8))), 12);
  });

  test('many degrees: near 1, and still above it', () => {
    // Wilson and Hilferty 1931; 0.8416 is the normal quantile of 0.8.
    const cube = (n: number) => (1 - 2 / (9 * n) - 0.8416 * Math.sqrt(2 / (9 * n))) ** 3;
    for (const freedom of [171, 400, 2_001]) {
      expect(spreadLimit(freedom)).toBeCloseTo(Math.sqrt(1 / cube(freedom)), 4);
    }
  });

  test('four of five pairs of normal values show no more than the limit', () => {
    const random = new Random(5);
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const uniform = () => (random.uint32() + 0.5) / 2 ** 32;
    const trials = 10_000;
    let within = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      if ((Math.abs(normal() - normal()) / Math.SQRT2) * spreadLimit(1) >= 1) within += 1;
    }
    expect(within / trials).toBeGreaterThan(0.785);
    expect(within / trials).toBeLessThan(0.815);
  });
});

describe('expectedHalfWidth', () => {
  // Means of normal order statistics: Harter 1961, five digits.
  test.each([
    [6, 1.26721],
    [8, 1.4236],
    [9, 0.9323],
    [10, 1.00136],
  ])('%i values: the order statistic of the interval', (n, mean) => {
    expect(Math.abs(expectedHalfWidth(1, n)! / mean - 1)).toBeLessThan(0.012);
    expect(expectedHalfWidth(0.02, n)).toBeCloseTo(0.02 * expectedHalfWidth(1, n)!, 12);
  });

  test('none for fewer than six', () => {
    expect(expectedHalfWidth(0.02, 5)).toBeNull();
  });

  test('many values: 1.96 · 1.2533 · spread / √n', () => {
    expect(expectedHalfWidth(1, 1000)! / ((1.96 * 1.2533) / Math.sqrt(1000))).toBeCloseTo(1, 1);
  });

  test('what normal samples show', () => {
    const random = new Random(3);
    const normal = () =>
      Array.from({ length: 12 }, () => (random.uint32() + 0.5) / 2 ** 32).reduce(
        (sum, value) => sum + value,
        -6,
      );
    let width = 0;
    const trials = 4000;
    for (let trial = 0; trial < trials; trial += 1) {
      const sorted = Array.from({ length: 12 }, normal).sort((a, b) => a - b);
      // At 12 values the interval goes from the third to the third from the end.
      width += (sorted[9]! - sorted[2]!) / 2 / trials;
    }
    expect(Math.abs(width / expectedHalfWidth(1, 12)! - 1)).toBeLessThan(0.02);
  });
});

test('of each block its rounds, their time, and its interval where there is one', () => {
  const costs = ['a', 'b', 'c'].map((block) => ({ block, roundNs: 10, everyRound: block === 'c' }));
  const runs = new Map([
    ['a', 9],
    ['b', 5],
    ['c', 9],
  ]);
  const spreads = new Map([
    ['a', 0.1],
    ['b', 0.2],
  ]);
  expect(precisionOf(costs, { rounds: 9, runs }, spreads)).toEqual({
    a: { runs: 9, spread: 0.1, halfWidth: expectedHalfWidth(0.1, 9), expectedNs: 90 },
    b: { runs: 5, spread: 0.2, halfWidth: null, expectedNs: 50 },
    c: { runs: 9, spread: null, halfWidth: null, expectedNs: 90 },
  });
});
