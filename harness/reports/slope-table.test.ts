import { expect, test } from 'vitest';
import { madeRun, type MadeCell } from './charts/made-run.ts';
import { exampleScenario } from './example-run.ts';
import { slopeTable } from './slope-table.ts';
import { summariseSlopes } from './summaries.ts';

const sizes = (variant: string, counts: readonly number[]): MadeCell[] =>
  counts.map((tasks) => ({
    variant,
    parameters: { tasks },
    rounds: 6,
    held: { baseline: [4e6, 4e6], parked: [4e6 + 500 * tasks, 4e6 + 500 * tasks] },
  }));

const tableOf = (cells: readonly MadeCell[]) => slopeTable(exampleScenario, summariseSlopes(madeRun(cells)));

test('slopes over the same sizes say so once', () => {
  const table = tableOf([...sizes('go/timer', [0, 10, 1_000]), ...sizes('node/timer', [1_000, 0, 10])]);
  expect(table.constants).toContain('over 0 to 1,000 tasks, 3 sizes');
  expect(table.columns.map(({ title }) => title)).toEqual(['variant', 'bytes_per_task_slope']);
});

test('slopes over other sizes each name their own', () => {
  const table = tableOf([...sizes('go/timer', [0, 10, 1_000]), ...sizes('node/timer', [0, 10])]);
  expect(table.constants.join()).not.toContain('over');
  expect(table.columns.map(({ title }) => title)).toEqual(['variant', 'over', 'bytes_per_task_slope']);
  expect(table.rows.map(([, over]) => over)).toEqual(['0 to 1,000 tasks, 3 sizes', '0 to 10 tasks, 2 sizes']);
});
