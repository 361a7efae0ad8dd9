import { expect, test } from 'vitest';
import type { ChartDefinition } from '../../model.ts';
import type { Chart, VegaLite } from '../charts/chart.ts';
import { chartMaterial, chartOf } from '../charts/index.ts';
import { madeRun, type MadeCell } from '../charts/made-run.ts';
import { exampleScenario } from '../example-run.ts';
import { otherAxes } from './other-axes.ts';
import { otherCrossings } from './other-crossings.ts';

// The page's modules are checked with the browser's types, apart from these.
const page = String(new URL('page/chart-axes.js', import.meta.url));
const { moveCrossings } = (await import(page)) as {
  moveCrossings: (spec: VegaLite, places: readonly number[]) => void;
};

const definition: ChartDefinition = {
  kind: 'lines',
  name: 'elapsed-over-tasks',
  title: 'Time by naps',
  metric: 'elapsed',
  over: 'tasks',
  crossover: 'node_beats_go',
};

/** `a` ns at once and `b` for each task. */
function line(variant: string, a: number, b: number): MadeCell[] {
  return [100, 1_000, 10_000, 100_000].map((tasks) => ({
    variant,
    parameters: { tasks },
    rounds: 6,
    elapsedNs: (round) => a + b * tasks + round,
  }));
}

function chartOn(log: { x: boolean; y: boolean }, cells: readonly MadeCell[]): Chart {
  const chart = chartOf(chartMaterial(madeRun(cells)), exampleScenario, definition, { log });
  if (chart === null) throw new Error('expected a chart, received none');
  return chart;
}

/** Where its marks stand. */
function marksOf({ spec }: Pick<Chart, 'spec'>): number[] {
  return [...JSON.stringify(spec).matchAll(/\{"tasks":([\d.]+),"series"/g)].map(([, at]) => Number(at));
}

const crossing = [...line('go/timer', 0, 1_000), ...line('node/timer', 1_000_000, 500)];
const places = [true, false].flatMap((x) => [true, false].map((y) => ({ x, y })));

test.each(places)('changed axes have each mark where a chart with them from the start has it: %j', (log) => {
  const chart = chartOn(log, crossing);
  const crossings = otherCrossings(chart, { x: otherAxes(chart, 'x'), y: otherAxes(chart, 'y') });
  for (const changed of ['x', 'y', 'xy'] as const) {
    const wanted = { x: log.x !== changed.includes('x'), y: log.y !== changed.includes('y') };
    const spec = structuredClone(chart.spec);
    moveCrossings(spec, crossings?.[changed] ?? []);
    expect(marksOf({ spec })).toEqual(marksOf(chartOn(wanted, crossing)));
    expect(marksOf({ spec })).not.toEqual(marksOf(chart));
  }
});

test('a chart without marks has none', () => {
  const chart = chartOn({ x: true, y: true }, line('go/timer', 0, 1_000));
  expect(otherCrossings(chart, { x: null, y: null })).toBeNull();
});
