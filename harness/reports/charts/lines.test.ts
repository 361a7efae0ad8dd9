import { expect, test } from 'vitest';
import type { ChartDefinition } from '../../model.ts';
import { exampleScenario } from '../example-run.ts';
import { specification, type Chart } from './chart.ts';
import { chartMaterial, chartOf } from './index.ts';
import { madeRun, type MadeCell } from './made-run.ts';
import { theme } from './theme.ts';

const definition: ChartDefinition = {
  kind: 'lines',
  name: 'elapsed-over-tasks',
  title: 'Time by naps',
  metric: 'elapsed',
  over: 'tasks',
  crossover: 'node_beats_go',
};

/** `a` ns at once and `b` for each task. */
function line(variant: string, a: number, b: number, more: Partial<MadeCell> = {}): MadeCell[] {
  return [100, 1_000, 10_000, 100_000].map((tasks) => ({
    variant,
    parameters: { tasks },
    rounds: 6,
    elapsedNs: (round) => a + b * tasks + round,
    held: { baseline: [4e6, 4e6], parked: [4e6 + 500 * tasks, 4e6 + 500 * tasks] },
    ...more,
  }));
}

function chartOfCells(cells: readonly MadeCell[], own: ChartDefinition = definition): Chart {
  const chart = chartOf(chartMaterial(madeRun(cells)), exampleScenario, own);
  if (chart === null) throw new Error('expected a chart, received none');
  return chart;
}

const crossing = [...line('go/timer', 0, 1_000), ...line('node/timer', 1_000_000, 500)];

test('a crossover that the run finds is marked, in the colour of the one that begins to win, and told', () => {
  const chart = chartOfCells(crossing);
  const spec = JSON.stringify(chart.spec);
  const [, at] = /"values":\[\{"tasks":([\d.]+),"series":"node\/timer"\}\]/.exec(spec) ?? [];
  expect(Number(at)).toBeGreaterThan(1_000);
  expect(Number(at)).toBeLessThan(10_000);
  expect(chart.subtitle.filter((text) => text.startsWith('Dashed'))).toEqual([
    expect.stringMatching(
      /^Dashed: node\/timer beats go\/timer from about tasks [\d,]+ on \(worse at 1,000, better at 10,000\)$/,
    ),
  ]);
});

test('no mark where none is found, where none is asked for, or where one of the two is not shown', () => {
  const { crossover: _, ...without } = definition;
  const charts = [
    chartOfCells([...line('go/timer', 0, 1_000), ...line('node/timer', 0, 2_000)]),
    chartOfCells(crossing, without),
    chartOfCells(crossing, { ...definition, variants: ['node/timer'] }),
  ];
  for (const chart of charts) {
    expect(JSON.stringify(chart.spec)).not.toContain('strokeDash');
    expect(chart.subtitle.join()).not.toContain('Dashed');
  }
});

test('memory over the size has logarithmic axes and its slope beside the name, however near its values lie', () => {
  const chart = chartOfCells(crossing, {
    kind: 'lines',
    name: 'bytes',
    title: 'Bytes',
    metric: 'bytes_per_task',
    over: 'tasks',
    slope: true,
  });
  expect(new Set(chart.rows.map(({ series }) => series))).toEqual(
    new Set(['go/timer: slope 500 B a task', 'node/timer: slope 500 B a task']),
  );
  const types = [...JSON.stringify(chart.spec).matchAll(/"type":"quantitative","scale":\{"type":"(\w+)"/g)];
  expect(new Set(types.map(([, type]) => type))).toEqual(new Set(['log']));
});

test('what is said to those who do not see it is where each line begins and ends', () => {
  expect(chartOfCells(crossing).description).toBe(
    'Time by naps, over tasks: go/timer from 0.1 ±<0.01% ms at 100 to 100 ±<0.01% ms at 100,000; ' +
      'node/timer from 1.05 ±<0.01% ms at 100 to 51 ±<0.01% ms at 100,000',
  );
});

test('one value of the swept parameter is no line', () => {
  const single = crossing.filter(({ parameters }) => parameters?.['tasks'] === 1_000);
  expect(chartOf(chartMaterial(madeRun(single)), exampleScenario, definition)).toBeNull();
});

test('the specification of a chart holds all that is needed to draw it', async () => {
  const text = `${JSON.stringify(specification(chartOfCells(crossing), theme('light')), null, 1)}\n`;
  await expect(text).toMatchFileSnapshot('../golden/naps-elapsed-over-tasks.vl.json');
});
