/** Runs that are killed, interrupted or cannot write: nothing is left running, nothing lost, nothing measured twice. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processesWith, program, until } from '../fixtures/interleave.ts';
import { readRun } from '../store/run-folder.ts';

const variables = () => ({ NODE_OPTIONS: '', NO_COLOR: '1', TMPDIR: folder });
const small = [
  'run',
  'sleepers/go/goroutine-sleep',
  'sleepers/node/async-sleep',
  '--param',
  'tasks=100',
  '--runs',
  '3',
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-interruption-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Starts a run, and waits until so many samples are stored. */
async function startedRun(samples: number) {
  // Straight the pinned Node: the process that is signalled is the orchestrator itself.
  const child = execa(process.execPath, [program, ...small, '--out', folder, '--seed', '5'], {
    env: variables(),
    reject: false,
    stdin: 'ignore',
  });
  await until(() => {
    const file = samplesFile();
    return file !== null && readFileSync(file, 'utf8').split('\n').length > samples;
  });
  // In an object: a promise that is returned would be awaited to the run's end.
  return { child };
}

function runFolder(): string {
  const name = readdirSync(folder).find((entry) => !entry.startsWith('.'));
  if (name === undefined) throw new Error('no run folder');
  return path.join(folder, name);
}

function samplesFile(): string | null {
  const name = readdirSync(folder).find((entry) => !entry.startsWith('.'));
  const file = name === undefined ? null : path.join(folder, name, 'samples.ndjson');
  return file !== null && existsSync(file) ? file : null;
}

/** Whatever of this test's runs is still alive, the orchestrator included. */
const living = (): string[] => processesWith('TMPDIR', folder);

async function resumed() {
  return execa(process.execPath, [program, 'run', '--resume', runFolder()], {
    env: variables(),
    reject: false,
  });
}

test('kill -9 of the orchestrator leaves nothing running, and --resume finishes the very same plan', async () => {
  const { child } = await startedRun(2);
  child.kill('SIGKILL');
  await child;
  await until(() => living().length === 0);
  const before = await readRun(runFolder());
  expect(before.samples.length).toBeGreaterThanOrEqual(2);
  expect(before.samples.length).toBeLessThan(before.plan.entries.length);
  const planText = readFileSync(path.join(runFolder(), 'plan.json'), 'utf8');
  const kept = before.samples.map((sample) => JSON.stringify(sample));

  const { exitCode } = await resumed();

  expect(exitCode).toBe(0);
  const after = await readRun(runFolder());
  expect(readFileSync(path.join(runFolder(), 'plan.json'), 'utf8')).toBe(planText);
  expect(after.samples.slice(0, kept.length).map((sample) => JSON.stringify(sample))).toEqual(kept);
  expect(after.samples.map(({ order }) => order)).toEqual(after.plan.entries.map(({ order }) => order));
  expect(existsSync(path.join(runFolder(), 'run.lock'))).toBe(false);
});

test('a line torn off in the middle of its writing is measured again', async () => {
  const { child } = await startedRun(1);
  child.kill('SIGKILL');
  await child;
  const whole = readFileSync(samplesFile() as string, 'utf8');
  const count = whole.trimEnd().split('\n').length;
  appendFileSync(samplesFile() as string, whole.slice(0, 300));

  const { exitCode } = await resumed();

  expect(exitCode).toBe(0);
  const { samples, plan } = await readRun(runFolder());
  expect(readFileSync(samplesFile() as string, 'utf8').startsWith(whole)).toBe(true);
  expect(count).toBeLessThan(samples.length);
  expect(samples.map(({ order }) => order)).toEqual(plan.entries.map(({ order }) => order));
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the run in good order, with reports and the way to go on', async (signal, code) => {
  const { child } = await startedRun(1);
  child.kill(signal);
  const { exitCode, stderr } = await child;
  expect(exitCode).toBe(code);
  expect(stderr).toContain('--resume');
  expect(living()).toEqual([]);
  expect(existsSync(path.join(runFolder(), 'summary.csv'))).toBe(true);
  expect((await resumed()).exitCode).toBe(0);
});

test('Ctrl-C, which reaches every process of the group at once, ends the run in the same good order', async () => {
  const child = execa(process.execPath, [program, ...small, '--out', folder], {
    env: variables(),
    reject: false,
    stdin: 'ignore',
    detached: true,
  });
  await until(() => samplesFile() !== null && readFileSync(samplesFile() as string, 'utf8') !== '');
  process.kill(-(child.pid as number), 'SIGINT');
  const { exitCode, stderr } = await child;
  expect(stderr).toContain('--resume');
  expect(exitCode).toBe(130);
  expect(living()).toEqual([]);
  expect((await resumed()).exitCode).toBe(0);
});

test('the death of the small program that started the orchestrator ends the run too', async () => {
  // Any Node that is not the pinned one starts the harness as a child; a copy of the pinned one does.
  const copy = path.join(folder, '.node');
  await execa('cp', [process.execPath, copy]);
  const child = execa(copy, [program, ...small, '--out', folder], {
    env: variables(),
    reject: false,
    stdin: 'ignore',
  });
  await until(() => samplesFile() !== null && readFileSync(samplesFile() as string, 'utf8') !== '');
  child.kill('SIGKILL');
  await child;
  await until(() => living().length === 0);
  await until(() => existsSync(path.join(runFolder(), 'summary.csv')));
});

describe('what cannot be written or read', () => {
  const interleave = async (args: string[]) =>
    execa(process.execPath, [program, ...args], { env: variables(), reject: false });

  test('a folder that cannot be made is told before anything is measured', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await interleave([...small, '--out', path.join(file, 'results')]);
    expect(exitCode).toBe(73);
    expect(stderr).toMatch(/interleave: cannot write to .*results: .*; name another folder with --out/);
    expect(stderr).not.toContain('pilot');
  });

  test('a disk that is full midway ends the run with every whole sample kept', async () => {
    // RLIMIT_FSIZE stands for the full disk: writes past it fail in the same way.
    const command = [process.execPath, program, ...small, '--out', folder]
      .map((word) => `'${word}'`)
      .join(' ');
    const { exitCode, stderr } = await execa('bash', ['-c', `ulimit -f 16; exec ${command}`], {
      env: variables(),
      reject: false,
    });
    expect(stderr).toMatch(/cannot write .*; free some space/);
    expect(exitCode).toBe(73);
    expect(living()).toEqual([]);
    const { samples, plan, wholeBytes } = await readRun(runFolder());
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.length).toBeLessThan(plan.entries.length);
    expect(readFileSync(samplesFile() as string).length).toBe(wholeBytes);
    expect((await resumed()).exitCode).toBe(0);
  });

  test('a run of another version is refused and left as it is', async () => {
    const { child } = await startedRun(1);
    child.kill('SIGINT');
    await child;
    const file = path.join(runFolder(), 'plan.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('interleave-plan/1', 'interleave-plan/9'));
    for (const args of [
      ['report', runFolder()],
      ['run', '--resume', runFolder()],
    ]) {
      const { exitCode, stderr } = await interleave(args);
      expect(exitCode).toBe(65);
      expect(stderr).toMatch(
        /is no run or check of this version of Interleave, or it is damaged: plan.json: format/,
      );
    }
  });

  test('a damaged sample is told with its line', async () => {
    const { child } = await startedRun(2);
    child.kill('SIGINT');
    await child;
    const file = samplesFile() as string;
    writeFileSync(file, readFileSync(file, 'utf8').replace('"probe":"', '"prob":"'));
    const { exitCode, stderr } = await interleave(['report', runFolder()]);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('samples.ndjson line 1');
  });

  test('a folder that is no run is refused', async () => {
    const { exitCode, stderr } = await interleave(['report', folder]);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('holds no plan.json');
  });

  test('two processes cannot write one run', async () => {
    const { child } = await startedRun(1);
    const { exitCode, stderr } = await resumed();
    expect(exitCode).toBe(73);
    expect(stderr).toMatch(/is being written by process \d+/);
    child.kill('SIGINT');
    await child;
  });
});
