import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noiseSchema } from '../store/sample.ts';
import {
  type Counters,
  difference,
  parseLoadAverage,
  parsePressureNs,
  parseThrottledNs,
  parseTicks,
  readCounters,
} from './noise.ts';

describe('parseTicks', () => {
  test('busy is user, nice, system, irq and softirq; guest is inside user already', () => {
    const stat = 'cpu  1000 20 300 99999 5000 4 60 70 800 9\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n';
    expect(parseTicks(stat)).toEqual({ busyTicks: 1384, stealTicks: 70 });
  });

  test('a kernel that does not count steal', () => {
    expect(parseTicks('cpu  10 0 3 9 5 1 2\n')).toEqual({ busyTicks: 16, stealTicks: null });
  });

  test('no /proc/stat', () => {
    expect(parseTicks('')).toEqual({ busyTicks: null, stealTicks: null });
  });
});

test('parsePressureNs takes the total of "some"', () => {
  const pressure =
    'some avg10=0.00 avg60=0.09 avg300=0.22 total=9268694\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n';
  expect(parsePressureNs(pressure)).toBe(9_268_694_000);
  expect(parsePressureNs('')).toBeNull();
});

test('parseLoadAverage', () => {
  expect(parseLoadAverage('12.50 3.01 1.00 2/3071 99123\n')).toBe(12.5);
  expect(parseLoadAverage('')).toBeNull();
});

test('parseThrottledNs knows the units of both versions', () => {
  expect(parseThrottledNs('nr_periods 9\nnr_throttled 2\nthrottled_time 1500000\n', 1)).toBe(1_500_000);
  expect(parseThrottledNs('usage_usec 5\nnr_throttled 2\nthrottled_usec 1500\n', 2)).toBe(1_500_000);
  // The root of version 2 has no limit and no such line.
  expect(parseThrottledNs('usage_usec 5\nuser_usec 3\n', 2)).toBeNull();
});

function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

describe('readCounters', () => {
  test('a server with everything', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'noise-'));
    writeTree(root.path, {
      'proc/stat': 'cpu  1000 20 300 99999 5000 4 60 70 0 0\n',
      'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=11\n',
      'proc/pressure/memory':
        'some avg10=0.00 avg60=0.00 avg300=0.00 total=12\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
      'proc/vmstat': 'nr_free_pages 1\noom_kill 3\noom_kill_disable 9\n',
      'proc/loadavg': '1.25 0 0 1/85 4881\n',
      'proc/self/cgroup': '0::/a/b\n',
      'proc/self/mountinfo': '35 25 0:30 / /cg rw - cgroup2 cgroup2 rw\n',
      'cg/a/b/cpu.stat': 'throttled_usec 5\n',
      'cg/a/cpu.stat': 'throttled_usec 70\n',
      'cg/cpu.stat': 'usage_usec 1\n',
      'sys/devices/system/cpu/cpu127/cpufreq/scaling_cur_freq': '3400000\n',
    });
    const { takenAtNs, ...counters } = readCounters({ cpu: 127, root: root.path });
    expect(typeof takenAtNs).toBe('bigint');
    expect(counters).toEqual({
      busyTicks: 1384,
      stealTicks: 70,
      throttledNs: 75_000,
      cpuPressureNs: 11_000,
      memoryPressureNs: 12_000,
      oomKills: 3,
      loadAverage: 1.25,
      frequencyHz: 3_400_000_000,
    });
  });

  test('a machine that tells nothing', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'noise-'));
    const { takenAtNs, ...counters } = readCounters({ root: root.path });
    expect(takenAtNs).toBeGreaterThan(0n);
    expect(new Set(Object.values(counters))).toEqual(new Set([null]));
  });
});

const zero: Counters = {
  takenAtNs: 0n,
  busyTicks: 0,
  stealTicks: 0,
  throttledNs: 0,
  cpuPressureNs: 0,
  memoryPressureNs: 0,
  oomKills: 0,
  loadAverage: 0,
  frequencyHz: null,
};

describe('difference', () => {
  test('foreign CPU is what neither the tree nor the harness used', () => {
    const after = {
      ...zero,
      takenAtNs: 2_000_000_000n,
      busyTicks: 150,
      stealTicks: 3,
      oomKills: 1,
      loadAverage: 2,
    };
    expect(difference(zero, after, { treeCpuNs: 900_000_000, harnessCpuNs: 100_000_000 })).toEqual({
      noise: {
        wallNs: 2_000_000_000,
        foreignCpuNs: 500_000_000,
        stealNs: 30_000_000,
        throttledNs: 0,
        cpuPressureNs: 0,
        memoryPressureNs: 0,
        loadAverage: 2,
        frequencyHz: null,
      },
      oomKills: 1,
    });
  });

  test('never below 0: ticks are coarser than exact CPU time, and steal can step back', () => {
    const before = { ...zero, stealTicks: 9 };
    const after = { ...zero, busyTicks: 10 };
    const { noise } = difference(before, after, { treeCpuNs: 103_000_000, harnessCpuNs: 0 });
    expect(noise).toMatchObject({ foreignCpuNs: 0, stealNs: 0 });
  });

  test('128 busy CPUs after three years: whole nanoseconds, inside the schema', () => {
    const before = { ...zero, takenAtNs: 10n ** 17n, busyTicks: 128 * 100 * 86_400 * 1000 + 1 };
    const after = { ...before, takenAtNs: 10n ** 17n + 7n, busyTicks: before.busyTicks + 3 };
    const { noise } = difference(before, after, { treeCpuNs: 0.5, harnessCpuNs: 0 });
    expect(noiseSchema.parse(noise)).toMatchObject({ wallNs: 7, foreignCpuNs: 30_000_000 });
  });

  test('what one end does not tell is not told', () => {
    const { noise, oomKills } = difference({ ...zero, busyTicks: null, oomKills: null }, zero, {
      treeCpuNs: 0,
      harnessCpuNs: 0,
    });
    expect(noise.foreignCpuNs).toBeNull();
    expect(oomKills).toBeNull();
  });

  test('two readings of this machine', () => {
    const { noise } = difference(readCounters(), readCounters(), { treeCpuNs: 0, harnessCpuNs: 0 });
    noiseSchema.parse(noise);
    if (process.platform === 'linux') expect(noise.foreignCpuNs).not.toBeNull();
  });
});
