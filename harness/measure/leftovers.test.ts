/** What a sample leaves behind is killed and told, with the launcher, without it, and when the launcher itself is killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildHarnessPrograms } from '../commands/toolbox.ts';
import { fixtureBench } from '../fixtures/bench.ts';
import { processesWith, until } from '../fixtures/interleave.ts';
import { fixtures, type fixtureNames } from '../fixtures/scenario.ts';
import { packageRoot } from '../package-root.ts';
import type { Sample } from '../store/sample.ts';
import { newMark, workloadEnvironment } from './workload-environment.ts';

let launcher: string | null;
let folder: string;
beforeAll(async () => {
  ({ launcher } = await buildHarnessPrograms(() => {}));
  expect(launcher).not.toBeNull();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-leftovers-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** One sample of a fixture; `at` is called at every message and hold, with nothing else going on. */
async function sampleOf(
  name: (typeof fixtureNames)[number],
  options: { launcher: string | null; timeLimitMs?: number },
  at: (event: string) => void = () => {},
): Promise<Sample> {
  const { runner, plan } = await fixtureBench([name], { ...options, folder });
  const taken: Sample[] = [];
  await runner.take(plan.entries[0]!, plan.cases[0]!, {}, 1, {
    progress: at,
    ended: async (sample) => {
      taken.push(sample);
    },
  });
  return taken[0]!;
}

describe.each([
  ['with the launcher', true],
  ['without it', false],
])('%s', (_, launched) => {
  test.each(['leaves-detached-child', 'leaves-child-holding-messages'] as const)('%s', async (name) => {
    const sample = await sampleOf(name, { launcher: launched ? launcher : null });
    expect(sample).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^left a process behind \(killed\): \d+ .*node -e setTimeout/),
      leftovers: [expect.stringMatching(/^\d+ .*node -e setTimeout/)],
    });
    expect(processesWith('TMPDIR', folder)).toEqual([]);
  });

  test.each(['hangs', 'ignores-sigterm'] as const)('%s', async (name) => {
    const sample = await sampleOf(name, { launcher: launched ? launcher : null, timeLimitMs: 2_000 });
    expect(sample.status).toBe('hung');
    expect(processesWith('TMPDIR', folder)).toEqual([]);
  });

  test('a process of another sample is not taken for a leftover', async () => {
    const environment = { ...workloadEnvironment(process.env, 0, false, newMark()), TMPDIR: folder };
    const other = execa(process.execPath, ['-e', 'console.log(); setInterval(() => {}, 1e9)'], {
      env: environment,
      extendEnv: false,
      reject: false,
      buffer: false,
    });
    await new Promise((resolve) => other.stdout!.once('data', resolve));
    const sample = await sampleOf('well-behaved', { launcher: launched ? launcher : null });
    expect(sample.status).toBe('ok');
    expect(processesWith('TMPDIR', folder)).toEqual([expect.stringMatching(new RegExp(`^${other.pid} `))]);
    other.kill('SIGKILL');
    await other;
  });
});

/** Workloads that would live on: they hang, and do not end with their stdin. */
describe.each([
  ['with the launcher', true],
  ['without it', false],
])('the harness is killed, %s', (_, launched) => {
  test.each(['hangs', 'ignores-sigterm'] as const)('%s', async (name) => {
    const program = path.join(packageRoot, 'harness', 'fixtures', 'take-sample.ts');
    const harness = execa(process.execPath, [program, name, launched ? String(launcher) : ''], {
      env: { TMPDIR: folder, NODE_OPTIONS: '' },
      reject: false,
      stdin: 'ignore',
    });
    await until(() =>
      processesWith('TMPDIR', folder).some((line) =>
        line.includes(`node ${fixtures.directory.pathname}${name}.js`),
      ),
    );
    harness.kill('SIGKILL');
    await harness;
    // The test's own time limit tells when it never comes true.
    await until(() => processesWith('TMPDIR', folder).length === 0);
  });
});

describe('the launcher is killed', () => {
  function killLauncher(event: string): void {
    if (event !== 'parked') return;
    const found = processesWith('TMPDIR', folder).find((line) =>
      line.includes(`${launcher} --time-limit-ms `),
    );
    process.kill(Number(found?.split(' ')[0]), 'SIGKILL');
  }

  test.each(['well-behaved', 'leaves-detached-child', 'leaves-child-holding-messages'] as const)(
    '%s',
    async (name) => {
      const sample = await sampleOf(name, { launcher }, killLauncher);
      expect(sample).toMatchObject({
        status: 'failed',
        reason: 'how it ended is not known: the launcher ended without a report',
        exit: null,
        usage: null,
      });
      if (name !== 'well-behaved' && sample.status === 'failed') {
        expect(sample.leftovers).toContainEqual(expect.stringMatching(/^\d+ .*node -e setTimeout/));
      }
      expect(processesWith('TMPDIR', folder)).toEqual([]);
    },
  );
});

test('a launcher that cannot be started is told', async () => {
  const sample = await sampleOf('well-behaved', { launcher: path.join(folder, 'launch') });
  expect(sample).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/^could not be started: cannot start the launcher: .*ENOENT/),
  });
});
