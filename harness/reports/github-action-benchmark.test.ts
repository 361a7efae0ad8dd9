import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Scenario } from '../model.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import { biggerIsBetter, smallerIsBetter } from './github-action-benchmark.ts';
import type { ReportFormat, Run } from './report.ts';

/** What the action takes, and nothing else: an array whose values are numbers and whose other fields are text. */
const entriesSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    unit: z.string().min(1),
    value: z.number(),
    range: z.string().optional(),
    extra: z.string().optional(),
  }),
);

function entriesOf({ write }: ReportFormat, run: Run = exampleRun) {
  return entriesSchema.parse(JSON.parse([...write(run)].join('')));
}

/** The example, with a metric of which more is better. */
const scenario: Scenario = {
  ...exampleScenario,
  derived: {
    ...exampleScenario.derived,
    memory: [
      {
        name: 'rate',
        unit: 'tasks/s',
        direction: 'higher-is-better',
        description: 'Naps a second',
        derive: () => 250,
      },
    ],
  },
  shown: { ...exampleScenario.shown, report: [...exampleScenario.shown.report, 'rate'] },
};
const withRate: Run = { ...exampleRun, scenarios: [scenario] };

test('the file of a case (vitest -u writes it)', async () => {
  const cases = exampleRun.plan.cases.filter(
    ({ id }) => id.includes('go/timer') && id.includes('tasks=10000'),
  );
  const run: Run = { ...exampleRun, plan: { ...exampleRun.plan, cases } };
  await expect([...smallerIsBetter.write(run)].join('')).toMatchFileSnapshot(
    'golden/benchmark-smaller-is-better.txt',
  );
});

test('each case and metric once, with the median and its interval', () => {
  const entries = entriesOf(smallerIsBetter);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  const peak = entries.find(({ name }) => name === 'naps go/timer all tasks=1000 wake=together memory peak');
  // 4 MB, 264 to 269 bytes for each of the thousand, 0 to 5 pages of 4096 bytes, and 8192 bytes: the middle of six.
  expect(peak).toMatchObject({
    unit: 'bytes',
    value: 4_000_000 + 266_500 + 2.5 * 4_096 + 8_192,
    range: '4,272,192 to 4,297,672',
    extra: expect.stringContaining('median of 6 samples') as string,
  });
});

test('fewer than six samples have no range', () => {
  const five = entriesOf(smallerIsBetter).filter(
    ({ name }) => name === 'naps node/timer all tasks=0 wake=together memory elapsed',
  );
  expect(five).toHaveLength(1);
  expect(five[0]?.range).toBeUndefined();
  expect(five[0]?.extra).toBe('median of 5 samples\nnode 26.10.0\nrun 2026-11-20T10-00-00Z Example');
});

test('a metric is in the file of its direction alone; one without a direction in none', () => {
  expect(entriesOf(biggerIsBetter)).toEqual([]);
  const bigger = entriesOf(biggerIsBetter, withRate);
  expect(new Set(bigger.map(({ name }) => name.split(' ').at(-1)))).toEqual(new Set(['rate']));
  const names = entriesOf(smallerIsBetter, withRate).map(({ name }) => name.split(' ').at(-1));
  expect(names).toContain('elapsed');
  expect(names).not.toContain('rate');
  expect(names).not.toContain('early_wakes');
});

test('a name outlives a new version of the runtime, unless the run has several', () => {
  const names = (run: Run) => entriesOf(smallerIsBetter, run).map(({ name }) => name);
  const versions = (change: (version: string) => string): Run => ({
    ...exampleRun,
    plan: {
      ...exampleRun.plan,
      cases: exampleRun.plan.cases.map((own) => ({ ...own, runtimeVersion: change(own.runtimeVersion) })),
    },
  });
  expect(names(versions((version) => `${version}-next`))).toEqual(names(exampleRun));
  const [first, ...others] = exampleRun.plan.cases;
  if (first === undefined) throw new Error('the example has cases');
  const older = { ...first, runtimeVersion: '1.26.8' };
  const both: Run = { ...exampleRun, plan: { ...exampleRun.plan, cases: [older, ...others] } };
  expect(names(both)).toContain('naps go/timer go@1.26.8 all tasks=0 wake=together memory elapsed');
  expect(names(both)).toContain('naps node/timer all tasks=1000 wake=together memory elapsed');
});
