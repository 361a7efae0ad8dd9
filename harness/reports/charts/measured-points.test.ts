import { describe, expect, test } from 'vitest';
import { summariseCases } from '../summaries.ts';
import { exampleScenario } from '../example-run.ts';
import { madeRun, type MadeCell } from './made-run.ts';
import { choosePanels, measuredPoints, type PanelChoice } from './measured-points.ts';

/** Each panel as its level, regime, and the variants and parameters of its points. */
function panelsOf(
  cells: readonly Omit<MadeCell, 'rounds'>[],
  choice: PanelChoice = {},
  sizeMayDiffer = false,
) {
  const run = madeRun(cells.map((cell) => ({ ...cell, rounds: 1 })));
  const points = measuredPoints(summariseCases(run), exampleScenario, 'elapsed');
  return choosePanels(points, exampleScenario, choice, sizeMayDiffer).map(
    ({ level, regime, constants, points: own }) => ({
      level,
      regime,
      constants,
      points: own.map(({ case: { variant, parameters } }) => `${variant} ${parameters['tasks']}`),
    }),
  );
}

const go = { variant: 'go/timer' };
const node = { variant: 'node/timer' };

test('a panel holds cells that are equal in all but the variant: the group that has the most', () => {
  const [panel, ...others] = panelsOf([
    { ...go, parameters: { tasks: 100_000 } },
    { ...go, parameters: { tasks: 10 } },
    { ...node, parameters: { tasks: 10 } },
    { ...node, parameters: { tasks: 10, wake: '-apart' } },
  ]);
  expect(others).toEqual([]);
  expect(panel).toEqual({
    level: 'L1-timer',
    regime: 'all',
    constants: { tasks: 10, wake: 'together' },
    points: ['go/timer 10', 'node/timer 10'],
  });
});

test('of equal groups the one with more parameters at their defaults, then the one of the largest size', () => {
  const sizes = [10, 1_000_000, 500].flatMap((tasks) => [
    { ...go, parameters: { tasks } },
    { ...node, parameters: { tasks } },
  ]);
  expect(panelsOf(sizes)[0]?.points).toEqual(['go/timer 1000000', 'node/timer 1000000']);
  const apart = sizes.map((cell) => ({ ...cell, parameters: { tasks: 2_000_000, wake: '-apart' } }));
  expect(panelsOf([...apart.slice(0, 2), ...sizes])[0]?.constants).toEqual({
    tasks: 1_000_000,
    wake: 'together',
  });
});

test('each level has a panel, in the order of the scenario, and all are of the regime of most cells', () => {
  const thread = { variant: 'node/thread', level: 'L4-thread' };
  const panels = panelsOf([
    thread,
    { ...thread, regime: '1core' },
    { ...go, regime: '1core' },
    { ...node, regime: '1core' },
    go,
    node,
    { ...go, parameters: { tasks: 5 } },
  ]);
  expect(panels.map(({ level, regime }) => [level, regime])).toEqual([
    ['L1-timer', 'all'],
    ['L4-thread', 'all'],
  ]);
});

test('a level that has only the other regime is shown in that', () => {
  const panels = panelsOf([go, node, { variant: 'node/thread', level: 'L4-thread', regime: '1core' }]);
  expect(panels.map(({ regime }) => regime)).toEqual(['all', '1core']);
});

test('where, regime and variants choose', () => {
  const cells = [go, node, { ...go, parameters: { tasks: 5 } }, { ...go, regime: '1core' as const }];
  expect(panelsOf(cells, { where: { tasks: 5 } })[0]?.points).toEqual(['go/timer 5']);
  expect(panelsOf(cells, { regime: '1core' })[0]).toMatchObject({
    regime: '1core',
    points: ['go/timer 1000'],
  });
  expect(panelsOf(cells, { variants: ['node/timer', 'unknown'] })[0]?.points).toEqual(['node/timer 1000']);
  expect(panelsOf(cells, { where: { tasks: 7 } })).toEqual([]);
});

test('a swept parameter may differ; the size beside it only where the metric is for one unit of work', () => {
  const cells = [
    { ...go, parameters: { tasks: 9_000, cost: 1 } },
    { ...go, parameters: { tasks: 90, cost: 100 } },
    { ...go, parameters: { tasks: 10, cost: 100 } },
    { ...go, parameters: { tasks: 90, cost: 10 } },
  ];
  const strict = panelsOf(cells, { over: 'cost' });
  expect(strict[0]).toMatchObject({ points: ['go/timer 90', 'go/timer 90'], constants: { tasks: 90 } });
  // Of two sizes at one cost the larger.
  const free = panelsOf(cells, { over: 'cost' }, true);
  expect(free[0]?.points).toEqual(['go/timer 9000', 'go/timer 90', 'go/timer 90']);
  expect(free[0]?.constants).toEqual({ wake: 'together' });
});

describe('of several sizes along a swept parameter', () => {
  const at = (variant: string, sizes: Readonly<Record<number, readonly number[]>>) =>
    Object.entries(sizes).flatMap(([cost, own]) =>
      own.map((tasks) => ({ variant, parameters: { tasks, cost: Number(cost) } })),
    );
  const sizesOf = (cells: readonly Omit<MadeCell, 'rounds'>[]) =>
    panelsOf(cells, { over: 'cost' }, true)[0]?.points.toSorted();

  test('the one that has all points is in the picture alone, though another is larger', () => {
    const cells = [
      ...at('go/timer', { 0: [500], 1: [500], 64: [1_000, 500, 100] }),
      ...at('node/timer', { 0: [500], 64: [1_000, 500] }),
    ];
    expect(sizesOf(cells)).toEqual([
      'go/timer 500',
      'go/timer 500',
      'go/timer 500',
      'node/timer 500',
      'node/timer 500',
    ]);
    expect(panelsOf(cells, { over: 'cost' }, true)[0]?.constants).toMatchObject({ tasks: 500 });
  });

  test('of two that have all points the larger', () => {
    const both = { 0: [500, 900], 64: [900, 500] };
    expect(sizesOf(at('go/timer', both))).toEqual(['go/timer 900', 'go/timer 900']);
  });

  test('where none has all, each swept value has the one of most variants, and no other stands beside it', () => {
    const cells = [
      ...at('go/timer', { 1: [9_000], 100: [90] }),
      ...at('node/timer', { 1: [9_000, 10_000], 100: [70] }),
      ...at('node/thread', { 1: [9_000], 100: [90] }),
    ];
    expect(sizesOf(cells)).toEqual([
      'go/timer 90',
      'go/timer 9000',
      'node/thread 90',
      'node/thread 9000',
      'node/timer 9000',
    ]);
  });
});

test('two versions of a runtime stand beside each other', () => {
  expect(panelsOf([go, { ...go, version: '2.0.0' }])[0]?.points).toHaveLength(2);
});
