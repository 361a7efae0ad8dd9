import { expect, test } from 'vitest';
import type { Regime, Scenario } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import { levelTables } from './level-tables.ts';
import type { Run } from './report.ts';
import { summariseCases } from './summaries.ts';

function cell(variant: string, regime: Regime, tasks: number, wake: string): PlannedCase {
  const [like] = exampleRun.plan.cases;
  if (like === undefined) throw new Error('expected a case');
  const id = ['naps', variant, regime, `tasks=${tasks}`, `wake=${wake}`].join(' ');
  return { ...like, id, variant, regime, parameters: { tasks, wake } };
}

/** Regime, then the number, then the choice as declared (not by its letters), then the variant as declared. */
const inOrder = (['1core', 'all'] as const).flatMap((regime) =>
  [2, 10, 100].flatMap((tasks) =>
    ['together', '-apart'].flatMap((wake) =>
      ['node/timer', 'go/timer'].map((variant) => cell(variant, regime, tasks, wake)),
    ),
  ),
);

function runOf(cases: readonly PlannedCase[]): Run {
  const plan = { ...exampleRun.plan, cases: [...cases], entries: [] };
  const [go, node, thread] = exampleScenario.variants;
  const scenario: Scenario = { ...exampleScenario, variants: [node!, go!, thread!] };
  return { ...exampleRun, plan, samples: [], scenarios: [scenario] };
}

test.each([
  ['as it should be', inOrder],
  ['backwards', inOrder.toReversed()],
  ['by name', inOrder.toSorted((one, other) => (one.id < other.id ? -1 : 1))],
  ['interleaved', inOrder.map((_, index) => inOrder[(index * 7) % inOrder.length]!)],
])('rows are ordered whatever the order of the plan: %s', (_, cases) => {
  expect(new Set(cases).size).toBe(inOrder.length);
  const run = runOf(cases);
  const [table] = levelTables(run, summariseCases(run), () => []);
  const titles = table?.columns.map(({ title }) => title) ?? [];
  const columns = ['regime', 'tasks', 'wake', 'variant'].map((title) => titles.indexOf(title));
  expect(table?.rows.map((row) => columns.map((index) => row[index]))).toEqual(
    inOrder.map(({ regime, parameters, variant }) => [
      regime,
      String(parameters['tasks']),
      parameters['wake'],
      variant,
    ]),
  );
});

test('versions of one variant stay as the plan has them', () => {
  const like = cell('go/timer', 'all', 2, 'together');
  const versions = ['1.27.4', '1.26.8', '1.27.0'];
  const run = runOf(
    versions.map((runtimeVersion) => ({ ...like, id: `${like.id} ${runtimeVersion}`, runtimeVersion })),
  );
  const [table] = levelTables(run, summariseCases(run), () => []);
  expect(table?.rows.map(([, version]) => version)).toEqual(versions);
});

test('what a stored run does not know is no column, and a level that is no longer declared keeps its table', () => {
  const { levels, parameters } = exampleScenario;
  const { 'L4-thread': gone, ...left } = levels;
  expect(gone).toBeDefined();
  const depth = { kind: 'count', description: 'depth', minimum: 1, maximum: 9, default: 1 } as const;
  const scenario: Scenario = { ...exampleScenario, levels: left, parameters: { depth, ...parameters } };
  const run: Run = { ...exampleRun, scenarios: [scenario] };
  const tables = levelTables(run, summariseCases(run), () => ['elapsed']);
  expect(tables.map(({ level, description }) => [level, description])).toEqual([
    ['L1-timer', 'a bare timer'],
    ['L4-thread', 'a level that the scenario no longer has'],
  ]);
  for (const { constants, columns } of tables) {
    expect([...constants, ...columns.map(({ title }) => title)].join(' ')).not.toContain('depth');
  }
});

test('a metric that both probes have is not comparable between rows of different probes', () => {
  const latency = new Set(
    exampleRun.samples.filter(({ probe }) => probe === 'latency').map((own) => own.case),
  );
  // Rows with latency samples have no others here, so that their figure comes from these.
  const samples = exampleRun.samples.filter(
    (sample) => sample.probe === 'latency' || !latency.has(sample.case),
  );
  const run: Run = { ...exampleRun, samples };
  const reservations = (metric: string) =>
    levelTables(run, summariseCases(run), () => [metric])[0]?.reservations ?? [];
  expect(reservations('minor_faults')).toContain(
    'minor_faults comes from samples of different probes: memory, latency',
  );
  expect(reservations('elapsed').join()).not.toContain('probes');
});

test('a caveat stands under the tables that show its column, and under no other', () => {
  const caveats = { elapsed: 'holds included', wake_lateness_p99: 'of one sample' };
  const run: Run = { ...exampleRun, scenarios: [{ ...exampleScenario, caveats }] };
  const notes = (...metrics: string[]) =>
    levelTables(run, summariseCases(run), () => metrics).map((table) => [table.level, table.notes]);
  const elapsed = 'elapsed: holds included';
  const lateness = 'wake_lateness_p99: of one sample';
  // Every sample of L4-thread was skipped: there is no figure, and hence no column, to be read with care.
  expect(notes('elapsed')).toEqual([
    ['L1-timer', [elapsed]],
    ['L4-thread', []],
  ]);
  expect(notes('wake_lateness_p99', 'cpu', 'elapsed')[0]).toEqual(['L1-timer', [lateness, elapsed]]);
  expect(notes('cpu', 'wake_lateness_p50')[0]).toEqual(['L1-timer', []]);
  expect(notes('no_such_metric')[0]).toEqual(['L1-timer', []]);
});
