import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Environment, environmentSchema } from '../store/environment.ts';
import { measureForeignCpu, type RecordOptions, recordEnvironment } from './environment.ts';

const given = {
  runtimes: [],
  variables: {},
  cleanup: 'launcher',
  firstTouch: { mode: 'none', reservedBytes: 0 },
  foreignCpu: 0.01,
  revision: null,
  recordedAt: new Date('2026-01-02T03:04:05Z'),
} satisfies RecordOptions;

const notInstalled = async () => null;

async function recordLinux(
  files: Readonly<Record<string, string>>,
  options: Partial<RecordOptions> = {},
): Promise<Environment> {
  using root = mkdtempDisposableSync(join(os.tmpdir(), 'environment-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root.path, path)), { recursive: true });
    writeFileSync(join(root.path, path), text);
  }
  const environment = await recordEnvironment({
    ...given,
    platform: 'linux',
    root: root.path,
    ask: notInstalled,
    ...options,
  });
  return environmentSchema.parse(environment);
}

describe('recordEnvironment', () => {
  test('what was found, what was given and the doubts about both', async () => {
    const environment = await recordLinux({
      'proc/self/status': 'Cpus_allowed_list:\t0-3\n',
      'proc/meminfo': 'MemTotal:  33554432 kB\nMemAvailable:  33000000 kB\nSwapTotal:  8388608 kB\n',
      'proc/loadavg': '0.42 0.1 0.1 1/2000 1\n',
    });
    expect(environment).toMatchObject({
      recordedAt: '2026-01-02T03:04:05.000Z',
      platform: 'linux',
      load: { average1m: 0.42, foreignCpu: 0.01 },
      warnings: [expect.stringContaining('swap is on')],
    });
  });

  test('variables: the telling ones that are set, and no secret', async () => {
    const variables = { GOGC: '50', LD_PRELOAD: '', NODE_OPTIONS: undefined, PASSWORD: 'x' };
    expect((await recordLinux({}, { variables })).variables).toEqual({ GOGC: '50', LD_PRELOAD: '' });
  });

  test('the CPUs of the run, where the harness has already moved', async () => {
    const files = { 'proc/self/status': 'Cpus_allowed_list:\t0-2\n' };
    expect((await recordLinux(files, { allowed: [0, 1, 2, 3] })).cpu.allowed).toEqual([0, 1, 2, 3]);
  });

  test('macOS that tells nothing', async () => {
    const environment = environmentSchema.parse(
      await recordEnvironment({ ...given, platform: 'darwin', ask: notInstalled }),
    );
    expect(environment.platform).toBe('darwin');
  });

  test('this machine', async () => {
    const environment = environmentSchema.parse(
      await recordEnvironment({ ...given, variables: process.env }),
    );
    expect(environment.cpu.allowed.length).toBeGreaterThan(0);
    expect(environment.memory.availableBytes).toBeLessThanOrEqual(environment.memory.totalBytes);
  });
});

test('measureForeignCpu is a share of a CPU, and null where nobody tells', async () => {
  using root = mkdtempDisposableSync(join(os.tmpdir(), 'environment-'));
  expect(await measureForeignCpu({ windowMs: 1, root: root.path })).toBeNull();
  if (process.platform === 'linux') {
    expect(await measureForeignCpu({ windowMs: 50 })).toBeGreaterThanOrEqual(0);
  }
});
