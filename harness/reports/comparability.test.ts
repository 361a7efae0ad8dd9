import { expect, test } from 'vitest';
import type { Sample } from '../store/sample.ts';
import { incomparableCases, unitComparison } from './comparability.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import { levelTables } from './level-tables.ts';
import type { Run } from './report.ts';
import { summariseCases } from './summaries.ts';
import { summaryCsv } from './summary-csv.ts';

const scenario = { ...exampleScenario, comparableWhile: { metric: 'create_per_task', within: 0.05 } };

/** Every node sample's unit takes so much longer, and in round r all take r times as long: drift, which is no difference. */
function runWith(factor: number): Run {
  const samples = exampleRun.samples.map((sample): Sample => {
    const createNs = 'measurements' in sample ? sample.measurements['createNs'] : undefined;
    if (sample.status !== 'ok' || createNs === undefined) return sample;
    const changed = createNs * (sample.round + 1) * (sample.runtime === 'node' ? factor : 1);
    return { ...sample, measurements: { createNs: changed } };
  });
  return { ...exampleRun, samples, scenarios: [scenario] };
}

test('cells whose unit takes equally long are comparable, however much the machine drifts', () => {
  expect([...incomparableCases(runWith(1)).keys()]).toEqual([]);
  expect([...incomparableCases(runWith(1.04)).keys()]).toEqual([]);
});

test('only the given cases are compared: the quicker ones beside them are none of theirs', () => {
  const run = runWith(1.2);
  const isLarge = ({ id }: { id: string }): boolean => id.includes('tasks=10000 ');
  const isNode = ({ runtime }: { runtime: string }): boolean => runtime === 'node';
  const compare = unitComparison(run);
  expect([...compare(run.plan.cases.filter(isLarge)).keys()]).toEqual([
    'naps node/timer node@26.10.0 all tasks=10000 wake=together',
  ]);
  expect([...compare(run.plan.cases.filter(isNode)).keys()]).toEqual([]);
});

test('a unit more than 5 % slower is named with both figures, in the table and in summary.csv', () => {
  const run = runWith(1.2);
  const reasons = incomparableCases(run);
  expect([...reasons.keys()]).toEqual([
    'naps node/timer node@26.10.0 all tasks=1000 wake=together',
    'naps node/timer node@26.10.0 all tasks=10000 wake=together',
  ]);
  expect([...reasons.values()][0]).toMatch(
    /^create_per_task is [\d,.]+ ns and [\d,.]+ ns in go\/timer: 20 % apart$/,
  );
  const [table] = levelTables(run, summariseCases(run), () => ['create_per_task']);
  expect(table?.reservations).toEqual([...reasons].map(([id, reason]) => `node/timer, ${reason} (${id})`));
  expect([...summaryCsv.write(run)].join('')).toContain('20 % apart');
});
