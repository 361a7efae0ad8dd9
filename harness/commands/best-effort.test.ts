/** Node rows on a machine without Go: no launcher, so that taskset, setpriv and the sample's mark must do. */
import { symlinkSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os, { availableParallelism } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sleepers from '../../scenarios/sleepers/scenario.ts';
import { interleave, processesWith, until } from '../fixtures/interleave.ts';
import { readRun } from '../store/run-folder.ts';

let folder: string;
/** A PATH with nothing on it but what is named. */
let bin: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-best-effort-'));
  bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const command of ['taskset', 'setpriv']) await provide(command);
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function provide(command: string): Promise<void> {
  const { stdout } = await execa('bash', ['-c', `type -P ${command}`]);
  symlinkSync(stdout, path.join(bin, command));
}

const node = ['run', 'sleepers/node', '--runs', '1', '--no-control'];
const timers = ['run', 'sleepers/node/timeout-callback', '--param', 'tasks=5', '--runs', '1', '--no-control'];
const start = (args: readonly string[]) =>
  interleave([...args, '--out', path.join(folder, 'results')], { env: { PATH: bin, TMPDIR: folder } });

test('every Node variant is measured in both regimes, and the run says how it was cleaned up', async () => {
  const { stdout, stderr, exitCode } = await start([
    ...node,
    '--param',
    'tasks=3',
    '--cores',
    '1,all',
    '--json',
  ]);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(
      /^without the launcher: cleanup=best-effort, no exact CPU time \(no go command on PATH/m,
    ),
  ]);
  const { environment, samples } = await readRun(JSON.parse(String(stdout)).folder);
  expect(environment).toMatchObject({
    cleanup: 'best-effort',
    firstTouch: { mode: 'none', reservedBytes: 0 },
  });
  const rows = sleepers.variants.filter(({ name }) => name.startsWith('node/'));
  expect(samples).toHaveLength(rows.length * 2 * 2);
  for (const sample of samples) {
    // Without the tree's own time, what others used cannot be told either.
    expect(sample).toMatchObject({ status: 'ok', usage: null, noise: { foreignCpuNs: null } });
  }
  expect(processesWith('TMPDIR', folder)).toEqual([]);
});

test('Go rows are refused with the remedy', async () => {
  const { stderr, exitCode } = await start(['run', 'sleepers/go/goroutine-sleep', '--param', 'tasks=5']);
  expect(exitCode).toBe(69);
  expect(stderr).toMatch(/^interleave: no go command on PATH: install Go/);
});

test('kill -9 of the orchestrator takes the workload along', async () => {
  const child = start(timers.with(3, 'tasks=1k'));
  await until(() => processesWith('TMPDIR', folder).some((line) => line.includes('timeout-callback.js')));
  child.kill('SIGKILL');
  await child;
  // The test's own time limit tells when it never comes true.
  await until(() => processesWith('TMPDIR', folder).length === 0);
});

test('without setpriv too there are samples, though a kill would leave one running', async () => {
  await rm(path.join(bin, 'setpriv'));
  const { stdout, exitCode } = await start([...timers, '--probe', 'memory', '--json']);
  expect(exitCode).toBe(0);
  expect((await readRun(JSON.parse(String(stdout)).folder)).samples).toMatchObject([{ status: 'ok' }]);
});

test.runIf(availableParallelism() > 1)(
  'without taskset no row claims CPUs that it did not have',
  async () => {
    await rm(path.join(bin, 'taskset'));
    const { stdout, exitCode } = await start([...timers, '--probe', 'memory', '--json', '--cores', '1,all']);
    expect(exitCode).toBe(1);
    const { samples } = await readRun(JSON.parse(String(stdout)).folder);
    expect(samples.find(({ regime }) => regime === 'all')).toMatchObject({ status: 'ok' });
    expect(samples.find(({ regime }) => regime === '1core')).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^could not be started: .*taskset/),
    });
  },
);
