import { expect, test } from 'vitest';
import { exampleRun } from './example-run.ts';
import { againstFirst, compareHeadlines, goAgainstNode, headlineGroups } from './headline-comparisons.ts';
import { levelTables, terminalMetrics } from './level-tables.ts';
import type { Run } from './report.ts';
import { summariseCases } from './summaries.ts';

function groupsOf(run: Run) {
  return headlineGroups(levelTables(run, summariseCases(run), terminalMetrics));
}

test('a group is rows of one level at one setting, the largest of equal ones', () => {
  expect(
    groupsOf(exampleRun).map(({ table, cases, headline }) => [
      table.level,
      headline.metric.name,
      cases.map(({ variant, parameters }) => `${variant} ${parameters['tasks']}`),
    ]),
  ).toEqual([['L1-timer', 'bytes_per_task', ['go/timer 10000', 'node/timer 10000']]]);
});

test('each regime has its own', () => {
  const { plan } = exampleRun;
  const pinned = plan.cases.map((own) => ({ ...own, id: `${own.id} pinned`, regime: '1core' as const }));
  const run: Run = {
    ...exampleRun,
    plan: {
      ...plan,
      cases: [...plan.cases, ...pinned],
      entries: [
        ...plan.entries,
        ...plan.entries.map((entry) => ({ ...entry, case: `${entry.case} pinned` })),
      ],
    },
    samples: [...exampleRun.samples].flatMap((sample) => [
      sample,
      {
        ...sample,
        case: `${sample.case} pinned`,
        regime: '1core' as const,
        order: sample.order + plan.entries.length,
      },
    ]),
  };
  expect(groupsOf(run).map(({ cases }) => [...new Set(cases.map(({ regime }) => regime))])).toEqual([
    ['1core'],
    ['all'],
  ]);
});

test('what is compared is the first figure, head to base, by round', () => {
  const [group, ...others] = compareHeadlines(exampleRun, groupsOf(exampleRun), goAgainstNode);
  expect(others).toEqual([]);
  expect(
    group?.comparisons.map(({ what, metric, ratio, n, shown }) => [
      what.base.case.variant,
      what.head.case.variant,
      metric.name,
      (ratio ?? 0) < 1,
      n.base,
      shown,
    ]),
  ).toEqual([['node/timer', 'go/timer', 'bytes_per_task', true, 6, true]]);
  const [turned] = compareHeadlines(exampleRun, groupsOf(exampleRun), againstFirst);
  const [forth, back] = [group?.comparisons[0]?.ratio ?? 0, turned?.comparisons[0]?.ratio ?? 0];
  expect(forth * back).toBeCloseTo(1, 12);
});

test('without a row of either runtime there is nothing to hold against each other', () => {
  const groups = groupsOf(exampleRun).map((group) => ({
    ...group,
    cases: group.cases.filter(({ runtime }) => runtime === 'go'),
  }));
  expect(compareHeadlines(exampleRun, groups, goAgainstNode)).toEqual([]);
  expect(compareHeadlines(exampleRun, [], againstFirst)).toEqual([]);
});
