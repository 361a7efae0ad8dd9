import stringWidth from 'string-width';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import { checkFormat, checkPlanSchema } from '../store/check-plan.ts';
import type { PairLine } from '../store/check-folder.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { comparisonCsv } from './comparison-csv.ts';
import { comparisonJson } from './comparison-json.ts';
import { matchSettings, matchVersions } from './comparison-matches.ts';
import { comparisonMd } from './comparison-md.ts';
import { reportCheck, reportRuns, reportWithin, type ComparisonReport } from './comparison-report.ts';
import { comparisonTables, comparisonText } from './comparison-table.ts';
import { compareArms, compareRuns, compareWithin, markOf, paired, unpaired } from './comparisons.ts';
import { exampleRun, exampleScenario, hostileReason, type ExampleRun } from './example-run.ts';
import type { Run } from './report.ts';
import { plainTerminal, type Terminal } from './terminal.ts';

const all = { metrics: null, probe: null } as const;
const only = (...metrics: string[]) => ({ metrics, probe: null }) as const;

describe('what the values of a row say', () => {
  const pairs = (...lns: number[]) => lns.map((ln) => [100, 100 * Math.exp(ln)] as const);

  test('paired: the median Walsh average, its interval and p, all of the ln ratios', () => {
    const figures = paired(pairs(0.01, 0.02, 0.03, 0.04, 0.05, 0.06));
    expect(figures).toMatchObject({ pairing: 'paired', n: { base: 6, head: 6 }, base: 100, shown: true });
    expect(figures.head).toBeCloseTo(100 * ((Math.exp(0.03) + Math.exp(0.04)) / 2), 10);
    expect(figures.ratio).toBeCloseTo(Math.exp(0.035), 12);
    expect(figures.interval?.low).toBeCloseTo(Math.exp(0.01), 12);
    expect(figures.interval?.high).toBeCloseTo(Math.exp(0.06), 12);
    expect(figures.p).toBe(2 / 64);
  });

  test('exchanging the sides inverts the ratio and changes nothing else', () => {
    const own = pairs(-0.02, 0.01, 0.03, 0.04, 0.09, 0.3, 0.31);
    const [there, back] = [paired(own), paired(own.map(([base, head]) => [head, base] as const))];
    expect(back.ratio).toBeCloseTo(1 / (there.ratio ?? NaN), 12);
    expect(back.interval?.high).toBeCloseTo(1 / (there.interval?.low ?? NaN), 12);
    expect([back.p, back.shown]).toEqual([there.p, there.shown]);
  });

  test('fewer than six pairs: a ratio without an interval, and nothing is shown', () => {
    expect(paired(pairs(0.5, 0.6, 0.7, 0.8, 0.9))).toMatchObject({
      ratio: expect.closeTo(Math.exp(0.7), 12) as number,
      interval: null,
      p: null,
      shown: false,
    });
  });

  test('no difference at all', () => {
    expect(paired(pairs(0, 0, 0, 0, 0, 0))).toMatchObject({
      ratio: 1,
      interval: { low: 1, high: 1 },
      p: 1,
      shown: false,
    });
  });

  test('no ratio where a value is 0 or negative, but medians', () => {
    const none = { ratio: null, interval: null, p: null, shown: false };
    expect(paired([...pairs(0, 0, 0, 0, 0, 0), [0, 5]])).toMatchObject({
      ...none,
      base: 100,
      n: { head: 7 },
    });
    expect(paired([[1, -1]])).toMatchObject({ ...none, base: 1, head: -1 });
    expect(unpaired([1, 2], [0])).toMatchObject({ ...none, base: 1.5, head: 0, n: { base: 2, head: 1 } });
  });

  test('unpaired: the median of all differences, its interval and p', () => {
    const base = [0, 0.01, 0.02, 0.03].map(Math.exp);
    const figures = unpaired(
      base,
      base.map((value) => value * Math.exp(0.1)),
    );
    expect(figures).toMatchObject({ pairing: 'unpaired', n: { base: 4, head: 4 }, shown: true });
    expect(figures.ratio).toBeCloseTo(Math.exp(0.1), 12);
    expect(figures.interval?.low).toBeCloseTo(Math.exp(0.07), 12);
    expect(figures.interval?.high).toBeCloseTo(Math.exp(0.13), 12);
    expect(figures.p).toBeCloseTo(2 / 70, 12);
    expect(unpaired([1, 2, 3], [4, 5, 6])).toMatchObject({
      ratio: 2.5,
      interval: null,
      p: null,
      shown: false,
    });
  });

  test('marks: an interval that holds 1; one that does not, among many rows; one that stands', () => {
    expect(markOf({ shown: false, adjusted: 0.01 })).toBe('~');
    expect(markOf({ shown: false, adjusted: null })).toBe('~');
    expect(markOf({ shown: true, adjusted: 0.101 })).toBe('?');
    expect(markOf({ shown: true, adjusted: 0.1 })).toBe('');
  });
});

const casesOf = (run: Run, variant: string): PlannedCase[] =>
  run.plan.cases.filter((own) => own.variant === variant);

const matches = (run: Run) => matchSettings(casesOf(run, 'go/timer'), casesOf(run, 'node/timer'));

/** A run in which some samples are others. */
function changed(change: (sample: OkSample) => OkSample, run = exampleRun): ExampleRun {
  const samples = run.samples.map((sample): Sample => (sample.status === 'ok' ? change(sample) : sample));
  return { ...run, samples };
}

/** How long the timed region takes, in proportion to that of the example. */
function slowed(factor: (sample: OkSample) => number, run = exampleRun): ExampleRun {
  return changed((sample) => ({ ...sample, elapsedNs: Math.round(sample.elapsedNs * factor(sample)) }), run);
}

describe('cases of one run', () => {
  test('pairs are rounds in which both have a result: node failed in one of them', () => {
    const rows = compareWithin(exampleRun, matches(exampleRun).matches, only('elapsed', 'peak'));
    expect(
      rows.map(({ what, metric, n, pairing }) => [
        what.head.case.parameters['tasks'],
        metric.name,
        pairing,
        n.base,
      ]),
    ).toEqual([
      [0, 'elapsed', 'paired', 5],
      [0, 'peak', 'paired', 5],
      [1_000, 'elapsed', 'paired', 6],
      [1_000, 'peak', 'paired', 6],
      [10_000, 'elapsed', 'paired', 6],
      [10_000, 'peak', 'paired', 6],
    ]);
    expect(rows[0]?.what).toMatchObject({
      base: { label: 'go/timer', case: { variant: 'go/timer' }, run: exampleRun.plan.runId },
      head: { label: 'node/timer', case: { variant: 'node/timer' } },
    });
  });

  // A round that is twice as slow on both sides hides nothing when it is held against itself.
  test('values of the same round are held against each other', () => {
    const run = slowed(({ variant, round }) => (1 + round) * (variant === 'node/timer' ? 1.01 : 1));
    const [withFailure, row] = compareWithin(run, matches(run).matches, only('elapsed'));
    expect(withFailure).toMatchObject({ n: { base: 5, head: 5 }, ratio: expect.closeTo(1.01, 6) as number });
    expect(row).toMatchObject({ ratio: expect.closeTo(1.01, 6) as number, p: 2 / 64, shown: true });
    const shuffled = {
      ...run,
      plan: {
        ...run.plan,
        entries: run.plan.entries.map((entry) => ({ ...entry, block: `of ${entry.case}` })),
      },
    };
    const [, other] = compareWithin(shuffled, matches(run).matches, only('elapsed'));
    expect(other).toMatchObject({ pairing: 'unpaired', n: { base: 6, head: 6 }, shown: false });
  });

  test('without a name: what the report shows and what is gated, of the probe that has it', () => {
    const names = new Set(
      compareWithin(exampleRun, matches(exampleRun).matches, all).map(({ metric }) => metric.name),
    );
    expect([...names].toSorted()).toEqual([...exampleScenario.shown.report].toSorted());
    const latency = compareWithin(exampleRun, matches(exampleRun).matches, {
      metrics: null,
      probe: 'latency',
    });
    expect(latency.map(({ metric, n }) => [metric.name, n.base])).toEqual([
      ['wake_lateness_p50', 2],
      ['wake_lateness_p99', 2],
    ]);
  });

  test('a metric that is a multiple of another case is taken round by round too', () => {
    const run = slowed(({ variant, round }) => (1 + round) * (variant === 'go/timer' ? 2 : 1));
    const go = casesOf(run, 'go/timer');
    const rows = compareWithin(
      run,
      matchSettings(
        go,
        [...go].map((own) => own),
      ).matches,
      only('elapsed_multiple'),
    );
    expect(rows.map(({ base }) => base)).toEqual([2, 2, 2].map((two) => expect.closeTo(two, 2) as number));
    expect(rows.map(({ n }) => n.base)).toEqual([6, 6, 6]);
  });

  test('p is corrected over all rows together', () => {
    const run = slowed(({ variant, parameters }) =>
      variant === 'node/timer' && parameters['tasks'] === 10_000 ? 2 : 1,
    );
    const rows = compareWithin(run, matches(run).matches, only('elapsed'));
    expect(rows.map(({ p, adjusted }) => [p, adjusted])).toEqual([
      [null, null],
      [1, 1],
      [2 / 64, 4 / 64],
    ]);
    expect(rows.map(markOf)).toEqual(['~', '~', '']);
  });

  test('different levels are stamped and not paired', () => {
    const run = exampleRun;
    const thread = {
      ...casesOf(run, 'node/timer')[2]!,
      level: 'L4-thread',
    };
    const plan = {
      ...run.plan,
      cases: run.plan.cases.map((own) => (own.id === thread.id ? thread : own)),
      entries: run.plan.entries.map((entry) =>
        entry.case === thread.id ? { ...entry, block: 'naps L4-thread all' } : entry,
      ),
    };
    const rows = compareWithin(
      { ...run, plan },
      [{ base: casesOf(run, 'go/timer')[2]!, head: thread }],
      only('peak'),
    );
    expect(rows).toMatchObject([
      { pairing: 'unpaired', reservations: ['different levels stand together: L1-timer, L4-thread'] },
    ]);
  });

  test('two scenarios are stamped, and a name that means another unit there is no shared metric', () => {
    const [memory] = exampleScenario.measurements.memory;
    const dreams = {
      ...exampleScenario,
      name: 'dreams',
      measurements: { ...exampleScenario.measurements, memory: [{ ...memory!, unit: 'ns/item' as const }] },
    };
    const isNode = ({ variant }: { variant: string }): boolean => variant === 'node/timer';
    const run: Run = {
      ...exampleRun,
      plan: {
        ...exampleRun.plan,
        cases: exampleRun.plan.cases.map((own) => (isNode(own) ? { ...own, scenario: 'dreams' } : own)),
      },
      samples: exampleRun.samples.map((own) => (isNode(own) ? { ...own, scenario: 'dreams' } : own)),
      scenarios: [exampleScenario, dreams],
    };
    const rows = compareWithin(run, matches(run).matches.slice(1, 2), only('create_per_task', 'peak'));
    expect(rows.map(({ metric, reservations }) => [metric.name, reservations])).toEqual([
      ['peak', ['different scenarios stand together: naps, dreams']],
    ]);
  });

  test('cells whose unit of work took another time are stamped', () => {
    const scenario = { ...exampleScenario, comparableWhile: { metric: 'elapsed', within: 0.05 } };
    const run = slowed(({ variant }) => (variant === 'node/timer' ? 2 : 1), {
      ...exampleRun,
      scenarios: [scenario],
    });
    const rows = compareWithin(run, matches(run).matches.slice(1, 2), only('peak'));
    expect(rows[0]?.reservations).toEqual([expect.stringMatching(/^node\/timer, elapsed is .* 100 % apart/)]);
  });
});

/** The same plan at another time, with other versions. */
function anotherRun(run: ExampleRun, nodeVersion = '26.10.0'): ExampleRun {
  const rename = (id: string): string => id.replace('node@26.10.0', `node@${nodeVersion}`);
  return {
    ...run,
    plan: {
      ...run.plan,
      runId: '2026-11-21T10-00-00Z Another',
      createdAt: '2026-11-21T10:00:00.000Z',
      version: '0.2.0',
      cases: run.plan.cases.map((own) => ({
        ...own,
        id: rename(own.id),
        runtimeVersion: own.runtime === 'node' ? nodeVersion : own.runtimeVersion,
      })),
      entries: run.plan.entries.map((entry) => ({ ...entry, case: rename(entry.case) })),
      settings: Object.fromEntries(run.plan.cases.map(({ id }) => [rename(id), { waitNs: 1_000_000 }])),
    },
    environment: { ...run.environment, kernel: '6.19.0' },
    samples: run.samples.map((sample) => ({ ...sample, case: rename(sample.case) })),
  };
}

const slower = anotherRun(
  slowed(({ parameters }) => (parameters['tasks'] === 10_000 ? 1.052 : 1)),
  '27.0.0',
);
const two = [
  { label: 'results/one', run: exampleRun },
  { label: 'results/two', run: slower },
] as const;

describe('two runs', () => {
  test('every case of both, never paired', () => {
    const report = reportRuns(...two, only('elapsed'));
    expect(
      report.comparisons.map(({ what, pairing, n }) => [what.head.case.id, pairing, n.base, n.head]),
    ).toEqual([
      ['naps go/timer go@1.27.4 all tasks=0 wake=together', 'unpaired', 6, 6],
      ['naps node/timer node@27.0.0 all tasks=0 wake=together', 'unpaired', 5, 5],
      ['naps go/timer go@1.27.4 all tasks=1000 wake=together', 'unpaired', 6, 6],
      ['naps node/timer node@27.0.0 all tasks=1000 wake=together', 'unpaired', 6, 6],
      ['naps go/timer go@1.27.4 all tasks=10000 wake=together', 'unpaired', 6, 6],
      ['naps node/timer node@27.0.0 all tasks=10000 wake=together', 'unpaired', 6, 6],
    ]);
    expect(report.comparisons.map(({ shown }) => shown)).toEqual([false, false, false, false, true, true]);
    expect(report.comparisons[4]?.ratio).toBeCloseTo(1.052, 6);
  });

  test('what is doubtful about it', () => {
    const { basis, warnings, leftOut } = reportRuns(...two, only('elapsed'));
    expect(basis).toEqual([
      'unpaired: the runs were taken at different times, so that drift of the machine counts as difference',
    ]);
    expect(warnings).toEqual(
      expect.arrayContaining([
        "the environments differ, so that not all differences are the programs' own: Interleave: 0.1.0 and 0.2.0; kernel: 6.18.0 and 6.19.0",
        'matched by runtime, though its versions differ: node@26.10.0 against 27.0.0',
        'pilots settled different values, and what holds such a time, as elapsed may, differs by that: waitNs none and 1,000,000 (naps go/timer go@1.27.4 all tasks=0 wake=together) and 6 more',
        expect.stringMatching(/^one: other programs used more than 5 %/),
        expect.stringMatching(/^two: other programs used more than 5 %/),
      ]),
    );
    expect(leftOut).toEqual([
      'no figure of both sides: naps node/thread node@27.0.0 all tasks=10 wake=-apart',
    ]);
  });

  test('cases of one run alone, and scenarios that are gone', () => {
    const plan = { ...slower.plan, cases: slower.plan.cases.filter(({ variant }) => variant === 'go/timer') };
    const { comparisons, leftOut } = reportRuns(
      two[0],
      { ...two[1], run: { ...slower, plan } },
      only('peak'),
    );
    expect(comparisons).toHaveLength(3);
    expect(leftOut).toEqual([
      'only in one: naps node/timer node@26.10.0 all tasks=0 wake=together; naps node/timer node@26.10.0 all tasks=1000 wake=together; naps node/timer node@26.10.0 all tasks=10000 wake=together; and 1 more',
    ]);
    const gone = reportRuns(
      { ...two[0], run: { ...exampleRun, scenarios: [] } },
      { ...two[1], run: { ...slower, scenarios: [] } },
      all,
    );
    expect(gone.comparisons).toEqual([]);
    expect(gone.leftOut).toEqual(['scenarios that this Interleave does not have: naps']);
  });

  test('a run that is not finished says so', () => {
    const run = { ...slower, samples: slower.samples.slice(0, 20) };
    expect(reportRuns(two[0], { ...two[1], run }, only('peak')).warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^two: planned samples not taken yet: \d+/)]),
    );
  });

  test('the same case is held against itself, whatever else the runs have', () => {
    const go = casesOf(exampleRun, 'go/timer');
    const rows = compareRuns(...two, [{ base: go[0]!, head: casesOf(slower, 'go/timer')[0]! }], only('peak'));
    expect(rows.map(({ ratio }) => ratio)).toEqual([1]);
  });
});

/** A check with two cells: seven pairs of memory samples of which one is noisy, one has failed and one is torn. */
function exampleCheck(scenario = exampleScenario) {
  const cases = casesOf(exampleRun, 'go/timer').slice(1);
  const sampleOf = (planned: PlannedCase, round: number): OkSample =>
    exampleRun.samples.find(
      (sample): sample is OkSample =>
        sample.status === 'ok' &&
        sample.case === planned.id &&
        sample.probe === 'memory' &&
        sample.round === round % 5,
    )!;
  const plan = checkPlanSchema.parse({
    format: checkFormat,
    version: '0.1.0',
    checkId: 'example-check',
    createdAt: '2026-11-21T10:00:00.000Z',
    kind: 'check',
    suite: null,
    seed: 1,
    arms: {
      base: { label: 'main (1a2b3c4)', revision: null },
      head: { label: 'working tree', revision: null },
    },
    cells: cases.map((own) => ({ id: own.id, base: own, head: own, probe: 'memory', gated: [] })),
    oneSided: [{ case: 'naps go/other', side: 'new' }],
    policy: defaultPolicy,
    looks: [{ pairs: 14, q: 0.01 }],
    floors: [],
    calibration: null,
    settings: {},
    pairNs: {},
    budgetNs: null,
    injected: null,
  });
  const pairs = cases.flatMap((planned, cell) =>
    Array.from({ length: 9 }, (_pair, round): PairLine[] => {
      const own = sampleOf(planned, round);
      const line = { pair: cell * 9 + round, round, cell: planned.id };
      const noisy = { ...own, noise: { ...own.noise, foreignCpuNs: 500_000_000 } };
      // Drift that both of a pair have; a slowdown of 4 % in one cell alone.
      const elapsedNs = own.elapsedNs * (1 + round) * (cell === 1 ? 1.04 : 1);
      const head = { ...own, elapsedNs: Math.round(elapsedNs) };
      const base = { ...own, elapsedNs: own.elapsedNs * (1 + round) };
      const {
        elapsedNs: _elapsedNs,
        manifest,
        witness,
        measurements,
        iterations,
        distributions,
        ...seen
      } = own;
      const failed: Sample = {
        ...seen,
        status: 'failed',
        reason: hostileReason,
        manifest: null,
        exit: null,
        stderrTail: '',
        rawLine: null,
        leftovers: [],
      };
      return [
        { ...line, arm: 'head', position: round % 2, sample: round === 7 && cell === 0 ? failed : head },
        { ...line, arm: 'base', position: 1 - (round % 2), sample: round === 8 && cell === 0 ? noisy : base },
      ];
    }).flat(),
  );
  return { check: { plan, lines: pairs.slice(0, -1) }, scenarios: [scenario] };
}

describe('the arms of a check', () => {
  const { check, scenarios } = exampleCheck();

  test('paired by pair in metrics that it does not gate; noisy, failed and torn pairs are left out', () => {
    const rows = compareArms(check, scenarios, only('elapsed', 'peak'));
    expect(
      rows.map(({ what, metric, pairing, n, noisyPairs }) => [
        what.head.case.parameters['tasks'],
        metric.name,
        pairing,
        n.base,
        noisyPairs,
      ]),
    ).toEqual([
      [1_000, 'elapsed', 'paired', 7, 1],
      [1_000, 'peak', 'paired', 7, 1],
      [10_000, 'elapsed', 'paired', 8, 0],
      [10_000, 'peak', 'paired', 8, 0],
    ]);
    expect(rows.map(({ ratio }) => ratio)).toEqual([1, 1, expect.closeTo(1.04, 6), 1]);
    expect(rows.map(markOf)).toEqual(['~', '~', '', '~']);
    expect(rows[2]).toMatchObject({ p: 2 / 256, adjusted: 8 / 256 });
  });

  test('what is doubtful about it', () => {
    const report = reportCheck(check, scenarios, all);
    expect(report).toMatchObject({ base: 'main (1a2b3c4)', head: 'working tree' });
    expect(report.warnings.filter((warning) => !warning.includes('(?)'))).toEqual([
      'noisy pairs that were left out: 1',
      'pairs of which a sample has no result: 1',
    ]);
    expect(report.leftOut).toEqual(['only in head: naps go/other']);
    expect(reportCheck(check, [], all)).toMatchObject({
      comparisons: [],
      leftOut: ['only in head: naps go/other', 'scenarios that this Interleave does not have: naps'],
    });
  });

  test('another probe than the cells have', () => {
    expect(compareArms(check, scenarios, { metrics: null, probe: 'latency' })).toEqual([]);
  });
});

describe('golden files (vitest -u writes them)', () => {
  const { check, scenarios } = exampleCheck();
  const reports: Readonly<Record<string, ComparisonReport>> = {
    cases: reportWithin(
      exampleRun,
      { base: 'naps/go/timer of results/one', head: 'naps/node/timer of results/one' },
      matches(exampleRun),
      all,
    ),
    runs: reportRuns(...two, only('elapsed', 'bytes_per_task')),
    check: reportCheck(check, scenarios, only('elapsed', 'peak')),
  };

  test.each(Object.entries(reports))('text of %s', async (name, report) => {
    await expect(comparisonText(report)).toMatchFileSnapshot(`golden/comparison-${name}.txt`);
  });

  test.each([72, 80, 100])('no line of the text is wider than %d columns', (width) => {
    for (const report of Object.values(reports)) {
      const text = comparisonText(report, { ...plainTerminal, width });
      expect(text.split('\n').filter((line) => stringWidth(line) > width)).toEqual([]);
    }
  });

  test('columns that the width does not hold are named, those of least use first', () => {
    expect(comparisonText(reports['cases']!, { ...plainTerminal, width: 60 })).toContain(
      'left out, as a width of 60 does not hold them: adjusted',
    );
    expect(comparisonText(reports['cases']!)).not.toContain('left out, as');
  });

  test('colour marks what words say already', () => {
    const paint: Terminal['paint'] = (role, text) => `{${role}}${text}{/}`;
    const painted = comparisonText(reports['cases']!, { ...plainTerminal, paint });
    expect(painted).toMatch(/^\{heading\}naps, peak \(.*\)\{\/\}$/m);
    expect(painted).toMatch(/^\{doubt\}warning:\{\/\} other programs/m);
    expect(painted.replace(/\{\/?\w*\}/g, '')).toBe(comparisonText(reports['cases']!));
  });

  test('the other formats', async () => {
    const report = reports['runs']!;
    await expect([...comparisonCsv(report)].join('')).toMatchFileSnapshot('golden/comparison.csv');
    await expect(comparisonJson(report)).toMatchFileSnapshot('golden/comparison-json.txt');
    await expect(comparisonMd(report)).toMatchFileSnapshot('golden/comparison-md.txt');
  });
});

describe('tables', () => {
  test('in the order of the report, though the first case has no figure for one task', () => {
    const report = reportRuns(...two, all);
    expect(report.comparisons[0]?.metric.name).toBe('parked_resident');
    expect(comparisonTables(report).map(({ metric }) => metric.name)).toEqual(exampleScenario.shown.report);
    const named = reportRuns(...two, only('minor_faults', 'elapsed', 'peak'));
    expect(comparisonTables(named).map(({ metric }) => metric.name)).toEqual([
      'peak',
      'elapsed',
      'minor_faults',
    ]);
  });

  const tableFor = (factor: (sample: OkSample) => number, metric = 'elapsed') => {
    const run = anotherRun(slowed(factor));
    const [table] = comparisonTables(reportRuns(two[0], { label: 'results/two', run }, only(metric)));
    return table!;
  };
  const lastRow = (table: ReturnType<typeof tableFor>) =>
    table.rows.at(-1)!.join(' ').replaceAll(/\s+/g, ' ').trim();

  test('a geometric mean where the rows say the same', () => {
    expect(lastRow(tableFor(() => 2))).toBe('geomean 2.0 ×');
    expect(lastRow(tableFor(({ parameters }) => (parameters['tasks'] === 0 ? 1 : 1.21)))).toBe(
      'geomean +14 %',
    );
  });

  test('none where some show more and others less, where a ratio is missing, or where neither way is better', () => {
    const ends = (table: ReturnType<typeof tableFor>) => table.rows.at(-1)?.[0];
    expect(ends(tableFor(({ runtime }) => (runtime === 'go' ? 2 : 0.5)))).toBe('node/timer');
    expect(ends(tableFor(({ runtime }) => (runtime === 'go' ? 0 : 1)))).toBe('node/timer');
    expect(ends(tableFor(() => 1, 'minor_faults'))).toBe('node/timer');
    expect(ends(tableFor(() => 1))).toBe('geomean');
  });

  test('a text from a plan moves no cursor and ends no row', () => {
    const hostile = { label: `results/\u001b[2J|two`, run: slower };
    const report = reportRuns(two[0], hostile, only('elapsed'));
    expect(comparisonText(report)).not.toContain('\u001b');
    expect(comparisonMd(report)).not.toContain('\u001b');
    expect(comparisonMd(report)).not.toMatch(/[^\\]\|two/);
    const csv = [...comparisonCsv(report)].join('');
    expect(csv).not.toContain('\u001b');
    expect(parse(csv, { columns: true })).toHaveLength(6);
  });
});

test('versions of a runtime in one run are paired by round', () => {
  const older = anotherRun(exampleRun, '24.0.0');
  const both: Run = {
    ...exampleRun,
    plan: {
      ...exampleRun.plan,
      cases: [...exampleRun.plan.cases, ...casesOf(older, 'node/timer')],
      entries: [
        ...exampleRun.plan.entries,
        ...older.plan.entries.filter((entry) => entry.case.includes('24.0.0')),
      ],
    },
    samples: [
      ...exampleRun.samples,
      ...older.samples
        .filter((sample) => sample.case.includes('node@24.0.0'))
        .map((sample) => ({ ...sample, order: sample.order + 1_000 })),
    ],
  };
  const node = both.plan.cases.filter(({ variant }) => variant === 'node/timer');
  const { matches: found } = matchVersions(
    node.filter(({ runtimeVersion }) => runtimeVersion === '24.0.0'),
    node.filter(({ runtimeVersion }) => runtimeVersion === '26.10.0'),
  );
  const rows = compareWithin(both, found, only('elapsed'));
  expect(rows.map(({ what, pairing, n }) => [what.base.label, what.head.label, pairing, n.base])).toEqual([
    ['node@24.0.0', 'node@26.10.0', 'paired', 5],
    ['node@24.0.0', 'node@26.10.0', 'paired', 6],
    ['node@24.0.0', 'node@26.10.0', 'paired', 6],
  ]);
});
