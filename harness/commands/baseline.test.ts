import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultPolicy, type Policy } from '../gate/policy.ts';
import { judgeUnpaired } from '../gate/unpaired.ts';
import type { Status } from '../model.ts';
import { exampleRun, exampleScenario, type ExampleRun } from '../reports/example-run.ts';
import type { Revision } from '../store/revision.ts';
import type { Environment } from '../store/environment.ts';
import type { Plan, PlannedCase } from '../store/plan.ts';
import { createRun } from '../store/run-folder.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { baseline, readBaseline, type BaselineAction, type BaselineOptions } from './baseline.ts';
import { askedOf, baselineCells } from './baseline-cells.ts';
import { recordMachine } from './machine.ts';
import type { Session } from './session.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const revision: Revision = { name: null, commit, clean: true };
/** One case of either runtime, of which the example has six memory samples; a latency case of which it has two. */
const [, , go, node, larger] = exampleRun.plan.cases as [
  unknown,
  unknown,
  PlannedCase,
  PlannedCase,
  PlannedCase,
];
const skipped = exampleRun.plan.cases.find(({ skip }) => skip !== null)!;

let workingFolder: string;
let now: Date;
let session: Session;
let stdout: PassThrough;
beforeEach(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-baseline-'));
  now = new Date('2026-11-21T10:00:00Z');
  stdout = new PassThrough();
  session = {
    sources: [{ scenario: exampleScenario, directory: new URL('./', import.meta.url) }],
    stdout,
    stderr: new PassThrough().resume(),
    variables: {},
    workingFolder,
    interrupt: new AbortController().signal,
    now: () => now,
    randomSeed: () => 1,
  };
});
afterEach(async () => rm(workingFolder, { recursive: true, force: true }));

interface Given {
  readonly cases?: readonly PlannedCase[];
  readonly probes?: readonly string[];
  readonly environment?: Partial<Environment>;
  readonly runId?: string;
  readonly change?: (sample: Sample) => Sample | null;
}

/** The example's samples of some of its cases as a run of its own. */
function runOfCases({
  cases = [go, node],
  probes = ['memory'],
  environment = {},
  runId = 'run-1',
  change = (sample) => sample,
}: Given = {}): ExampleRun {
  const ids = new Set(cases.map(({ id }) => id));
  const kept = exampleRun.plan.entries.filter((entry) => ids.has(entry.case) && probes.includes(entry.probe));
  const orders = new Map(kept.map((entry, order) => [entry.order, order]));
  const plan: Plan = {
    ...exampleRun.plan,
    runId,
    cases: [...cases],
    entries: kept.map((entry, order) => ({ ...entry, order })),
  };
  const samples = exampleRun.samples.flatMap((sample) => {
    const order = orders.get(sample.order);
    const changed = order === undefined ? null : change({ ...sample, order });
    return changed === null ? [] : [changed];
  });
  return {
    plan,
    samples,
    environment: { ...exampleRun.environment, revision, ...environment },
    scenarios: [exampleScenario],
  };
}

/** @returns its folder */
async function stored(given: Given = {}): Promise<string> {
  const { plan, samples, environment } = runOfCases(given);
  const folder = await createRun(path.join(workingFolder, 'results', plan.runId), plan, environment);
  for (const sample of samples) await folder.append(sample);
  await folder.close();
  return path.join('results', plan.runId);
}

async function run(
  action: BaselineAction,
  options: Partial<BaselineOptions> = {},
): Promise<[number, string]> {
  const code = await baseline(action, { run: null, name: 'main', json: false, ...options }, session);
  return [code, String(stdout.read() ?? '')];
}

async function kept(given: Given = {}): Promise<void> {
  await run('save', { run: await stored(given) });
  await run('promote');
}

const inFolder = async () => (await readdir(path.join(workingFolder, 'baselines'))).toSorted();
const read = async (file = 'main.json') => readBaseline(path.join('baselines', file), session);

function failedAs(status: Status, of: (sample: Sample) => boolean) {
  return (sample: Sample): Sample => {
    if (!of(sample) || sample.status !== 'ok') return sample;
    const {
      elapsedNs: _,
      witness: __,
      measurements: ___,
      iterations: ____,
      distributions: _____,
      ...seen
    } = sample;
    const rest = { reason: 'it ended', exit: null, stderrTail: '', rawLine: null, leftovers: [] };
    return { ...seen, ...rest, status } as Sample;
  };
}

describe('save', () => {
  test('a candidate with the values of each case and metric, in order', async () => {
    const [code, text] = await run('save', { run: await stored() });
    expect(code).toBe(0);
    expect(text).toContain('main.candidate.json: 2 cases of run-1, commit 0123456789ab\n');
    expect(text).toContain('interleave baseline promote makes it the baseline');
    expect(await inFolder()).toEqual(['main.candidate.json']);
    const saved = await read('main.candidate.json');
    expect(saved).toMatchObject({
      name: 'main',
      savedAt: '2026-11-21T10:00:00.000Z',
      promotedAt: null,
      run: 'run-1',
      revision,
    });
    expect(saved.environment).toEqual({ ...exampleRun.environment, revision });
    expect(saved.cases.map((one) => one.case)).toEqual([go, node]);
    const { memory } = saved.cases[0]!.probes;
    const peaks = exampleRun.samples
      .filter((sample): sample is OkSample => sample.status === 'ok' && sample.case === go.id)
      .map(({ phases }) => Math.max(...phases.map(({ peakBytes }) => peakBytes ?? 0)));
    expect(memory?.['peak']).toEqual(peaks);
    expect(memory?.['elapsed']).toHaveLength(6);
    // Neither way is better.
    expect(memory).not.toHaveProperty('threads_parked');
  });

  // The second attempt of a sample that was not attained at first is the one that counts.
  test('attempts before the last do not count', async () => {
    const { samples } = runOfCases();
    expect(samples.some(({ status }) => status === 'not-attained')).toBe(true);
    await run('save', { run: await stored() });
    expect((await read('main.candidate.json')).cases[1]!.probes.memory?.['elapsed']).toHaveLength(6);
  });

  test('what does not fit the machine is left out', async () => {
    await run('save', { run: await stored({ cases: [go, skipped] }) });
    expect((await read('main.candidate.json')).cases.map((one) => one.case.id)).toEqual([go.id]);
  });

  test('under another name, for programs', async () => {
    const [, text] = await run('save', { run: await stored(), name: 'arm', json: true });
    const file = path.join(workingFolder, 'baselines', 'arm.candidate.json');
    expect(JSON.parse(text)).toEqual({ name: 'arm', file, run: 'run-1', commit, cases: 2 });
    expect(await readBaseline('baselines/arm.candidate.json', session)).toMatchObject({ name: 'arm' });
  });

  test.each<[string, Given, RegExp]>([
    [
      'no revision',
      { environment: { revision: null } },
      /^a baseline comes from a clean tree: run-1 does not say which commit/,
    ],
    [
      'changes',
      { environment: { revision: { ...revision, clean: false } } },
      /^a baseline comes from a clean tree: run-1 measured 0123456789ab with changes.*commit and run again$/,
    ],
    [
      'a missing sample',
      { change: (sample) => (sample.order === 4 ? null : sample) },
      /^a baseline comes from a whole run: 1 samples of run-1 are missing.*--resume/,
    ],
    [
      'a failed sample',
      { change: failedAs('failed', ({ order }) => order === 4) },
      /^a baseline comes from a run without failed samples: naps go\/timer go@1\.27\.4 all tasks=1000 wake=together memory failed: it ended/,
    ],
    [
      'few samples',
      { cases: [go, larger], probes: ['memory', 'latency'] },
      /^a baseline has 6 samples of each case or more: naps go\/timer go@1\.27\.4 all tasks=10000 wake=together latency has 2/,
    ],
    ['nothing measured', { cases: [skipped] }, /^a baseline has cases: nothing was measured in run-1$/],
  ])('refused: %s', async (_, given, message) => {
    const folder = await stored(given);
    await expect(run('save', { run: folder })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
    expect(await readdir(workingFolder)).toEqual(['results']);
  });

  test('refused: no run, what is none, and a scenario of which nothing is known', async () => {
    await expect(run('save')).rejects.toMatchObject({ kind: 'usage' });
    await expect(run('save', { run: 'gone' })).rejects.toMatchObject({ kind: 'foreignFile' });
    session = { ...session, sources: [] };
    await expect(run('save', { run: await stored() })).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringContaining('has no scenario naps'),
    });
  });
});

describe('promote', () => {
  test('the first', async () => {
    await run('save', { run: await stored() });
    now = new Date('2026-11-22T10:00:00Z');
    const [code, text] = await run('promote');
    expect(code).toBe(0);
    expect(text).toContain('There was no other baseline of this name.');
    expect(await inFolder()).toEqual(['main.json']);
    expect(await read()).toMatchObject({
      savedAt: '2026-11-21T10:00:00.000Z',
      promotedAt: '2026-11-22T10:00:00.000Z',
    });
  });

  test('the next: the one before it is kept, and what changed is told', async () => {
    await kept();
    const cpu = { ...exampleRun.environment.cpu, model: 'Other\u001b[2J' };
    const later: Revision = { ...revision, commit: 'f'.repeat(40) };
    const environment = { revision: later, cpu, kernel: '6.19.0' };
    const folder = await stored({ cases: [go], runId: 'run-2', environment });
    await run('save', { run: folder });
    expect(await read()).toMatchObject({ run: 'run-1' });
    const [, text] = await run('promote');
    expect(text).toContain('kept as main.previous.json');
    expect(text).toContain('commit: 0123456789ab before, ffffffffffff now');
    expect(text).toContain('machine: another (CPU Example <CPU> | 3 GHz then, Other\ufffd[2J now)');
    expect(text).toContain('machine: kernel 6.18.0 then, 6.19.0 now');
    expect(text).toContain('cases: 0 added, 1 removed');
    expect(await inFolder()).toEqual(['main.json', 'main.previous.json']);
    expect(await read()).toMatchObject({ run: 'run-2' });
    expect(await read('main.previous.json')).toMatchObject({ run: 'run-1' });
  });

  test('the same commit and machine', async () => {
    await kept();
    await run('save', { run: await stored({ runId: 'run-2' }) });
    const [, text] = await run('promote', { json: true });
    expect(JSON.parse(text)).toMatchObject({
      run: 'run-2',
      changes: ['commit: the same, 0123456789ab', 'machine: the same'],
    });
  });

  test('refused without a candidate', async () => {
    await kept();
    await expect(run('promote')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/there is none; save a run first/),
    });
    await expect(run('promote', { run: 'results/run-1' })).rejects.toMatchObject({ kind: 'usage' });
    expect(await read()).toMatchObject({ run: 'run-1' });
  });

  test('killed before the candidate was removed: it does not become its own predecessor', async () => {
    await kept();
    await run('save', { run: await stored({ runId: 'run-2' }) });
    const candidate = path.join(workingFolder, 'baselines', 'main.candidate.json');
    const text = await readFile(candidate, 'utf8');
    await run('promote');
    await writeFile(candidate, text);
    const [, told] = await run('promote');
    expect(told).toContain('It was the baseline already.');
    expect(await inFolder()).toEqual(['main.json', 'main.previous.json']);
    expect(await read('main.previous.json')).toMatchObject({ run: 'run-1' });
  });
});

describe('status', () => {
  test('nothing is kept: what to type, and exit code 3', async () => {
    const [code, text] = await run('status');
    expect(code).toBe(3);
    expect(text).toContain('There is no baseline in ');
    expect(text).toContain('interleave baseline save results/<time>-<id>');
    expect(await run('status', { json: true })).toEqual([3, '[]\n']);
  });

  test('another machine says nothing here; age, commit and roles', async () => {
    await kept();
    await run('save', { run: await stored({ runId: 'run-2' }) });
    now = new Date('2026-11-24T09:00:00Z');
    const [code, text] = await run('status');
    expect(code).toBe(0);
    expect(text).toMatch(/^main \(candidate\): .*main\.candidate\.json\n/);
    expect(text).toMatch(/\nmain \(baseline\): .*main\.json\n/);
    expect(text).toContain('  commit    0123456789ab, 2 cases of run-1\n');
    expect(text).toContain('  saved     2026-11-21 (2 days ago), promoted 2026-11-21 (2 days ago)\n');
    expect(text).toContain(
      'Example <CPU> | 3 GHz, 2 CPUs, linux x64, kernel 6.18.0: another than this one, so that it is inconclusive here: CPU Example',
    );
  });

  test('this machine, with another kernel and a runtime that it has in another version', async () => {
    const here = await recordMachine([], session, null);
    const runtimes = [{ runtime: 'node', version: '0.0.1', path: '', details: {} }];
    await kept({ environment: { ...here, revision, kernel: '0.1', runtimes } });
    const [, text] = await run('status');
    expect(text).toContain(`kernel 0.1: this one, but kernel 0.1 then, ${here.kernel} now\n`);
    expect(text).toMatch(/ {2}runtimes {2}node 0\.0\.1: node 0\.0\.1 then, \d+\.\d+\.\d+ now\n/);
    const [, json] = await run('status', { json: true });
    expect(JSON.parse(json)).toMatchObject([{ role: 'baseline', otherMachine: null, commit, cases: 2 }]);
  });
});

describe('baselineCells', () => {
  const policy: Policy = { ...defaultPolicy, metrics: { naps: ['peak', 'elapsed'] } };
  const cellsOf = async (head: Given = {}, base: Given = {}, rules = policy) => {
    await kept(base);
    return baselineCells(await read(), runOfCases(head), rules, [exampleScenario]);
  };
  const goCell = 'naps go/timer all tasks=1000 wake=together';

  test('the metrics that are gated, with the values of both sides', async () => {
    const { cells, oneSided } = await cellsOf();
    expect(oneSided).toEqual([]);
    expect(cells.map(({ cell }) => cell)).toEqual([goCell, 'naps node/timer all tasks=1000 wake=together']);
    const [first] = cells;
    expect(first!.hypotheses).toEqual([
      { cell: goCell, metric: 'peak', unit: 'bytes', direction: 'lower-is-better' },
      { cell: goCell, metric: 'elapsed', unit: 'ns', direction: 'lower-is-better' },
    ]);
    expect(first!.base).toEqual(first!.head);
    expect(first!.failure).toBeNull();
    const verdicts = judgeUnpaired(cells, policy, null).flatMap(({ metrics }) => metrics);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['unchanged']));
  });

  test('a head that takes half as long again has regressed', async () => {
    const slower = (sample: Sample): Sample =>
      sample.status === 'ok' ? { ...sample, elapsedNs: sample.elapsedNs * 1.5 } : sample;
    const { cells } = await cellsOf({ cases: [go], change: slower }, { cases: [go] });
    const [judged] = judgeUnpaired(cells, policy, null);
    expect(judged!.metrics.map(({ verdict }) => verdict)).toEqual(['unchanged', 'regressed']);
  });

  test('a scenario of which nothing is gated has no cells', async () => {
    const { cells, oneSided } = await cellsOf({ cases: [go] }, {}, { ...policy, metrics: { naps: [] } });
    expect({ cells, oneSided }).toEqual({ cells: [], oneSided: [] });
  });

  test('cases of one side', async () => {
    const { cells, oneSided } = await cellsOf({ cases: [node, larger] }, { cases: [go, node] });
    expect(cells.map(({ cell }) => cell)).toEqual(['naps node/timer all tasks=1000 wake=together']);
    expect(oneSided).toEqual([
      { case: go.id, side: 'removed' },
      { case: larger.id, side: 'new' },
    ]);
  });

  test('a sample of head without a result', async () => {
    const { cells } = await cellsOf({ change: failedAs('oom', ({ order }) => order === 4) });
    expect(cells.map(({ failure }) => failure)).toEqual([
      { arm: 'head', status: 'oom', reason: 'it ended' },
      null,
    ]);
  });

  test('a case that does not fit here has no values, and is not removed', async () => {
    const skip = 'needs more memory';
    const { cells, oneSided } = await cellsOf(
      { cases: [{ ...go, skip }], change: () => null },
      { cases: [go] },
    );
    expect(oneSided).toEqual([]);
    expect(cells).toMatchObject([{ cell: goCell, head: {}, failure: null }]);
  });

  test('another version of the runtime is the same cell; several are a cell each', async () => {
    const other = { ...go, id: go.id.replace('1.27.4', '1.27.5'), runtimeVersion: '1.27.5' };
    const updated = runOfCases({ cases: [go] });
    const plan = {
      ...updated.plan,
      cases: [other],
      entries: updated.plan.entries.map((entry) => ({ ...entry, case: other.id })),
    };
    const samples = updated.samples.map((sample) => ({ ...sample, case: other.id }));
    await kept({ cases: [go] });
    const base = await read();
    const one = baselineCells(base, { ...updated, plan, samples }, policy, [exampleScenario]);
    expect(one.cells.map(({ cell }) => cell)).toEqual([goCell]);
    expect(one.oneSided).toEqual([]);
    const both = {
      ...updated,
      plan: { ...plan, cases: [go, other], entries: [...updated.plan.entries, ...plan.entries] },
    };
    const two = baselineCells(base, both, policy, [exampleScenario]);
    expect(two.cells.map(({ cell }) => cell)).toEqual([go.id]);
    expect(two.oneSided).toEqual([{ case: other.id, side: 'new' }]);
  });
});

describe('the part of a baseline that a run was to measure', () => {
  const nothingNamed = { targets: [], parameters: {}, regimes: null };
  const gone: PlannedCase = {
    ...go,
    id: go.id.replace('go/timer', 'go/gone'),
    variant: 'go/gone',
  };
  const asked = async (
    given: Given,
    request: Partial<Parameters<typeof askedOf>[2]> = {},
    more: readonly PlannedCase[] = [],
  ) => {
    if (!existsSync(path.join(workingFolder, 'baselines'))) await kept({ cases: [go, node, larger] });
    const baseline = await read();
    const [first] = baseline.cases;
    const whole = {
      ...baseline,
      cases: [...baseline.cases, ...more.map((one) => ({ ...first!, case: one }))],
    };
    const { cases } = askedOf(whole, runOfCases(given), { ...nothingNamed, ...request }, [exampleScenario]);
    return cases.map((one) => one.case.id);
  };

  // By targets alone, every size that --param or another suite left out was missed.
  test('is what it planned, whatever left the rest out', async () => {
    expect(await asked({ cases: [go, node] })).toEqual([go.id, node.id]);
    expect(await asked({ cases: [go] }, { targets: ['naps/go'] })).toEqual([go.id]);
    expect(await asked({ cases: [larger] }, { parameters: { tasks: [10_000] } })).toEqual([larger.id]);
  });

  test('on another version of the runtime, too', async () => {
    const updated = { ...go, id: go.id.replace('1.27.4', '1.27.5'), runtimeVersion: '1.27.5' };
    await kept({ cases: [go] });
    const run = runOfCases({ cases: [go] });
    const plan = {
      ...run.plan,
      cases: [updated],
      entries: run.plan.entries.map((entry) => ({ ...entry, case: updated.id })),
    };
    const { cases } = askedOf(await read(), { ...run, plan }, nothingNamed, [exampleScenario]);
    expect(cases.map((one) => one.case.id)).toEqual([go.id]);
  });

  test('and what there is no program for any more, unless it was not asked for', async () => {
    const given = { cases: [go] };
    expect(await asked(given, {}, [gone])).toEqual([go.id, gone.id]);
    expect(await asked(given, { targets: ['naps/go'] }, [gone])).toEqual([go.id, gone.id]);
    expect(await asked(given, { targets: ['naps/node'] }, [gone])).toEqual([go.id]);
    expect(await asked(given, { parameters: { tasks: [1_000] } }, [gone])).toEqual([go.id]);
    expect(await asked(given, { regimes: ['all'] }, [gone])).toEqual([go.id]);
  });

  test('a kind of samples that was not to be taken is not missing either', async () => {
    await kept({ cases: [go] });
    const [first] = (await read()).cases;
    const values = first!.probes.memory!;
    const both = { ...(await read()), cases: [{ ...first!, probes: { memory: values, latency: values } }] };
    const { cases } = askedOf(both, runOfCases({ cases: [go] }), nothingNamed, [exampleScenario]);
    expect(Object.keys(cases[0]!.probes)).toEqual(['memory']);
  });
});
