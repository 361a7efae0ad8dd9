/** Every kind of bad workload, as a small real program: its row, the run's exit code, and nothing left running. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesWith } from '../fixtures/interleave.ts';
import { fixtureNames, fixtures } from '../fixtures/scenario.ts';
import type { Sample } from '../store/sample.ts';
import { readRun } from '../store/run-folder.ts';
import { run, type RunOptions } from './run.ts';
import type { Session } from './session.ts';

let folder: string;
const samples = new Map<string, Sample>();
let exitCode: number;

const options: RunOptions = {
  targets: [],
  suite: null,
  parameters: { tasks: [3] },
  regimes: ['all'],
  probe: 'memory',
  runs: 1,
  seed: 1,
  budgetNs: null,
  timeLimitMs: 4_000,
  memoryLimitBytes: 1_500_000_000,
  out: '.',
  runtimeRequests: {},
  allowNodeOptions: false,
  control: false,
  dryRun: false,
  json: true,
};

function sessionIn(workingFolder: string): Session {
  const sink = () => new PassThrough().resume() as unknown as Session['stdout'];
  return {
    sources: [fixtures],
    stdout: sink(),
    stderr: sink(),
    variables: { ...process.env, NODE_OPTIONS: undefined, TMPDIR: workingFolder },
    workingFolder,
    interrupt: new AbortController().signal,
    now: () => new Date(),
    randomSeed: () => 7,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-misbehaviour-'));
  exitCode = await run(options, sessionIn(folder));
  const [name] = readdirSync(folder);
  const stored = await readRun(path.join(folder, name as string));
  for (const sample of stored.samples) samples.set(sample.variant.slice('node/'.length), sample);
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

test('the run goes on past every one of them, and its exit code says that some failed', () => {
  expect([...samples.keys()].toSorted()).toEqual([...fixtureNames].toSorted());
  expect(exitCode).toBe(1);
});

describe('each has a row with its status and reason', () => {
  test.each<[(typeof fixtureNames)[number], Sample['status'], RegExp]>([
    ['crashes', 'failed', /ended before done: exit code 1: Error/],
    ['exits-early', 'failed', /ended before done: exit code 0/],
    ['segfaults', 'failed', /ended before done: signal SIGSEGV/],
    ['hangs', 'hung', /no message and no CPU use at the time limit of 4 s/],
    ['spins', 'timeout', /still at work at the time limit of 4 s/],
    [
      'prints-rubbish',
      'failed',
      /broke the contract: expected a message of the contract as one line of JSON/,
    ],
    ['prints-two-results', 'failed', /broke the contract: expected done, received iteration 0/],
    ['unknown-field', 'failed', /broke the contract: .*Unrecognized key/],
    ['wrong-order', 'failed', /broke the contract: expected iteration 0 \(measured\), received done/],
    ['wrong-checksum', 'failed', /wrong manifest: checksum expected null/],
    ['wrong-version', 'failed', /ran on version .*, expected 2\d\.\d+\.\d+/],
    ['too-few-created', 'failed', /wrong manifest: created expected 3, received 2/],
    ['too-few-alive', 'not-attained', /1 of 3 tasks had ended when the hold at parked ended/],
    ['huge-line', 'failed', /broke the contract: expected a line of at most 1048576 bytes/],
    ['endless-line', 'failed', /broke the contract: expected a line of at most 1048576 bytes/],
    ['ignores-sigterm', 'hung', /no message and no CPU use/],
    ['leaves-detached-child', 'failed', /left a process behind \(killed\)/],
    ['leaves-child-holding-messages', 'failed', /left a process behind \(killed\)/],
    ['ends-late', 'hung', /did not exit within 10 s of its last message/],
    ['message-after-done', 'failed', /broke the contract: expected nothing after done/],
    ['eats-memory', 'oom', /out of memory/],
    ['fails-politely', 'failed', /gave up: /],
  ])('%s: %s', (name, status, reason) => {
    const sample = samples.get(name);
    expect(sample).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });

  test('what is well-behaved is ok, however much it writes for people', () => {
    expect(samples.get('well-behaved')).toMatchObject({
      status: 'ok',
      manifest: { created: 3, completed: 3 },
    });
    expect(samples.get('stderr-flood')).toMatchObject({ status: 'ok' });
  });

  test('the line that broke the contract is kept', () => {
    const sample = samples.get('prints-rubbish');
    expect(sample?.status === 'failed' && sample.rawLine).toBeTruthy();
    const huge = samples.get('huge-line');
    expect(huge?.status === 'failed' && huge.rawLine?.length).toBeLessThanOrEqual(4096);
  });

  test('a not-attained sample was tried again with a longer wait before it was given up', async () => {
    const [name] = readdirSync(folder);
    const stored = await readRun(path.join(folder, name as string));
    const attempts = stored.samples
      .filter(({ variant }) => variant === 'node/too-few-alive')
      .map(({ attempt }) => attempt);
    expect(attempts).toEqual([1, 2, 3]);
  });
});

test('no process of any of them is left over', () => {
  expect(processesWith('TMPDIR', folder)).toEqual([]);
});

test('the reports hold every one of them', async () => {
  const [name] = readdirSync(folder);
  const csv = await readFile(path.join(folder, name as string, 'samples.csv'), 'utf8');
  for (const fixture of fixtureNames) expect(csv).toContain(`node/${fixture}`);
});
