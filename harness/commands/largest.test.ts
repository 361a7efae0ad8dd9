import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interleave } from '../fixtures/interleave.ts';
import { fixtures } from '../fixtures/scenario.ts';
import type { Capacity } from '../measure/fit.ts';
import type { Status } from '../model.ts';
import { exampleRun } from '../reports/example-run.ts';
import { environmentSchema } from '../store/environment.ts';
import { sampleSchema, type OkSample, type Sample } from '../store/sample.ts';
import { exitCodeFor, fitnessAfter, findLargest, largest, resultOf, type LargestOptions } from './largest.ts';
import { limitOf, outgrown } from './largest-limit.ts';
import { largestText, type LargestResult } from './largest-text.ts';
import type { Session } from './session.ts';

const { scenario } = fixtures;
const capacity: Capacity = { availableBytes: 200e6, threadsAvailable: 1_000, maxMapCount: 65_530 };
const variant = 'node/well-behaved';
const range = { from: 100, least: 1, most: 1_000_000 };
const example = exampleRun.samples.find(
  (sample): sample is OkSample => sample.status === 'ok' && sample.probe === 'memory',
)!;

/** A sample of so many tasks; `kilobytes` each above what it began with, if it is ok. */
function sampleOf(
  size: number,
  status: Status,
  given: Partial<Sample> = {},
  kilobytes = 1,
  startBytes = 0,
): Sample {
  const { elapsedNs: _, manifest, measurements, ...observed } = example;
  const common = { ...observed, scenario: scenario.name, variant, parameters: { tasks: size } };
  const phases = observed.phases.map((reading) => ({
    ...reading,
    processes: 1,
    residentBytes: startBytes,
    peakBytes: startBytes + size * kilobytes * 1000,
  }));
  if (status === 'ok') return { ...example, ...common, phases, status, ...given } as Sample;
  return { ...common, status, reason: `it ${status}`, stderrTail: '', exit: null, ...given } as Sample;
}

describe('findLargest', () => {
  const neverFits = () => false;

  test('a size that an early sample ruled out is open again when a later one lets it fit', async () => {
    const started: number[] = [];
    // 4,000 is ruled out by what 2,000 took, and not by what 3,000 does.
    const mostAfter = (before: readonly Sample[]) =>
      before.some(({ status, parameters }) => status === 'ok' && Number(parameters['tasks']) >= 3_000)
        ? 5_000
        : 3_500;
    const samples = await findLargest(
      { scenario, range: { ...range, from: 2_000 } },
      async (size, before) => {
        started.push(size);
        return sampleOf(size, size <= mostAfter(before) ? 'ok' : 'skipped');
      },
      (size, before) => size <= mostAfter(before),
    );
    expect(started).toEqual([2_000, 4_000, 3_000, 6_000, 4_500, 5_250, 4_875]);
    expect(samples.map(({ parameters }) => parameters['tasks'])).toEqual([
      2_000, 3_000, 6_000, 4_500, 5_250, 4_875,
    ]);
    const search = { scenario, variant, runtime: 'node', runtimeVersion: '26.10.0', range };
    expect(resultOf(search, samples, null, capacity)).toMatchObject({
      end: 'found',
      largest: { size: 4_875 },
      smallestNot: { size: 5_250 },
    });
  });

  test('what failed is no matter of memory: it stays', async () => {
    const samples = await findLargest(
      { scenario, range },
      async (size) => sampleOf(size, size <= 1000 ? 'ok' : 'failed'),
      () => true,
    );
    expect(samples.map(({ parameters }) => parameters['tasks'])).toEqual([
      100, 200, 400, 800, 1600, 1200, 1000, 1100,
    ]);
  });

  test.each<Exclude<Status, 'ok'>>(['oom', 'failed', 'skipped', 'not-attained', 'timeout', 'hung'])(
    'grows until a sample is %s, and then closes in',
    async (status) => {
      const sizes: number[] = [];
      const samples = await findLargest(
        { scenario, range },
        async (size, before) => {
          expect(before).toHaveLength(sizes.length);
          sizes.push(size);
          return sampleOf(size, size <= 1000 ? 'ok' : status);
        },
        neverFits,
      );
      expect(sizes).toEqual([100, 200, 400, 800, 1600, 1200, 1000, 1100]);
      const result = resultOf(
        { scenario, variant, runtime: 'node', runtimeVersion: '26.10.0', range },
        samples,
        null,
        capacity,
      );
      expect(result).toMatchObject({
        end: 'found',
        largest: { size: 1000, peak: 1e6, elapsed: example.elapsedNs, wall: example.noise.wallNs },
        smallestNot: { size: 1100, status, reason: `it ${status}` },
      });
      expect(exitCodeFor([result], new AbortController().signal)).toBe(0);
    },
  );

  const ended = async (alive: number, status: Status, trials = Infinity) => {
    let taken = 0;
    const samples = await findLargest(
      { scenario, range },
      async (size) => {
        taken += 1;
        return taken > trials ? null : sampleOf(size, size <= alive ? 'ok' : status);
      },
      neverFits,
    );
    const cut = trials === Infinity ? null : 'time-limit';
    return resultOf(
      { scenario, variant, runtime: 'node', runtimeVersion: '1', range },
      samples,
      cut,
      capacity,
    );
  };
  const never = new AbortController().signal;

  test('the most that the parameter takes is an end too', async () => {
    const result = await ended(1e9, 'ok');
    expect(result).toMatchObject({
      end: 'parameter-maximum',
      largest: { size: 1_000_000 },
      smallestNot: null,
    });
    expect(exitCodeFor([result], never)).toBe(0);
  });

  test('where nothing is alive the exit code says whether it failed or did not fit', async () => {
    const failed = await ended(0, 'failed');
    expect(failed).toMatchObject({ end: 'none', largest: null, smallestNot: { size: 1, status: 'failed' } });
    const skipped = await ended(0, 'skipped');
    expect(exitCodeFor([skipped], never)).toBe(75);
    expect(exitCodeFor([skipped, failed], never)).toBe(1);
  });

  test('what was cut short keeps what it has found', async () => {
    const result = await ended(300, 'oom', 3);
    expect(result).toMatchObject({ end: 'time-limit', largest: { size: 200 }, smallestNot: { size: 400 } });
    expect(exitCodeFor([result], never)).toBe(3);
    expect(exitCodeFor([result], AbortSignal.abort('SIGINT'))).toBe(130);
    expect(exitCodeFor([result], AbortSignal.abort('SIGTERM'))).toBe(143);
    expect(await ended(300, 'oom', 0)).toMatchObject({ largest: null, smallestNot: null });
  });
});

describe('fitnessAfter', () => {
  const skipOf = (size: number, before: readonly Sample[], enforced: boolean) =>
    fitnessAfter(before, scenario, capacity, enforced)(scenario, variant, { tasks: size });

  test('before anything was taken, by what the variant declares', () => {
    expect(skipOf(130_000, [], true)).toBeNull();
    expect(skipOf(140_000, [], true)).toMatch(/^needs about 207 MB of memory, 200 MB are available/);
  });

  test('then by what was taken, where the kernel enforces the limit', () => {
    const half = sampleOf(100_000, 'ok', {}, 0.5);
    expect(skipOf(400_000, [half], true)).toBeNull();
    expect(skipOf(410_000, [half], true)).toBe(
      `${outgrown} 50 MB at 100000 (0 kB of it before the first), it needs about 205 MB of memory, and 200 MB are available`,
    );
    expect(skipOf(400_000, [half], false)).toMatch(/^needs about 467 MB of memory/);
  });

  test('what the process took before the first task does not grow with them', () => {
    const small = sampleOf(1_000, 'ok', {}, 1, 50e6);
    expect(skipOf(150_000, [small], true)).toBeNull();
    expect(skipOf(151_000, [small], true)).toBe(
      `${outgrown} 51 MB at 1000 (50 MB of it before the first), it needs about 201 MB of memory, and 200 MB are available`,
    );
  });

  test('a variant that declares too little is held back all the same', () => {
    const threefold = sampleOf(50_000, 'ok', {}, 3);
    for (const enforced of [true, false]) {
      expect(skipOf(60_000, [threefold], enforced)).toBeNull();
      expect(skipOf(70_000, [threefold], enforced)).toMatch(new RegExp(`^${outgrown} 150 MB at 50000`));
    }
  });

  test('what was not alive tells nothing of it', () => {
    expect(skipOf(140_000, [sampleOf(200_000, 'oom')], true)).toMatch(/^needs about 207 MB/);
  });
});

describe('limitOf', () => {
  const heap = { heapSizeLimitBytes: 4_395_630_592, execArgv: '', nodeOptions: '' };
  const reached = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  test.each<[string, Sample, string | null]>([
    [
      'V8 as it comes',
      sampleOf(1, 'oom', { limits: heap, stderrTail: reached }),
      "V8's default heap limit of 4.4 GB",
    ],
    [
      'V8 with an option',
      sampleOf(1, 'oom', {
        limits: { ...heap, nodeOptions: '--max-old-space-size=4096' },
        stderrTail: reached,
      }),
      "V8's heap limit of 4.4 GB",
    ],
    [
      'what the kernel gives',
      sampleOf(1, 'oom', { limits: heap, stderrTail: 'Allocation failed - JavaScript heap out of memory' }),
      'the memory that samples may take here, 200 MB',
    ],
    [
      'the kernel kills',
      sampleOf(1, 'oom', { exit: { code: null, signal: 'SIGKILL' } }),
      'the memory of the machine',
    ],
    [
      'Go has no thread left',
      sampleOf(1, 'failed', {
        stderrTail: 'runtime: failed to create new OS thread (have 31999 already; errno=11)',
      }),
      'the threads or memory mappings that the machine allows',
    ],
    [
      'Node has none',
      sampleOf(1, 'failed', {
        reason: 'gave up: Error [ERR_WORKER_INIT_FAILED]: Worker initialization failure: EAGAIN',
      }),
      'the threads or memory mappings that the machine allows',
    ],
    ['another failure', sampleOf(1, 'failed'), null],
    ['too slow', sampleOf(1, 'timeout'), 'the time limit of a sample'],
    ['some woke', sampleOf(1, 'not-attained'), 'some woke before all were there'],
    ['declared memory', sampleOf(1e6, 'skipped'), 'the memory that samples may take here, 200 MB'],
    [
      'measured memory',
      sampleOf(1, 'skipped', { reason: `${outgrown} 50 MB at 1` }),
      'the memory that samples may take here, 200 MB',
    ],
    ['a refusal', sampleOf(1, 'skipped'), null],
    ['nothing', sampleOf(1, 'ok'), null],
  ])('%s', (_, sample, limit) => {
    expect(limitOf(sample, scenario, capacity)).toBe(limit);
  });

  test.each([
    ['threads', { threads: 2_000, mappings: 1 }, 'the threads that the machine allows'],
    ['mappings', { threads: 1, mappings: 70_000 }, 'vm.max_map_count'],
  ])('declared %s', (_, needs, limit) => {
    const needy = {
      ...scenario,
      variants: [{ ...scenario.variants[0]!, name: variant, needs: () => ({ memoryBytes: 1, ...needs }) }],
    };
    expect(limitOf(sampleOf(1, 'skipped'), needy, capacity)).toBe(limit);
  });
});

test('the results, for people', () => {
  const found: LargestResult = {
    scenario: 'sleepers',
    variant: 'node/async-sleep',
    runtime: 'node',
    runtimeVersion: '26.10.0',
    largest: { size: 4_800_000, peak: 4.31e9, elapsed: 45.2e9, wall: 46e9 },
    smallestNot: {
      size: 5_200_000,
      status: 'oom',
      limit: "V8's default heap limit of 4.4 GB",
      reason: 'out of memory: signal SIGABRT:\nReached heap limit',
    },
    end: 'found',
  };
  const none = { ...found, variant: 'node/worker-thread', largest: null };
  const results: LargestResult[] = [
    found,
    { ...none, smallestNot: { size: 1, status: 'failed', limit: null, reason: 'it crashed' }, end: 'none' },
    { ...found, variant: 'go/after-func', smallestNot: null, end: 'parameter-maximum' },
    { ...none, smallestNot: null, end: 'time-limit' },
  ];
  expect(largestText(results, 'tasks', 17.6e9)).toMatchInlineSnapshot(`
    "The largest number of tasks all alive at once, one sample a size; samples may take 17.6 GB of memory

    variant             runtime         largest     peak  elapsed  smallest not  because of
    node/async-sleep    node@26.10.0  4,800,000  4.31 GB     45 s     5,200,000  V8's default heap limit of 4.4 GB
    node/worker-thread  node@26.10.0       none        –        –             1  failed
    go/after-func       node@26.10.0  4,800,000  4.31 GB     45 s             –  the most that the parameter takes
    node/worker-thread  node@26.10.0       none        –        –             –  not finished: --time-limit

    node/async-sleep node@26.10.0, tasks=5200000: oom: out of memory: signal SIGABRT: Reached heap limit
    node/worker-thread node@26.10.0, tasks=1: failed: it crashed
    node/worker-thread node@26.10.0: not finished: --time-limit
    "
  `);
});

describe('the command', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-largest-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const options: LargestOptions = {
    targets: [],
    parameters: {},
    from: 1,
    timeLimitMs: null,
    memoryLimitBytes: 200_000_000,
    out: '.',
    runtimeRequests: {},
    allowNodeOptions: false,
    json: true,
  };

  /** @param seen called with all that goes to stderr */
  async function seek(
    given: Partial<LargestOptions>,
    seen: (text: string, interrupt: AbortController) => void = () => {},
  ) {
    const interrupt = new AbortController();
    const stdout = new PassThrough();
    const stderr = new PassThrough().on('data', (chunk: Buffer) => seen(chunk.toString(), interrupt));
    const session: Session = {
      sources: [fixtures],
      stdout,
      stderr,
      variables: { ...process.env, NODE_OPTIONS: undefined, TMPDIR: folder },
      workingFolder: folder,
      interrupt: interrupt.signal,
      now: () => new Date('2026-11-21T09:30:00Z'),
      randomSeed: () => 7 << 8,
    };
    const exitCode = await largest({ ...options, ...given }, session);
    const written = path.join(folder, 'largest-20261121T093000Z-000007');
    const samples = (await readFile(path.join(written, 'samples.ndjson'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => sampleSchema.parse(JSON.parse(line)));
    const csv = (await readFile(path.join(written, 'largest.csv'), 'utf8')).trimEnd().split('\r\n');
    const printed = String(stdout.read() ?? '');
    return { exitCode, samples, csv, printed, written };
  }

  test('goes up to the most, and keeps every sample, the environment and a table', async () => {
    const { exitCode, samples, csv, printed, written } = await seek({
      targets: ['fixtures/node/well-behaved'],
      from: 20_000_000,
      memoryLimitBytes: 500e6,
    });
    // By what is declared no more fit at first; the fixture makes all of them up, and takes next to nothing.
    expect(samples.map(({ status }) => status)).toEqual(samples.map(() => 'ok'));
    const sizes = samples.map(({ parameters }) => Number(parameters['tasks']));
    expect(sizes[0]).toBe(432_891);
    expect(sizes.at(-1)).toBe(100_000_000);
    expect(csv).toHaveLength(1 + samples.length);
    expect(csv[0]).toMatch(/^scenario,variant,.*,tasks,.*,status,peak,elapsed,wall,limit,reason,started_at$/);
    const { results, memoryBytes } = JSON.parse(printed);
    expect(memoryBytes).toBe(500e6);
    expect(results).toMatchObject([{ variant, end: 'parameter-maximum', largest: { size: 100_000_000 } }]);
    expect(exitCode).toBe(0);
    const environment = await readFile(path.join(written, 'environment.json'), 'utf8');
    expect(environmentSchema.parse(JSON.parse(environment))).toMatchObject({ cleanup: 'launcher' });
  });

  test('a variant that crashes, one that takes all memory, one that wakes too early', async () => {
    const targets = ['crashes', 'eats-memory', 'too-few-alive'].map((name) => `fixtures/node/${name}`);
    const { exitCode, samples, printed } = await seek({ targets, from: 2 });
    const seen = (name: string) =>
      samples
        .filter((sample) => sample.variant === `node/${name}`)
        .map(({ parameters, attempt, status }) => [parameters['tasks'], attempt, status]);
    expect(seen('crashes')).toEqual([
      [2, 1, 'failed'],
      [1, 1, 'failed'],
    ]);
    expect(seen('eats-memory').at(-1)).toEqual([1, 1, 'oom']);
    // As in a run, it is tried again before it is given up.
    expect(seen('too-few-alive').slice(0, 3)).toEqual([
      [2, 1, 'not-attained'],
      [2, 2, 'not-attained'],
      [2, 3, 'not-attained'],
    ]);
    const ends = JSON.parse(printed).results.map(({ end }: LargestResult) => end);
    expect(ends).toEqual(['none', 'none', 'none']);
    expect(exitCode).toBe(1);
  });

  test('Ctrl-C leaves what was measured, in the files and on the screen', async () => {
    const { exitCode, samples, csv, printed } = await seek(
      { targets: ['fixtures/node/well-behaved'], json: false },
      (text, interrupt) => {
        if (text.includes('tasks=4')) interrupt.abort('SIGINT');
      },
    );
    expect(samples.map(({ parameters }) => parameters['tasks'])).toEqual([1, 2, 4]);
    expect(csv).toHaveLength(4);
    expect(printed).toContain('not finished: interrupted');
    expect(exitCode).toBe(130);
  });

  test('what a variant refuses at any size is refused before anything is written', async () => {
    const out = path.join(folder, 'out');
    const refused = await interleave([
      'largest',
      'sleepers/node/async-sleep',
      '--param',
      'state=256',
      '--out',
      out,
    ]);
    expect(refused).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr:
        'interleave: sleepers/node/async-sleep: only the rows of the level L3-state keep a state: state must be 0',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('beside others it is left out, and the others are sought', async () => {
    const { stdout, stderr } = await interleave([
      'largest',
      'sleepers/node/async-sleep',
      'sleepers/node/async-buffer-state',
      '--param',
      'state=256',
      '--memory-limit',
      '1M',
      '--out',
      folder,
    ]);
    expect(stderr).toMatch(/^not sought: sleepers\/node\/async-sleep: only the rows/m);
    expect(stdout).toMatch(/^node\/async-buffer-state .* none /m);
    expect(stdout).not.toMatch(/^node\/async-sleep /m);
  });

  test('NODE_OPTIONS that leave the harness no heap are handed on to the workloads alone', async () => {
    const small = { env: { NODE_OPTIONS: '--max-old-space-size=16' } };
    const args = ['largest', 'sleepers/node/async-sleep', '--memory-limit', '1M', '--out', folder];
    const refused = await interleave(args, small);
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toMatch(/^interleave: NODE_OPTIONS is set \(--max-old-space-size=16\)/m);
    const { exitCode } = await interleave([...args, '--allow-node-options'], small);
    expect(exitCode).toBe(75);
    const [name] = await readdir(folder);
    const environment = await readFile(path.join(folder, name!, 'environment.json'), 'utf8');
    expect(environmentSchema.parse(JSON.parse(environment)).variables).toMatchObject({
      NODE_OPTIONS: '--max-old-space-size=16',
    });
  });

  test('the time limit ends the sample at hand, and the search', async () => {
    const { exitCode, samples, printed } = await seek({
      targets: ['fixtures/node/hangs'],
      timeLimitMs: 4_000,
    });
    expect(samples).toEqual([]);
    expect(JSON.parse(printed).results).toMatchObject([{ end: 'time-limit', largest: null }]);
    expect(exitCode).toBe(3);
  });

  test('a real scenario with too little memory ends at once, and says so', async () => {
    const { stdout, stderr, exitCode } = await interleave([
      'largest',
      'sleepers/node/timeout-callback',
      'sleepers/node/worker-thread',
      '--memory-limit',
      '1M',
      '--out',
      folder,
    ]);
    expect(stdout).toMatch(
      /^node\/timeout-callback +node@\S+ +none +– +– +1 +the memory that samples may take here, 1 MB$/m,
    );
    expect(stdout).toMatch(
      /^node\/worker-thread .* tasks=1: skipped: needs about .* of memory, 1 MB are available/m,
    );
    expect(stderr).not.toMatch(/pilot/);
    expect(exitCode).toBe(75);
    const [name] = await readdir(folder);
    expect(await readdir(path.join(folder, name!))).toEqual([
      'environment.json',
      'largest.csv',
      'samples.ndjson',
    ]);
  });
});
