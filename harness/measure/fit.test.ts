import { describe, expect, test } from 'vitest';
import type { Needs } from '../model.ts';
import type { Environment } from '../store/environment.ts';
import { type Capacity, capacityOf, fits, formatBytes, largestThatFits } from './fit.ts';

const needs: Needs = { memoryBytes: 1e9, threads: 10, mappings: 100 };
const capacity: Capacity = { availableBytes: 22.1e9, threadsAvailable: 32_268, maxMapCount: 65_530 };

describe('fits', () => {
  test('exactly is enough, and what has no known limit is enough', () => {
    expect(fits(needs, { availableBytes: 1e9, threadsAvailable: 10, maxMapCount: 100 })).toEqual({
      fits: true,
    });
    expect(fits(needs, { availableBytes: 1e9, threadsAvailable: null, maxMapCount: null })).toEqual({
      fits: true,
    });
  });

  test('memory', () => {
    expect(fits({ ...needs, memoryBytes: 290e9 }, capacity, 6_549_999)).toEqual({
      fits: false,
      kind: 'memory',
      reason: 'needs about 290 GB of memory, 22.1 GB are available; the largest size that fits is about 6.5M',
    });
    expect(fits({ ...needs, memoryBytes: 290e9 }, capacity)).toMatchObject({
      reason: 'needs about 290 GB of memory, 22.1 GB are available; choose a smaller size',
    });
  });

  test('threads', () => {
    expect(fits({ ...needs, threads: 100_000 }, capacity, 32_250)).toEqual({
      fits: false,
      kind: 'threads',
      reason:
        'needs about 100,000 threads, 32,268 are available; the largest size that fits is about 32k, ' +
        'or raise the lowest of kernel.threads-max, kernel.pid_max, ulimit -u and pids.max of the cgroup',
    });
  });

  test('mappings, with a command that makes it fit', () => {
    const short = { ...needs, mappings: 200_000 };
    expect(fits(short, capacity)).toEqual({
      fits: false,
      kind: 'mappings',
      reason:
        'needs about 200,000 memory mappings, 65,530 are allowed; choose a smaller size, ' +
        'or run sysctl -w vm.max_map_count=262144',
    });
    expect(fits(short, { ...capacity, maxMapCount: 262_144 })).toEqual({ fits: true });
  });

  test.each([
    [7, '7'],
    [999, '990'],
    [1000, '1k'],
    [19_999, '19k'],
    [1_099_999, '1M'],
    [123_456_789, '120M'],
  ])('the largest size %d is told as %s, never as more than it is', (largest, told) => {
    expect(fits({ ...needs, memoryBytes: 1e12 }, capacity, largest)).toMatchObject({
      reason: expect.stringMatching(new RegExp(`is about ${told}$`)),
    });
  });
});

describe('capacityOf', () => {
  const memory: Environment['memory'] = {
    totalBytes: 64e9,
    availableBytes: 50e9,
    swapTotalBytes: 0,
    limitBytes: null,
    hugePages: null,
    overcommit: null,
    swappiness: null,
  };
  const limits: Environment['limits'] = {
    maxMapCount: 65_530,
    threadsMax: 192_730,
    pidMax: 32_768,
    userProcesses: 96_365,
    openFiles: 20_000,
    cgroupPids: null,
  };

  test('a large machine keeps 1 GiB free, the number of processes limits the threads', () => {
    expect(capacityOf({ memory, limits })).toEqual({
      availableBytes: 50e9 - 2 ** 30,
      threadsAvailable: 32_268,
      maxMapCount: 65_530,
    });
  });

  test('a small container keeps a tenth free and has few threads', () => {
    const small = { memory: { ...memory, limitBytes: 2e9 }, limits: { ...limits, cgroupPids: 512 } };
    expect(capacityOf(small)).toMatchObject({ availableBytes: 1.8e9, threadsAvailable: 12 });
    expect(capacityOf({ memory, limits: { ...limits, cgroupPids: 100 } }).threadsAvailable).toBe(0);
  });

  test('a system that tells no limits', () => {
    const none = {
      maxMapCount: null,
      threadsMax: null,
      pidMax: null,
      userProcesses: null,
      openFiles: null,
      cgroupPids: null,
    };
    expect(capacityOf({ memory, limits: none })).toMatchObject({ threadsAvailable: null, maxMapCount: null });
  });
});

describe('largestThatFits', () => {
  const linear = (size: number): Needs => ({ memoryBytes: 5e6 + size * 2708, threads: 8, mappings: 50 });

  test('the edge itself', () => {
    const largest = largestThatFits(linear, capacity) ?? Number.NaN;
    expect(largest).toBe(Math.floor((22.1e9 - 5e6) / 2708));
    expect(fits(linear(largest), capacity).fits).toBe(true);
    expect(fits(linear(largest + 1), capacity).fits).toBe(false);
  });

  test('none, one and all', () => {
    expect(largestThatFits(linear, { ...capacity, availableBytes: 1e6 })).toBeNull();
    expect(
      largestThatFits((size) => ({ ...needs, threads: size }), { ...capacity, threadsAvailable: 1 }),
    ).toBe(1);
    expect(largestThatFits(() => needs, capacity, 10_000_000)).toBe(10_000_000);
  });
});

test.each([
  [22_149_000_000, '22.1 GB'],
  [290e9, '290 GB'],
  [1.5e12, '1.5 TB'],
  [999e6, '999 MB'],
  [999_999_999, '1 GB'],
  [2708, '2.71 kB'],
])('%d bytes are %s', (bytes, told) => {
  expect(formatBytes(bytes)).toBe(told);
});
