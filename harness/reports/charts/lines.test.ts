import { scale } from 'vega';
import { describe, expect, test } from 'vitest';
import type { ChartDefinition } from '../../model.ts';
import { exampleScenario } from '../example-run.ts';
import { specification, type Chart, type PictureWish } from './chart.ts';
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

function chartOfCells(
  cells: readonly MadeCell[],
  own: ChartDefinition = definition,
  wish?: PictureWish,
): Chart {
  const chart = chartOf(chartMaterial(madeRun(cells)), exampleScenario, own, wish);
  if (chart === null) throw new Error('expected a chart, received none');
  return chart;
}

const crossing = [...line('go/timer', 0, 1_000), ...line('node/timer', 1_000_000, 500)];

test('a crossover that the run finds is marked, in the colour of the one that begins to win, and told', () => {
  const chart = chartOfCells(crossing);
  const spec = JSON.stringify(chart.spec);
  const [, at] =
    /"values":\[\{"tasks":([\d.]+),"series":"node\/timer","against":"go\/timer"\}\]/.exec(spec) ?? [];
  expect(Number(at)).toBeGreaterThan(1_000);
  expect(Number(at)).toBeLessThan(10_000);
  expect(chart.subtitle.filter((text) => text.startsWith('Dashed'))).toEqual([
    expect.stringMatching(
      /^Dashed: node\/timer beats go\/timer from about tasks [\d,]+ on \(worse at 1,000, better at 10,000\)$/,
    ),
  ]);
});

test.each([
  ['a straight axis', { x: false, y: false }],
  ['logarithmic axes', { x: true, y: true }],
  ['an axis with a 0', undefined],
] as const)('on %s the mark stands where the two drawn lines cross', (_, log) => {
  const zero: MadeCell = { variant: 'go/timer', parameters: { tasks: 0 }, rounds: 6, elapsedNs: () => 10 };
  const start = log?.x === true ? [] : [zero, { ...zero, variant: 'node/timer', elapsedNs: () => 1e6 }];
  const chart = chartOfCells([...start, ...crossing], definition, { log });
  const [, at] =
    /"values":\[\{"tasks":([\d.]+),"series":"node\/timer","against":"go\/timer"\}\]/.exec(
      JSON.stringify(chart.spec),
    ) ?? [];
  // Between 1,000 and 10,000, as Vega draws its axes: `symlog` with the constants of the specification.
  const [x, y] = scalesOf(chart, ['tasks', 'median_shown']);
  const heightOf = (variant: string): number => {
    const [from, to] = [1_000, 10_000].map((tasks) => {
      const row = chart.rows.find((own) => own['variant'] === variant && own['tasks'] === tasks);
      return { x: x?.(tasks) ?? 0, y: y?.(Number(row?.['median']) / 1e6) ?? 0 };
    });
    if (from === undefined || to === undefined) throw new Error('expected two points');
    const share = ((x?.(Number(at)) ?? 0) - from.x) / (to.x - from.x);
    return from.y + share * (to.y - from.y);
  };
  expect(heightOf('node/timer')).toBeCloseTo(heightOf('go/timer'), 6);
});

/** Vega's own scales of these fields, from 0 to 1. */
function scalesOf({ spec }: Chart, fields: readonly string[]): ((value: number) => number)[] {
  return fields.map((field) => {
    const [, text] =
      new RegExp(`"field":"${field}","type":"quantitative","scale":(\\{[^}]*\\})`).exec(
        JSON.stringify(spec),
      ) ?? [];
    const own = JSON.parse(text ?? '{}') as { type: string; domain: number[]; constant?: number };
    const made = scale(own.type)().domain(own.domain).range([0, 1]);
    return own.constant === undefined ? made : made.constant(own.constant);
  });
}

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
    new Set(
      ['go/timer', 'node/timer'].map(
        (name) => `${name} (slope 500 ±0% B a task over 100 to 100,000 tasks, 4 sizes)`,
      ),
    ),
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

describe('a metric for one unit of work', () => {
  const at = (variant: string, cost: number, tasks: number): MadeCell => ({
    variant,
    parameters: { tasks, cost },
    rounds: 6,
  });
  const perTask: ChartDefinition = {
    kind: 'lines',
    name: 'create-over-cost',
    title: 'Time of a task',
    metric: 'bytes_per_task',
    over: 'cost',
  };
  const held: Partial<MadeCell> = { held: { baseline: [4e6, 4e6], parked: [5e6, 5e6] } };

  test('says which size it is at which swept value', () => {
    const cells = ['go/timer', 'node/timer'].flatMap((variant) => [
      at(variant, 0, 60_000),
      at(variant, 1, 60_000),
      at(variant, 100, 4_000),
    ]);
    const chart = chartOfCells(
      cells.map((cell) => ({ ...cell, ...held })),
      perTask,
    );
    expect(chart.subtitle).toContainEqual(
      expect.stringContaining('tasks 60,000 at cost 0 and 1; 4,000 at 100'),
    );
    expect(chart.rows.map(({ cost, tasks }) => `${cost} ${tasks}`)).toContain('100 4000');
  });

  test('names the panels that it differs between', () => {
    const cells = [
      at('go/timer', 0, 60_000),
      at('go/timer', 100, 4_000),
      ...[at('node/thread', 0, 50), at('node/thread', 100, 50)].map((cell) => ({
        ...cell,
        level: 'L4-thread',
      })),
    ];
    const chart = chartOfCells(
      cells.map((cell) => ({ ...cell, ...held })),
      perTask,
    );
    expect([...new Set(chart.rows.map(({ panel }) => panel))]).toEqual([
      'L1-timer: a bare timer (tasks 60,000 at cost 0; 4,000 at 100)',
      'L4-thread: a kernel thread (tasks 50)',
    ]);
  });
});

test('a point without a line has a bar for its interval, and the caption says so', () => {
  const alone = line('node/timer', 0, 900).slice(1, 2);
  const chart = chartOfCells([...line('go/timer', 0, 1_000), ...alone]);
  expect(JSON.stringify(chart.spec)).toContain('"oneOf":["node/timer"]');
  expect(chart.subtitle).toContain('A point that stands alone has a bar for its interval');
  const few = alone.map((cell) => ({ ...cell, rounds: 5 }));
  for (const without of [chartOfCells(crossing), chartOfCells([...line('go/timer', 0, 1_000), ...few])]) {
    expect(JSON.stringify(without.spec)).not.toContain('oneOf');
    expect(without.subtitle.join()).not.toContain('stands alone');
  }
});

test('a straight axis of sizes begins at 0 and has ticks of its own, a logarithmic one has them at the sizes', () => {
  const [straight, logarithmic] = [false, true].map(
    (x) =>
      JSON.stringify(chartOfCells(crossing, definition, { log: { x, y: false } }).spec)
        .split('"field":"tasks",')[1]
        ?.split(',"y"')[0],
  );
  expect(straight).toContain('"scale":{"type":"linear","domain":[0,100000],"nice":6},');
  expect(straight).toContain('"tickMinStep":1');
  expect(straight).not.toMatch(/"values"|"padding"/);
  expect(logarithmic).toContain('"scale":{"type":"log","domain":[100,100000],"nice":false,"padding":12},');
  expect(logarithmic).toContain('"values":[100,1000,10000,100000]');
});

test('an axis with a 0 that is logarithmic beyond says so, and no other', () => {
  const zero: MadeCell = { variant: 'go/timer', parameters: { tasks: 0 }, rounds: 6, elapsedNs: () => 10 };
  const titlesOf = (cells: readonly MadeCell[], x: boolean) =>
    JSON.stringify(chartOfCells(cells, definition, { log: { x, y: false } }).spec).match(
      /"title":"tasks[^"]*"/g,
    );
  const words = '"title":"tasks (0, then logarithmic)"';
  expect(new Set(titlesOf([zero, ...crossing], true))).toEqual(new Set([words, '"title":"tasks"']));
  for (const titles of [titlesOf([zero, ...crossing], false), titlesOf(crossing, true)])
    expect(new Set(titles)).toEqual(new Set(['"title":"tasks"']));
});

test('one value of the swept parameter is no line', () => {
  const single = crossing.filter(({ parameters }) => parameters?.['tasks'] === 1_000);
  expect(chartOf(chartMaterial(madeRun(single)), exampleScenario, definition)).toBeNull();
});

test('the specification of a chart holds all that is needed to draw it', async () => {
  const text = `${JSON.stringify(specification(chartOfCells(crossing), theme('light')), null, 1)}\n`;
  await expect(text).toMatchFileSnapshot('../golden/naps-elapsed-over-tasks.vl.json');
});
