import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { CrossoverDefinition, Parameters, Probe, Regime, Scenario } from '../model.ts';
import { blockOf } from '../plan/cases.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { crossoverTables } from './crossover-tables.ts';
import { crossoverText } from './crossover-text.ts';
import { crossoversCsv } from './crossovers-csv.ts';
import { summariseCrossovers } from './crossovers.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import { reportMd } from './report-md.ts';
import type { Run } from './report.ts';
import { summaryTable } from './summary-table.ts';

const count = { kind: 'count', description: 'units a task', minimum: 0, maximum: 1e9, default: 1 } as const;

/** From which cost on does the pool beat no pool? */
const overCost: CrossoverDefinition = {
  name: 'pool_pays',
  question: 'From which cost on does the pool beat no pool?',
  over: 'cost',
  metric: 'task_time',
  against: 'go/none',
  variants: ['go/pool'],
};

function scenarioWith(...crossovers: CrossoverDefinition[]): Scenario {
  const [like] = exampleScenario.variants;
  if (like === undefined) throw new Error('expected a variant');
  const variants = ['go/none', 'go/pool', 'node/pool'].map((name) => ({ ...like, name }));
  const taskTime = {
    name: 'task_time',
    wire: 'workNs',
    perUnit: true,
    unit: 'ns/task',
    direction: 'lower-is-better',
    description: 'time of a task',
  } as const;
  return {
    ...exampleScenario,
    variants,
    parameters: { tasks: count, workers: count, cost: count },
    measurements: {
      memory: [
        taskTime,
        { ...taskTime, name: 'work_time', perUnit: false, unit: 'ns' },
        { ...taskTime, name: 'work_rate', direction: 'higher-is-better' },
        { ...taskTime, name: 'unit_time', wire: 'unitNs', perUnit: false, unit: 'ns/unit' },
      ],
      latency: [taskTime],
    },
    derived: { memory: [], latency: [] },
    ratios: [],
    crossovers,
  };
}

/** One cell: what a task takes in each round, ns. */
interface Cell {
  readonly variant: string;
  readonly parameters: Parameters;
  readonly taskNs: readonly number[];
  readonly unitNs?: number;
  readonly regime?: Regime;
  readonly version?: string;
  readonly probe?: Probe;
}

const okSample = exampleRun.samples.find((sample): sample is OkSample => sample.status === 'ok');

function runOf(scenario: Scenario, cells: readonly Cell[]): Run {
  const cases = cells.map(({ variant, parameters, regime = 'all', version = '1' }): PlannedCase => {
    const runtime = variant.slice(0, variant.indexOf('/'));
    const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return {
      id: ['naps', variant, `${runtime}@${version}`, regime, ...values].join(' '),
      scenario: 'naps',
      variant,
      level: 'L1-timer',
      runtime,
      runtimeVersion: version,
      regime,
      parameters: { ...parameters },
      skip: null,
    };
  });
  const samples = cells.flatMap(({ taskNs, unitNs = 1, probe = 'memory' }, index): Sample[] => {
    const { id, skip, ...own } = cases[index]!;
    expect(skip).toBeNull();
    const tasks = Number(own.parameters['tasks']);
    return taskNs.map((ns, round) => ({
      ...okSample!,
      ...own,
      case: id,
      block: blockOf(cases[index]!),
      probe,
      round,
      order: index * 1_000 + round,
      attempt: 1,
      measurements: { workNs: ns * tasks, unitNs },
      distributions: [],
    }));
  });
  const plan = { ...exampleRun.plan, cases, entries: [] };
  return { ...exampleRun, plan, samples, scenarios: [scenario] };
}

const sixRounds = [0, 1, 2, 3, 4, 5];
/** Drifts tenfold from round to round, which pairs do not see. */
const drifting = (ns: number, rounds = sixRounds): number[] => rounds.map((round) => ns * 10 ** round);

function both(parameters: Parameters, ratio: number, changes: Partial<Cell> = {}): Cell[] {
  return [
    { variant: 'go/pool', parameters, taskNs: drifting(1_000 * ratio), ...changes },
    { variant: 'go/none', parameters, taskNs: drifting(1_000), ...changes },
  ];
}

const found = (cells: readonly Cell[], ...definitions: CrossoverDefinition[]) =>
  summariseCrossovers(runOf(scenarioWith(...(definitions.length > 0 ? definitions : [overCost])), cells));

describe('what is compared', () => {
  test('rounds, one by one, however much the machine drifts', () => {
    const [own, ...others] = found([
      ...both({ tasks: 10, workers: 2, cost: 1 }, 2),
      ...both({ tasks: 10, workers: 2, cost: 100 }, 0.5),
    ]);
    expect(others).toEqual([]);
    expect(own).toMatchObject({
      n: 6,
      parameters: { tasks: 10, workers: 2 },
      result: { status: 'found', worseAt: 1, betterAt: 100 },
      flag: null,
    });
    expect(own?.result.estimate).toBeCloseTo(10, 9);
  });

  test('a higher figure may be the better one', () => {
    const cells = [
      ...both({ tasks: 1, workers: 2, cost: 1 }, 2),
      ...both({ tasks: 1, workers: 2, cost: 100 }, 0.5),
    ];
    expect(found(cells, { ...overCost, metric: 'work_rate' })[0]?.result).toMatchObject({
      status: 'not-monotone',
      betterAt: 1,
      worseAt: 100,
    });
  });

  test('a round that one of the two lacks counts for nothing, and n is that of the poorest value', () => {
    const [own] = found([
      ...both({ tasks: 10, workers: 2, cost: 1 }, 2),
      { variant: 'go/pool', parameters: { tasks: 10, workers: 2, cost: 100 }, taskNs: drifting(1) },
      {
        variant: 'go/none',
        parameters: { tasks: 10, workers: 2, cost: 100 },
        taskNs: drifting(2).slice(0, 5),
      },
    ]);
    expect(own).toMatchObject({ n: 5, result: { status: 'not-shown', worseAt: 1, betterAt: null } });
  });

  test('latency samples do not count', () => {
    const cells = [1, 100].flatMap((cost) => both({ tasks: 10, workers: 2, cost }, 2, { probe: 'latency' }));
    expect(found(cells)[0]).toMatchObject({ n: 0, result: { status: 'not-measured' } });
  });

  test('each regime, version and set of other parameters is a row of its own', () => {
    const settings: Partial<Cell>[] = [{}, { regime: '1core' }, { version: '2' }];
    const rows = found([
      ...settings.flatMap((changes, index) => [
        ...both({ tasks: 10, workers: 2, cost: 1 }, 2, changes),
        ...both({ tasks: 10, workers: 2, cost: 10 ** (index + 1) }, 0.5, changes),
      ]),
      ...both({ tasks: 10, workers: 8, cost: 1 }, 2),
      ...both({ tasks: 10, workers: 8, cost: 10_000 }, 0.5),
    ]);
    expect(
      rows.map((row) => [
        row.case.regime,
        row.case.runtimeVersion,
        row.parameters['workers'],
        row.result.betterAt,
      ]),
    ).toEqual([
      ['all', '1', 2, 10],
      ['1core', '1', 2, 100],
      ['all', '2', 2, 1_000],
      ['all', '1', 8, 10_000],
    ]);
    expect(rows.every(({ case: own, against }) => own.runtimeVersion === against.runtimeVersion)).toBe(true);
  });

  test('a version is compared with itself alone', () => {
    const cells = ['1', '2'].flatMap((version) => [
      ...both({ tasks: 10, workers: 2, cost: 1 }, 2, { version }),
      ...both({ tasks: 10, workers: 2, cost: 100 }, 0.5, { version }),
    ]);
    expect(
      found(cells).map(({ case: own, against }) => [own.runtimeVersion, against.runtimeVersion]),
    ).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
  });

  test('another runtime is compared with every version of the other', () => {
    const cells = [1, 100].flatMap((cost): Cell[] => {
      const parameters = { tasks: 10, workers: 2, cost };
      return [
        { variant: 'node/pool', parameters, taskNs: drifting(100 / cost) },
        ...['1', '2'].map((version) => ({ variant: 'go/none', parameters, taskNs: drifting(10), version })),
      ];
    });
    const rows = found(cells, { ...overCost, variants: ['node/pool'] });
    expect(rows.map(({ against, result }) => [against.runtimeVersion, result.status])).toEqual([
      ['1', 'found'],
      ['2', 'found'],
    ]);
    const [table] = crossoverTables(rows);
    expect(table?.columns.map(({ title }) => title)).toEqual(['variant', 'against_version', 'shown']);
  });

  test('one swept value is no sweep, and makes no row', () => {
    expect(
      found([...both({ tasks: 10, workers: 2, cost: 1 }, 2), ...both({ tasks: 10, workers: 4, cost: 5 }, 2)]),
    ).toEqual([]);
  });

  test('two planned ones without figures are a row that says so', () => {
    const cells = [1, 10].flatMap((cost) => both({ tasks: 10, workers: 2, cost }, 2, { taskNs: [] }));
    const [own] = found([...cells, ...both({ tasks: 10, workers: 2, cost: 100 }, 2)]);
    expect(own).toMatchObject({
      n: 0,
      swept: [100],
      missing: [1, 10],

      parameters: { tasks: 10, workers: 2 },
      result: { status: 'not-measured' },
    });
  });
});

test('a value without figures is told, since nothing was shown there', () => {
  const cells = [
    ...both({ tasks: 10, workers: 2, cost: 1 }, 2),
    ...both({ tasks: 10, workers: 2, cost: 10 }, 0.5),
    ...both({ tasks: 10, workers: 2, cost: 100 }, 2, { taskNs: [] }),
  ];
  const [own] = found(cells);
  expect(own).toMatchObject({ swept: [1, 10], missing: [100] });
  expect(crossoverText(own!)).toMatch(/; no figure at cost 100$/);
});

describe('the size', () => {
  const cells = [
    ...both({ tasks: 1_000, workers: 2, cost: 1 }, 2),
    ...both({ tasks: 10, workers: 2, cost: 100 }, 0.5),
  ];

  test('may change along with the swept value where the metric is given for a unit of work', () => {
    expect(found(cells)[0]).toMatchObject({ parameters: { workers: 2 }, result: { status: 'found' } });
    expect(found(cells)[0]?.parameters).not.toHaveProperty('tasks');
  });

  test('must not where it is not', () => {
    expect(found(cells, { ...overCost, metric: 'work_time' })).toEqual([]);
    const equal = [...cells, ...both({ tasks: 1_000, workers: 2, cost: 100 }, 0.5)];
    expect(found(equal, { ...overCost, metric: 'work_time' })).toMatchObject([
      { parameters: { tasks: 1_000, workers: 2 }, result: { status: 'found' } },
    ]);
  });

  test('counts where it is the largest of those measured', () => {
    const parameters = (tasks: number) => ({ tasks, workers: 2, cost: 1 });
    const [own] = found([
      ...both(parameters(10), 0.5),
      ...both(parameters(500_000), 0.5, { taskNs: [] }),
      ...cells,
    ]);
    expect(own).toMatchObject({ n: 6, result: { status: 'found', worseAt: 1 } });
  });

  test('of a value that was not measured is none of the row', () => {
    const [own] = found([
      ...both({ tasks: 500, workers: 2, cost: 0 }, 2, { taskNs: [] }),
      ...both({ tasks: 10, workers: 2, cost: 1 }, 2),
      ...both({ tasks: 10, workers: 2, cost: 100 }, 0.5),
    ]);
    expect(own).toMatchObject({ swept: [1, 100], parameters: { tasks: 10, workers: 2 } });
  });

  test('may be what is swept', () => {
    const start: CrossoverDefinition = {
      ...overCost,
      name: 'start_pays',
      over: 'tasks',
      metric: 'work_time',
    };
    const rows = found(
      [
        ...both({ tasks: 1, workers: 2, cost: 5 }, 2),
        ...both({ tasks: 10_000, workers: 2, cost: 5 }, 0.5),
        ...both({ tasks: 10_000, workers: 2, cost: 6 }, 0.5),
      ],
      start,
    );
    expect(rows).toMatchObject([
      { parameters: { workers: 2, cost: 5 }, result: { worseAt: 1, betterAt: 10_000 } },
    ]);
    expect(rows[0]?.result.estimate).toBeCloseTo(100, 9);
  });
});

describe('what is told', () => {
  const textOf = (ratios: Readonly<Record<number, number>>, rounds = sixRounds): string => {
    const cells = Object.entries(ratios).flatMap(([cost, ratio]) =>
      both({ tasks: 1, workers: 2, cost: Number(cost) }, ratio).map((cell) => ({
        ...cell,
        taskNs: cell.taskNs.slice(0, rounds.length),
      })),
    );
    return crossoverText(found(cells)[0]!);
  };
  /** As likely above as below 1. */
  const open = (cost: number): Cell[] => [
    { variant: 'go/pool', parameters: { tasks: 1, workers: 2, cost }, taskNs: [1, 1, 1, 4, 4, 4] },
    { variant: 'go/none', parameters: { tasks: 1, workers: 2, cost }, taskNs: [2, 2, 2, 2, 2, 2] },
  ];
  const withOpen = (cost: number, other: number, ratio: number): string =>
    crossoverText(found([...open(cost), ...both({ tasks: 1, workers: 2, cost: other }, ratio)])[0]!);

  test('in words, by status', () => {
    expect(textOf({ 10: 2, 1_000: 0.5 })).toBe('beats go/none from cost ≈ 100 on, between 10 and 1,000');
    expect(textOf({ 1: 0.5, 10: 0.5 })).toBe('beats go/none at cost 1 already, the smallest measured');
    expect(textOf({ 1: 2, 1_000: 2 })).toBe('is beaten by go/none at cost 1,000 still, the largest measured');
    expect(textOf({ 1: 0.5, 10: 2 })).toBe(
      'no single crossover: beats go/none at cost 1 and is beaten by it at cost 10',
    );
    expect(textOf({ 10: 2, 1_000: 0.5 }, [0, 1, 2, 3, 4])).toBe(
      'not shown: fewer than 6 rounds, so no interval; the medians cross at cost ≈ 100',
    );
    expect(textOf({ 1: 2, 10: 2 }, [])).toBe('not measured at two values');
  });

  test('that an advantage fades', () => {
    const fading = [...both({ tasks: 1, workers: 2, cost: 1 }, 0.5), ...open(10)];
    expect(crossoverText(found(fading)[0]!)).toBe(
      'beats go/none at cost 1 already, the smallest measured; above 1 not shown throughout',
    );
    const late = [
      ...both({ tasks: 1, workers: 2, cost: 0 }, 4),
      ...both({ tasks: 1, workers: 2, cost: 1 }, 0.25),
      ...open(10),
    ];
    expect(crossoverText(found(late)[0]!)).toBe(
      'beats go/none from cost ≈ 0.5 on, between 0 and 1; above 1 not shown throughout',
    );
  });

  test('which end is missing', () => {
    expect(withOpen(1, 10, 0.5)).toBe(
      'not shown from where: beats go/none at cost 10, and is nowhere shown to be beaten below; the medians cross at cost ≈ 1',
    );
    expect(withOpen(10, 1, 2)).toBe(
      'not shown from where: is beaten by go/none at cost 1, and nowhere shown to beat it above; the medians do not cross',
    );
    expect(crossoverText(found([...open(1), ...open(2)])[0]!)).toBe(
      'not shown: nowhere beats go/none and nowhere is beaten by it; the medians do not cross',
    );
  });

  const scenario = { ...scenarioWith(overCost), comparableWhile: { metric: 'unit_time', within: 0.05 } };
  const sweep = (changes: Partial<Cell>) =>
    runOf(scenario, [
      ...both({ tasks: 1_000, workers: 2, cost: 1 }, 2),
      { ...both({ tasks: 10, workers: 2, cost: 100 }, 0.5)[0]!, ...changes },
      both({ tasks: 10, workers: 2, cost: 100 }, 0.5)[1]!,
      // Not compared here, so its quicker unit is no matter.
      {
        variant: 'node/pool',
        parameters: { tasks: 10, workers: 2, cost: 100 },
        taskNs: drifting(1),
        unitNs: 0.5,
      },
    ]);

  test('crossovers.csv: empty for what was swept and for a size that changes along with it', () => {
    const rows: unknown = parse([...crossoversCsv.write(sweep({}))].join(''), { columns: true });
    expect(rows).toEqual([
      {
        scenario: 'naps',
        variant: 'go/pool',
        runtime: 'go',
        runtime_version: '1',
        regime: 'all',
        crossover: 'pool_pays',
        tasks: '',
        workers: '2',
        cost: '',
        level: 'L1-timer',
        metric: 'task_time',
        against: 'go/none',
        against_version: '1',
        over: 'cost',
        swept: '1 100',
        n: '6',
        status: 'found',
        estimate: expect.stringMatching(/^(10|9\.99999\d*|10\.00000\d*)$/) as string,
        from: '1',
        to: '100',
        up_to: '100',
        unit: 'count',
        not_comparable: '',
        run: exampleRun.plan.runId,
      },
    ]);
  });

  test('that the unit of work took longer on one side', () => {
    const run = sweep({ unitNs: 1.2 });
    const reason = 'at cost 100 in go/pool unit_time is 1.2 ns and 1 ns in go/none: 20 % apart';
    expect(summariseCrossovers(run).map(({ flag }) => flag)).toEqual([reason]);
    expect([...crossoversCsv.write(run)].join('')).toContain(reason);
    const line = `go/pool, ${reason} (naps go/pool go@1 all workers=2)`;
    expect(summaryTable(run)).toContain(`not comparable: ${line}\n`);
    expect([...reportMd.write(run)].join('')).toContain(`> **Not comparable:** ${line}\n`);
  });

  test('the table in terminal and report', () => {
    const sentence = 'beats go/none from cost ≈ 10 on, between 1 and 100';
    expect(summaryTable(sweep({}))).toContain(
      [
        'naps, pool_pays: From which cost on does the pool beat no pool?',
        'task_time, each row against go/none, over cost (units a task); go 1, regime all, workers 2, rounds 6',
        '',
        'variant  shown',
        `go/pool  ${sentence}`,
        '',
      ].join('\n'),
    );
    expect([...reportMd.write(sweep({}))].join('')).toContain(`| go/pool   | ${sentence} |\n`);
  });
});
