import { expect, test } from 'vitest';
import type { Chart } from '../charts/chart.ts';
import { chartMaterial, chartsOf } from '../charts/index.ts';
import { exampleRun } from '../example-run.ts';
import { chartedRun } from './charted-run.ts';
import { otherAxes } from './other-axes.ts';

const charts = new Map(
  [chartedRun, exampleRun]
    .flatMap((run) => [...chartsOf(chartMaterial(run))])
    .map((chart) => [chart.name, chart]),
);

function chartNamed(name: string): Chart {
  const found = charts.get(name);
  if (found === undefined)
    throw new Error(`expected a chart ${name}, found ${[...charts.keys()].join(', ')}`);
  return found;
}

test('a straight axis becomes logarithmic, over the figures in the unit that it shows', () => {
  const other = otherAxes(chartNamed('naps-peak'), 'x');
  expect(other?.type).toBe('linear');
  const [panel] = other?.panels ?? [];
  expect(panel?.scale['type']).toBe('log');
  const [low = 0, high = 0] = (panel?.scale['domain'] ?? []) as number[];
  const medians = chartNamed('naps-peak').rows.map(({ median }) => Number(median));
  // Bytes are shown as MB.
  expect(low * 1e6).toBeLessThanOrEqual(Math.min(...medians));
  expect(high * 1e6).toBeGreaterThanOrEqual(Math.max(...medians));
});

test('a swept axis that was logarithmic has whole ticks of a straight one, from 0 on, and no padding', () => {
  const axis = { title: 'a.b', values: [10, 1_000, 1_000_000], labelExpr: 'x' };
  const scale = { type: 'log', domain: [10, 1_000_000], nice: false, padding: 12 };
  const position = { field: String.raw`a\.b`, type: 'quantitative', scale, axis };
  const chart = {
    rows: [10, 1_000, 1_000_000].map((value) => ({ 'a.b': value })),
    spec: { layer: [{ encoding: { x: position } }] },
  };
  const [panel] = otherAxes(chart, 'x')?.panels ?? [];
  expect(panel?.scale).toEqual({ type: 'linear', domain: [0, 1_000_000], nice: 6 });
  expect(panel?.axis).toMatchObject({ title: 'a.b', tickCount: 6, tickMinStep: 1 });
  expect(panel?.axis).not.toHaveProperty('values');
});

test('a swept axis that becomes logarithmic has its ticks where something was measured', () => {
  const position = { field: 'tasks', type: 'quantitative', scale: { type: 'linear' }, axis: { title: null } };
  const chart = { rows: [4, 1, 2, 1].map((tasks) => ({ tasks })), spec: { encoding: { x: position } } };
  const [panel] = otherAxes(chart, 'x')?.panels ?? [];
  expect(panel?.axis).toMatchObject({ title: null, values: [1, 2, 4] });
  expect(panel?.scale).toMatchObject({ type: 'log', domain: [1, 4], nice: false, padding: 12 });
});

test('neither names, nor places that are no figures, nor figures below 0 have other axes', () => {
  const position = { field: 'a', type: 'quantitative', scale: { type: 'linear' }, axis: {} };
  const chart = { rows: [{ a: -1 }, { a: 1 }], spec: { encoding: { x: position, y: { type: 'nominal' } } } };
  expect(otherAxes(chart, 'x')).toBeNull();
  expect(otherAxes(chart, 'y')).toBeNull();
  expect(otherAxes(chartNamed('naps-memory-by-phase'), 'x')).toBeNull();
  expect(otherAxes(chartNamed('naps-lateness'), 'x')).toBeNull();
});

test('a swept axis with a 0 says so as long as it is logarithmic', () => {
  const rows = [0, 1, 1_000].map((cost) => ({ cost }));
  const words = 'cost (0, then logarithmic)';
  for (const [type, title, other] of [
    ['linear', 'cost', words],
    ['symlog', words, 'cost'],
  ] as const) {
    const position = { field: 'cost', type: 'quantitative', scale: { type }, axis: { title } };
    const [panel] = otherAxes({ rows, spec: { encoding: { x: position } } }, 'x')?.panels ?? [];
    expect(panel?.axis['title']).toBe(other);
  }
});
