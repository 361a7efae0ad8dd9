import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { exampleRun, exampleScenario } from '../reports/example-run.ts';
import { createCheck } from '../store/check-folder.ts';
import { checkFormat } from '../store/check-plan.ts';
import { createRun } from '../store/run-folder.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { scenarios } from '../../scenarios/index.ts';
import { compare, type CompareOptions } from './compare.ts';
import type { Session } from './session.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-compare-'));
  await storeRun('one', exampleRun.plan.runId, (sample) => sample);
  await storeRun('two', 'another', (sample) =>
    sample.status === 'ok' ? { ...sample, elapsedNs: sample.elapsedNs * 2 } : sample,
  );
  await storeCheck('check');
  await mkdir(path.join(folder, 'empty'));
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

async function storeRun(name: string, runId: string, change: (sample: Sample) => Sample): Promise<void> {
  const run = await createRun(path.join(folder, name), { ...exampleRun.plan, runId }, exampleRun.environment);
  for (const sample of exampleRun.samples) await run.append(change(sample));
  await run.close();
}

async function storeCheck(name: string): Promise<void> {
  const sample = exampleRun.samples.find((own): own is OkSample => own.status === 'ok')!;
  const cell = exampleRun.plan.cases.find(({ id }) => id === sample.case)!;
  const check = await createCheck(
    path.join(folder, name),
    {
      format: checkFormat,
      version: '0.1.0',
      checkId: 'example-check',
      createdAt: '2026-11-21T10:00:00.000Z',
      kind: 'compare',
      suite: null,
      seed: 1,
      arms: { base: { label: 'main', revision: null }, head: { label: 'working tree', revision: null } },
      cells: [{ id: cell.id, base: cell, head: cell, probe: 'memory', gated: [] }],
      oneSided: [],
      policy: defaultPolicy,
      looks: [{ pairs: 6, q: 0.01 }],
      floors: [],
      calibration: null,
      settings: {},
      pairNs: {},
      budgetNs: null,
      injected: null,
    },
    exampleRun.environment,
  );
  for (let pair = 0; pair < 6; pair += 1) {
    const line = { pair, round: pair, cell: cell.id };
    await check.append({ ...line, arm: 'base', position: 0, sample });
    await check.append({
      ...line,
      arm: 'head',
      position: 1,
      sample: { ...sample, elapsedNs: sample.elapsedNs * 3 },
    });
  }
  await check.close();
}

const example = { scenario: exampleScenario, directory: new URL('./', import.meta.url) };

/** One read gives one write. */
function allOf(stream: PassThrough): string {
  const chunks: string[] = [];
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(String(chunk));
  return chunks.join('');
}

async function compared(
  operands: readonly string[],
  given: Partial<CompareOptions> = {},
  sources: Session['sources'] = [example],
  variables: Session['variables'] = {},
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const session: Session = {
    sources,
    stdout,
    stderr,
    variables,
    workingFolder: folder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  };
  const exitCode = await compare(
    { operands, run: null, metrics: ['elapsed'], probe: null, format: 'json', chart: null, ...given },
    session,
  );
  return { exitCode, printed: String(stdout.read() ?? ''), told: allOf(stderr) };
}

const document = (printed: string) =>
  JSON.parse(printed) as Record<string, unknown> & { comparisons: unknown[] };

test('two runs', async () => {
  const { exitCode, printed, told } = await compared(['one/', 'two']);
  expect([exitCode, told]).toEqual([0, '']);
  const { base, head, comparisons } = document(printed);
  expect([base, head]).toEqual([
    'one (2026-11-20, 2026-11-20T10-00-00Z Example)',
    'two (2026-11-20, another)',
  ]);
  expect(comparisons).toHaveLength(6);
  expect(comparisons[0]).toMatchObject({
    pairing: 'unpaired',
    ratio: expect.closeTo(2, 6) as number,
    mark: '',
  });
});

test('text in colour where the session has some', async () => {
  const print = async (variables: Session['variables']) =>
    (await compared(['one', 'two'], { format: 'text' }, [example], variables)).printed;
  expect(await print({ FORCE_COLOR: '1' })).toContain('\u001b[1mnaps, elapsed (memory samples');
  expect(await print({ FORCE_COLOR: '1', NO_COLOR: '1' })).toContain('\u001b');
  expect(await print({})).not.toContain('\u001b');
});

test('two cases of a run', async () => {
  const { exitCode, printed } = await compared(['naps/go/timer', 'node/timer'], { run: 'one' });
  expect(exitCode).toBe(0);
  const { base, head, comparisons } = document(printed);
  expect([base, head]).toEqual(['naps/go/timer of one', 'node/timer of one']);
  expect(comparisons).toHaveLength(3);
  expect(comparisons[1]).toMatchObject({
    pairing: 'paired',
    base: { label: 'go/timer', n: 6 },
    ratio: 1,
    mark: '~',
  });
});

test('a check', async () => {
  const { exitCode, printed } = await compared(['check']);
  expect(exitCode).toBe(0);
  expect(document(printed)).toMatchObject({
    base: 'main',
    head: 'working tree',
    comparisons: [{ pairing: 'paired', ratio: expect.closeTo(3, 6) as number, head: { n: 6 } }],
  });
});

test('every format', async () => {
  const text = await compared(['one', 'two'], { format: 'text' });
  expect(text.printed).toMatch(/^base: one .*\nhead: two /);
  const md = await compared(['one', 'two'], { format: 'md' });
  expect(md.printed).toMatch(/^# two .* against one /);
  const csv = await compared(['one', 'two'], { format: 'csv' });
  expect(parse(csv.printed, { columns: true })).toHaveLength(6);
  expect(csv.told).toMatch(/^unpaired: the runs were taken at different times/);
});

test('two runs whose control moved: told before all else, in every format', async () => {
  await storeRun('slow', 'slow', (sample) =>
    sample.status === 'ok'
      ? {
          ...sample,
          iterations: sample.iterations.map((one) => ({ ...one, elapsedNs: one.elapsedNs * 2 })),
        }
      : sample,
  );
  const control = { ...exampleScenario, suites: { control: exampleScenario.suites['quick']! } };
  const printed = async (given: Partial<CompareOptions>) =>
    compared(['one', 'slow'], given, [{ ...example, scenario: control }]);
  const moved = /the control, the same work in every run, moved: /;
  expect((await printed({ format: 'text' })).printed.split('\n')[0]).toMatch(moved);
  expect((await printed({ format: 'md' })).printed.split('\n')[2]).toMatch(moved);
  expect(document((await printed({})).printed)['control']).toMatchObject({ state: 'moved' });
  expect((await printed({ format: 'csv' })).told.split('\n')[0]).toMatch(moved);
  await printed({ chart: 'moved' });
  const drawn = JSON.parse(await readFile(path.join(folder, 'moved', 'forest.vl.json'), 'utf8')) as {
    title: { subtitle: string[] };
  };
  expect(drawn.title.subtitle[0]).toMatch(moved);
});

test('with a forest plot: its files’ paths come on stderr, since stdout is the comparison’s', async () => {
  const plain = await compared(['one', 'two']);
  const { printed, told } = await compared(['one', 'two'], { chart: 'pictures' });
  expect(printed).toBe(plain.printed);
  const written = told.trimEnd().split('\n');
  expect(written.map((file) => path.basename(file))).toEqual([
    'forest.svg',
    'forest.png',
    'forest-dark.svg',
    'forest-dark.png',
    'forest.vl.json',
  ]);
  for (const file of written) expect(file).toBe(path.join(folder, 'pictures', path.basename(file)));
  const { data } = JSON.parse(await readFile(path.join(folder, 'pictures', 'forest.vl.json'), 'utf8')) as {
    data: { values: unknown[] };
  };
  expect(data.values).toHaveLength(6);
  expect(data.values[0]).toMatchObject({ metric: 'elapsed', ratio: expect.closeTo(2, 6) as number });
});

test('nothing in common: exit code 3 and the reason', async () => {
  const { exitCode, printed, told } = await compared(['naps/go/timer', 'naps/node/thread'], { run: 'one' });
  expect([exitCode, printed]).toEqual([3, '']);
  expect(told).toMatch(
    /^nothing could be compared: only naps\/go\/timer was measured at naps go\/timer .*; only naps\/node\/thread was measured at naps node\/thread .*\n$/,
  );
  const latency = await compared(['one', 'two'], { probe: 'latency' });
  expect([latency.exitCode, latency.printed]).toEqual([3, '']);
  expect(latency.told).toMatch(/^nothing could be compared: no figure of both sides: /);
  const gone = await compared(['one', 'two'], { metrics: null }, []);
  expect([gone.exitCode, gone.told]).toEqual([
    3,
    'nothing could be compared: scenarios that this Interleave does not have: naps\n',
  ]);
});

describe('what is refused', () => {
  test.each<[string, string[], Partial<CompareOptions>, string, RegExp]>([
    [
      'one run',
      ['one'],
      {},
      'usage',
      /expected the folder of a check, received that of a run \(one\): name two/,
    ],
    [
      'one case',
      ['naps/go/timer'],
      {},
      'usage',
      /^expected two runs, one check, or two cases and --run, rec/,
    ],
    ['nothing', [], {}, 'usage', /received nothing$/],
    ['three runs', ['one', 'two', 'one'], {}, 'usage', /received one two one$/],
    ['a run twice', ['one', './one'], {}, 'usage', /^expected two runs, received .* Example twice/],
    ['a check beside a run', ['one', 'check'], {}, 'usage', /^expected two runs, received the check check/],
    [
      'cases without a run',
      ['naps/go/timer', 'node/timer'],
      {},
      'usage',
      /^expected --run .* naps\/go\/timer/,
    ],
    [
      'an unknown metric',
      ['one', 'two'],
      { metrics: ['elapse'] },
      'usage',
      /^--metric: expected one of .*elapsed.*, received elapse \(did you mean elapsed\?\)$/,
    ],
    [
      'an unknown case',
      ['naps/go/timr', 'node/timer'],
      { run: 'one' },
      'usage',
      /did you mean naps\/go\/timer/,
    ],
    ['a folder of something else', ['one', 'empty'], {}, 'foreignFile', /received neither a run nor/],
    [
      'a run that is none',
      ['naps/go/timer', 'node/timer'],
      { run: 'nowhere' },
      'foreignFile',
      /there is no nowhere/,
    ],
  ])('%s', async (_, operands, given, kind, message) => {
    await expect(compared(operands, given)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as string,
    });
  });

  test('a damaged check', async () => {
    await cp(path.join(folder, 'check'), path.join(folder, 'damaged'), { recursive: true });
    const pairs = path.join(folder, 'damaged', 'pairs.ndjson');
    await writeFile(pairs, (await readFile(pairs, 'utf8')).replace('"arm":"base"', '"arm":"third"'));
    await expect(compared(['damaged'])).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});

describe('the reference run', () => {
  const reference = path.join(packageRoot, 'results', 'reference');
  const within = async (operands: readonly string[], given: Partial<CompareOptions> = {}) =>
    document((await compared(operands, { run: reference, metrics: null, ...given }, scenarios)).printed);

  test('two cases of one level are paired at every setting that both have', async () => {
    const { basis, comparisons } = await within(['sleepers/go/goroutine-sleep', 'sleepers/node/async-sleep']);
    expect(basis).toEqual([expect.stringMatching(/^paired by round/)]);
    const rows = comparisons as { metric: string; pairing: string; notComparable: string[]; words: string }[];
    expect(new Set(rows.map(({ pairing }) => pairing))).toEqual(new Set(['paired']));
    expect(rows.flatMap(({ notComparable }) => notComparable)).toEqual([]);
    const names = new Set(rows.map(({ metric }) => metric));
    for (const name of ['bytes_per_task', 'peak', 'wake_lateness_p99', 'elapsed'])
      expect(names).toContain(name);
    for (const { metric, words } of rows) {
      expect(words.startsWith(`${metric}: `)).toBe(true);
      expect(words).toMatch(/goroutine-sleep/);
      expect(words).toMatch(/async-sleep/);
    }
  });

  test('two levels are not, and are stamped', async () => {
    const { basis, comparisons } = await within(['sleepers/go/goroutine-sleep', 'node/timeout-callback'], {
      metrics: ['peak'],
    });
    expect(basis).toEqual([expect.stringMatching(/^unpaired: the two are of different blocks/)]);
    expect(comparisons.length).toBeGreaterThan(0);
    for (const row of comparisons) {
      expect(row).toMatchObject({
        pairing: 'unpaired',
        notComparable: ['different levels stand together: L2-suspended, L1-timer'],
      });
    }
  });

  test('a multiple of another case', async () => {
    const { comparisons } = await within(['context-switch/go/channel-unbuffered', 'node/await'], {
      metrics: ['futex_multiple', 'switch_time'],
    });
    const rows = comparisons as { metric: string; head: { n: number } }[];
    expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(['futex_multiple', 'switch_time']));
    for (const { head } of rows) expect(head.n).toBeGreaterThan(0);
  });
});
