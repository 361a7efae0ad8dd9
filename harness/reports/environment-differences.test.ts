import { expect, test } from 'vitest';
import { environmentDifferences } from './environment-differences.ts';
import { exampleRun } from './example-run.ts';

const { environment } = exampleRun;
const own = { version: '0.1.0', environment };

test('none with itself, nor for what changes from minute to minute or names the same elsewhere', () => {
  expect(environmentDifferences(own, own)).toEqual([]);
  const later = {
    ...environment,
    recordedAt: '2026-11-21T09:59:59.000Z',
    uptimeSeconds: 9_000,
    load: { average1m: 1.5, foreignCpu: 0 },
    memory: { ...environment.memory, availableBytes: 1e9 },
    runtimes: environment.runtimes.map((one) => ({ ...one, path: '/elsewhere' })).toReversed(),
  };
  expect(environmentDifferences(own, { version: '0.1.0', environment: later })).toEqual([]);
});

test('machine, versions and settings of the harness', () => {
  const other = {
    ...environment,
    kernel: '6.19.0',
    cpu: { ...environment.cpu, model: 'Other', allowed: [0], quota: 1.5 },
    memory: { ...environment.memory, totalBytes: 8_000_000_000, limitBytes: 2_000_000_000 },
    runtimes: environment.runtimes
      .filter(({ runtime }) => runtime === 'go')
      .map((one) => ({ ...one, version: '1.28.0' })),
    variables: { GOGC: '50' },
    cleanup: 'best-effort' as const,
    firstTouch: { mode: 'reserve' as const, reservedBytes: 1e9 },
  };
  expect(environmentDifferences(own, { version: '0.2.0', environment: other })).toEqual([
    'Interleave: 0.1.0 and 0.2.0',
    'kernel: 6.18.0 and 6.19.0',
    'CPU model: Example <CPU> | 3 GHz and Other',
    'CPUs allowed: 2 and 1',
    'CPU quota: unknown and 1.5',
    'memory: 24,000 MB and 8,000 MB',
    'memory limit: none and 2,000 MB',
    'go: 1.27.4 and 1.28.0',
    'node: 26.10.0 and none',
    'variables: none and GOGC=50',
    'cleanup: launcher and best-effort',
    'first touch: none and reserve',
  ]);
});
