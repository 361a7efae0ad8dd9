import { describe, expect, test } from 'vitest';
import type { OkSample } from '../store/sample.ts';
import { controlDrift } from './comparison-control.ts';
import { comparisonCsv } from './comparison-csv.ts';
import { comparisonJson } from './comparison-json.ts';
import { comparisonMd } from './comparison-md.ts';
import { reportRuns } from './comparison-report.ts';
import { comparisonTables, comparisonText } from './comparison-table.ts';
import { exampleRun, exampleScenario, type ExampleRun } from './example-run.ts';

const isControlled = ({ variant }: { variant: string }): boolean => variant === 'go/timer';

/** The example run with the cases of go/timer as its control; times are so many times those of the example. */
function runWith(runId: string, factor: (sample: OkSample) => number): ExampleRun {
  const control = {
    ...exampleScenario,
    name: 'control',
    suites: { control: exampleScenario.suites['quick']! },
    ratios: [],
  };
  const scenarioOf = <T extends { variant: string; scenario: string }>(own: T): T =>
    isControlled(own) ? { ...own, scenario: 'control' } : own;
  const samples = exampleRun.samples.map((sample) => {
    const own = scenarioOf(sample);
    if (own.status !== 'ok') return own;
    const slower = (ns: number): number => Math.round(ns * factor(own));
    const iterations = own.iterations.map((one) => ({ ...one, elapsedNs: slower(one.elapsedNs) }));
    return { ...own, elapsedNs: slower(own.elapsedNs), iterations };
  });
  return {
    ...exampleRun,
    plan: { ...exampleRun.plan, runId, cases: exampleRun.plan.cases.map(scenarioOf) },
    samples,
    scenarios: [exampleScenario, control],
  };
}

const base = { label: '/some/where/results/before', run: runWith('one', () => 1) };
const against = (
  run: ExampleRun,
  metrics: readonly string[] | null = ['elapsed', 'elapsed_multiple'],
  of = base,
) => reportRuns(of, { label: '/some/where/results/after', run }, { metrics, probe: null });
const controlSlower = (share: number) => runWith('two', (own) => (isControlled(own) ? 1 + share : 1));

describe('the control of two runs', () => {
  const moved = against(controlSlower(0.3));

  test('where it moved, that stands before all else in every form', () => {
    expect(moved.control?.state).toBe('moved');
    const sentence =
      /the control, the same work in every run, moved: go\/timer cold_per_task \+30 % \(.*The machine was not the same: do not compare absolute figures/;
    const text = comparisonText(moved);
    expect(text.split('\n')[0]).toMatch(sentence);
    expect(text).toMatch(/^warning: the control/);
    expect(comparisonMd(moved).split('\n')[2]).toMatch(/^> warning: the control, /);
    const json = JSON.parse(comparisonJson(moved)) as { control: { state: string; text: string } };
    expect(json.control).toMatchObject({ state: 'moved', text: expect.stringMatching(sentence) as string });
  });

  test('it is looked at whatever metrics are asked for', () => {
    expect(against(controlSlower(0.3), ['peak']).control?.state).toBe('moved');
  });

  test('its rows come last, have no verdict, no mean and no side that is slower', () => {
    const tables = comparisonTables(moved);
    expect(tables.at(-1)?.scenario.name).toBe('control');
    const own = moved.comparisons.filter(({ scenario }) => scenario.name === 'control');
    expect(own.length).toBeGreaterThan(1);
    for (const { noVerdict } of own) expect(noVerdict).toMatch(/^control: the same work/);
    const text = comparisonText(moved);
    expect(text).toMatch(/^control, elapsed \(memory samples, the control: no verdict\)$/m);
    expect(text).toMatch(/^elapsed, tasks 1,000: the control moved: \+30\.0 % \(.*\) from before to after$/m);
    expect(text).not.toContain('slower than');
    expect(tables.at(-1)?.rows.flat()).not.toContain('geomean');
    expect([...comparisonCsv(moved)].join('')).toMatch(/,no_verdict\r?\n/);
  });

  test('a move that is too small to count, or none, is not told', () => {
    for (const share of [0, 0.02]) {
      const still = against(controlSlower(share));
      expect(still.control?.state).toBe('still');
      expect(comparisonText(still)).toMatch(/^base: /);
    }
  });

  test('a run without a control, or with too little of it, leaves it open', () => {
    const without = against(exampleRun);
    expect(without.control).toMatchObject({ state: 'unknown' });
    expect(without.warnings[0]).toMatch(/^whether the machine was the same is not known: .*share no control/);
    const run = controlSlower(0.3);
    const few = { ...run, samples: run.samples.filter(({ round }) => round < 2) };
    expect(against(few, null, { ...base, run: few }).warnings[0]).toMatch(/too few samples for an interval/);
  });

  test('another version of its runtime is another program', () => {
    const run = controlSlower(0.3);
    const cases = run.plan.cases.map((own) =>
      isControlled(own) ? { ...own, runtimeVersion: '1.99.0' } : own,
    );
    expect(against({ ...run, plan: { ...run.plan, cases } }).control?.state).toBe('unknown');
  });
});

describe('a multiple', () => {
  const multiples = (run: ExampleRun) =>
    against(run).comparisons.filter(({ metric }) => metric.name === 'elapsed_multiple');

  test('whose divisor moved has no verdict, and says why', () => {
    const report = against(runWith('two', ({ variant }) => (variant === 'node/timer' ? 1.3 : 1)));
    const rows = report.comparisons.filter(({ metric }) => metric.name === 'elapsed_multiple');
    expect(rows.length).toBeGreaterThan(0);
    for (const { noVerdict } of rows)
      expect(noVerdict).toMatch(/^its divisor moved, .*: naps node\/timer elapsed \+30\.0 %/);
    expect(comparisonText(report)).toMatch(/^note: no verdict: its divisor moved/m);
    // The divisor itself is a figure like any other.
    for (const { metric, scenario, noVerdict } of report.comparisons)
      if (metric.name === 'elapsed' && scenario.name === 'naps') expect(noVerdict).toBeNull();
  });

  test('whose divisor stayed has one', () => {
    const rows = multiples(controlSlower(0.3));
    expect(rows.length).toBeGreaterThan(0);
    for (const { noVerdict } of rows) expect(noVerdict).toBeNull();
  });
});

test('sentences have short names, and the folders stand whole at the top', () => {
  const report = against(runWith('two', () => 1.3));
  const [, ...lines] = comparisonText(report).split('\n');
  expect(lines.slice(0, 2).join('\n')).toMatch(
    /^base: \/some\/where\/results\/before \(.*\nhead: \/some\/where\/results\/after \(/,
  );
  expect(lines.slice(2).join('\n')).not.toContain('/some/where');
  expect(lines.join('\n')).toMatch(/^elapsed, .*: after is 30\.0 % .* slower than before$/m);
  expect([...comparisonCsv(report)].join('')).not.toContain('/some/where');
});

test('a control that varies by more than a move is no sign of a still machine', () => {
  const { comparisons } = against(runWith('two', () => 1));
  const row = comparisons.find(({ scenario, interval }) => scenario.name === 'control' && interval !== null);
  if (row === undefined) throw new Error('expected a row of the control with an interval');
  const drift = (low: number, high: number) =>
    controlDrift([{ ...row, shown: false, ratio: 1, interval: { low, high } }]);
  expect(drift(0.99, 1.01).state).toBe('still');
  expect(drift(0.75, 1.69)).toMatchObject({
    state: 'unknown',
    text: expect.stringContaining('varies too much to rule out a move of 3 %') as string,
  });
});
