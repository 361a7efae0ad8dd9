import { expect, test } from 'vitest';
import type { ChartDefinition } from '../../model.ts';
import { exampleScenario } from '../example-run.ts';
import { chartMaterial, chartOf } from './index.ts';
import { madeRun, type MadeCell } from './made-run.ts';

const definition: ChartDefinition = { kind: 'phases', name: 'phases', title: 'Memory by phase' };

function chartOfCells(cells: readonly MadeCell[]) {
  return chartOf(chartMaterial(madeRun(cells)), exampleScenario, definition);
}

const go: MadeCell = {
  variant: 'go/timer',
  rounds: 6,
  // Neither in time order nor all that there are.
  held: { collected: [9e6, 70e6], baseline: [4e6, 5e6], parked: [60e6, 65e6] },
};

test('a row for each hold that the run has, in time order, with the peak of the time before it', () => {
  const chart = chartOfCells([go]);
  expect(
    chart?.rows.map(({ phase, median, peak, n, ci_low: low, ci_high: high }) => [
      phase,
      median,
      peak,
      n,
      low,
      high,
    ]),
  ).toEqual([
    // What a process needs to start belongs to no interval between two holds.
    ['baseline', 4_000_002.5, null, 6, 4_000_000, 4_000_005],
    ['parked', 60_000_002.5, 65_000_000, 6, 60_000_000, 60_000_005],
    ['collected', 9_000_002.5, 70_000_000, 6, 9_000_000, 9_000_005],
  ]);
  const spec = JSON.stringify(chart?.spec);
  expect(spec).toContain("['baseline', 'before the first task']");
  expect(spec).not.toContain('drained');
  expect(chart?.subtitle).toContain(
    'Ticks between two holds: the most that was resident from the one to the other',
  );
});

test('a variant may lack a phase that another one has', () => {
  const chart = chartOfCells([
    go,
    { variant: 'node/timer', rounds: 6, held: { baseline: [50e6, 50e6], drained: [70e6, 80e6] } },
  ]);
  expect(chart?.rows.map(({ series, phase }) => `${series} ${phase}`)).toEqual([
    'go/timer baseline',
    'go/timer parked',
    'go/timer collected',
    'node/timer baseline',
    'node/timer drained',
  ]);
  expect(JSON.stringify(chart?.spec)).toContain(
    'indexof([\\"baseline\\", \\"parked\\", \\"drained\\", \\"collected\\"]',
  );
});

test('no picture of fewer than two holds', () => {
  expect(chartOfCells([{ ...go, held: { baseline: [4e6, 5e6] } }])).toBeNull();
  expect(chartOfCells([{ ...go, held: {} }])).toBeNull();
});

test('memory that lies far apart has a logarithmic axis, other memory one from 0', () => {
  expect(JSON.stringify(chartOfCells([go])?.spec)).toContain('"scale":{"type":"linear","domain":[0,70');
  const million = { ...go, held: { ...go.held, parked: [400e6, 400e6] as const } };
  expect(JSON.stringify(chartOfCells([million])?.spec)).toContain('"scale":{"type":"log","domain":[2,500]');
});
