import { expect, test } from 'vitest';
import type { ChartDefinition } from '../../model.ts';
import type { Sample } from '../../store/sample.ts';
import { exampleScenario } from '../example-run.ts';
import type { Run } from '../report.ts';
import { chartMaterial, chartOf, chartsOf } from './index.ts';
import { madeRun, type MadeCell } from './made-run.ts';

const definition: ChartDefinition = {
  kind: 'percentiles',
  name: 'lateness',
  title: 'Lateness',
  distribution: 'wake_lateness',
};

function chartOfRun(run: Run) {
  return chartOf(chartMaterial(run), exampleScenario, definition);
}

/** 1 to `count` µs, times one more than the round. */
function ramp(count: number): (round: number) => number[] {
  return (round) => Array.from({ length: count }, (_, index) => (round + 1) * (index + 1) * 1_000);
}

function cell(variant: string, count: number, rounds = 6): MadeCell {
  return { variant, rounds, latencies: ramp(count) };
}

function percentilesOf(count: number): number[] {
  return (chartOfRun(madeRun([cell('go/timer', count)]))?.rows ?? []).map(({ percentile }) =>
    Number(percentile),
  );
}

test('a point is the median over the processes, with an interval from resampling them', () => {
  const chart = chartOfRun(madeRun([cell('go/timer', 1_000, 7)]));
  const median = chart?.rows.find(({ percentile }) => percentile === 50);
  // The middle one of seven has values four times the first's; endless resampling goes from the second to the sixth.
  const within = (value: unknown, expected: number): void => {
    expect(Math.abs(Number(value) / expected - 1)).toBeLessThan(0.002);
  };
  within(median?.['median'], 4 * 500_000);
  within(median?.['ci_low'], 2 * 500_000);
  within(median?.['ci_high'], 6 * 500_000);
  expect(median).toMatchObject({
    n: 7,
    values: 1_000,
    metric: 'wake_lateness',
    unit: 'ns',
    shown: expect.stringMatching(/^2 \((?:0\.99\d|1|1\.00\d)–(?:2\.99|3|3\.0\d)\) ms$/) as string,
  });
});

test('without a band a point says its value alone', () => {
  const chart = chartOfRun(madeRun([cell('go/timer', 1_000, 5)]));
  expect(chart?.rows.find(({ percentile }) => percentile === 50)).toMatchObject({
    ci_low: null,
    shown: '1.5 ms',
  });
});

test('a percentile is drawn only where ten values of each process lie on either side', () => {
  expect(chartOfRun(madeRun([cell('go/timer', 19)]))).toBeNull();
  expect(percentilesOf(20)).toEqual([50]);
  expect([Math.min(...percentilesOf(100)), Math.max(...percentilesOf(100))]).toEqual([10, 90]);
  expect([Math.min(...percentilesOf(1_000)), Math.max(...percentilesOf(1_000))]).toEqual([1, 99]);
  expect(percentilesOf(1_000)).toEqual(percentilesOf(1_000).toSorted((one, other) => one - other));
});

test('the process with the fewest values decides', () => {
  const uneven = {
    ...cell('go/timer', 100),
    latencies: (round: number) => ramp(round === 3 ? 100 : 10_000)(round),
  };
  const chart = chartOfRun(madeRun([uneven]));
  expect(Math.max(...(chart?.rows ?? []).map(({ percentile }) => Number(percentile)))).toBe(90);
  expect(chart?.subtitle).toContain('Drawn where 10 of a process’s 100 values lie on either side');
});

test('a variant without enough values is left out, and the others stay', () => {
  const chart = chartOfRun(madeRun([cell('go/timer', 500), cell('node/timer', 3)]));
  expect(new Set(chart?.rows.map(({ series }) => series))).toEqual(new Set(['go/timer']));
});

test('the bands follow from the seed of the plan, and are the same whatever stands beside them', () => {
  const alone = chartOfRun(madeRun([cell('go/timer', 500, 9)]));
  const both = chartOfRun(madeRun([cell('node/timer', 400, 9), cell('go/timer', 500, 9)]));
  expect(both?.rows.filter(({ series }) => series === 'go/timer')).toEqual(alone?.rows);
  expect(alone?.subtitle).toContain(
    'n 9: lines are medians over fresh processes; bands: 95 % by resampling whole processes',
  );
});

test('the samples are gone through once for all pictures of a run, and only what is shown is decoded', () => {
  const scenario = {
    ...exampleScenario,
    charts: [definition, { ...definition, name: 'again', variants: ['go/timer'] }],
  };
  const made = madeRun(
    [cell('go/timer', 500), cell('node/timer', 500), { ...cell('go/timer', 500), parameters: { tasks: 5 } }],
    scenario,
  );
  let begun = 0;
  const read = new Map<string, number>();
  const watched = [...made.samples].map((sample): Sample =>
    sample.status === 'ok'
      ? {
          ...sample,
          distributions: sample.distributions.map((distribution) => ({
            ...distribution,
            get data(): string {
              const key = `${sample.variant} ${sample.parameters['tasks']}`;
              read.set(key, (read.get(key) ?? 0) + 1);
              return distribution.data;
            },
          })),
        }
      : sample,
  );
  const samples = {
    [Symbol.iterator](): Iterator<Sample> {
      begun += 1;
      return watched[Symbol.iterator]();
    },
  };
  const material = chartMaterial({ ...made, samples });
  const before = { begun, read: new Map(read) };
  expect(chartsOf(material)).toHaveLength(2);
  expect(begun - before.begun).toBe(1);
  const since = (key: string): number => (read.get(key) ?? 0) - (before.read.get(key) ?? 0);
  expect([since('go/timer 1000'), since('node/timer 1000'), since('go/timer 5')]).toEqual([6, 6, 0]);
});

test('a distribution that no scenario has gives no picture', () => {
  const run = madeRun([cell('go/timer', 500)]);
  const unknown = { ...definition, distribution: 'of_nothing' };
  expect(chartOf(chartMaterial(run), exampleScenario, unknown)).toBeNull();
});

test('each tick of the axis has its unit', () => {
  const text = JSON.stringify(chartOfRun(madeRun([cell('go/timer', 1_000)]))?.spec);
  const ticks = [...(/"labelExpr":"(datum[^"]*)"/.exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g)];
  expect(ticks.map(([, tick]) => tick)).toEqual(['0 %', '50 %', '90 %', '99 %']);
});
