import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../harness/model.ts';
import { bytes, doubles, longestOffsetMs, sumBelow, sumOfStates } from './rows.ts';
import sleepers from './scenario.ts';

describe('what the states hold', () => {
  it.each([
    [0, 256],
    [1, 256],
    [127, 1_024],
    [300, 4_096],
  ])('%i tasks of %i bytes, added up one by one', (tasks, stateBytes) => {
    for (const values of [bytes, doubles]) {
      let sum = 0;
      for (let task = 0; task < tasks; task++) {
        for (let place = 0; place < stateBytes / values.bytesEach; place++) {
          sum += (task % 128) + (place % 128) + values.fraction;
        }
      }
      expect(sumOfStates(tasks, stateBytes, values)).toBe(BigInt(sum));
    }
  });

  it('depends on every task', () => {
    const sums = [10, 11, 12].map((tasks) => sumOfStates(tasks, 256, bytes));
    expect(new Set(sums).size).toBe(sums.length);
    expect(sumOfStates(10, 256, bytes)).not.toBe(10n * sumOfStates(1, 256, bytes));
  });
});

describe('the longest duration', () => {
  it.each([
    [0, 1, 0],
    [5, 1, 0],
    [2, 1_000, 953],
    [1_000, 1_000, 999],
    [1_000_000, 1_000, 999],
  ])('of %i tasks with %i durations is %i ms above the shortest', (tasks, durations, longest) => {
    expect(longestOffsetMs(tasks, durations)).toBe(longest);
  });

  it.each([1, 7, 100, 999])('is no shorter than %i different ones must be', (tasks) => {
    for (const durations of [1, 10, 1_000, 100_000, 1_000_000]) {
      expect(longestOffsetMs(tasks, durations)).toBeGreaterThanOrEqual(Math.min(tasks, durations) - 1);
    }
  });
});

const plain = { tasks: 100, wake: 'same-duration', durations: 1, state: 0, join: 'counter' };

describe.each(sleepers.variants)('$name', ({ name, level, refuses, needs }) => {
  const refusal = (changes: Parameters) => refuses?.({ ...plain, ...changes });

  it('refuses what it does not have', () => {
    expect(refusal({})).toBeNull();
    expect(refusal({ durations: 1_000, join: 'results' })).toBeNull();
    expect(refusal({ wake: 'same-deadline', join: 'results' })).toBeNull();
    expect(refusal({ wake: 'same-deadline', durations: 2 })).toMatch(/durations must be 1$/);
    expect(refusal({ durations: 611_953 })).toMatch(/choose another number$/);
    if (level === 'L3-state') expect(refusal({ state: 256 })).toBeNull();
    else expect(refusal({ state: 256 })).toMatch(/state must be 0$/);
  });

  it('has a checksum where its tasks have a value', () => {
    const checksum = (changes: Parameters, probe: 'memory' | 'latency' = 'memory') =>
      sleepers.expectedManifest({ ...plain, ...changes }, probe, name).checksum;
    const numbers = String(sumBelow(100));
    expect([checksum({}), checksum({ join: 'results' }), checksum({}, 'latency')]).toEqual([
      null,
      numbers,
      numbers,
    ]);
    if (level !== 'L3-state') return;
    const ofState = checksum({ state: 256 });
    expect(ofState).not.toBe(numbers);
    expect([checksum({ state: 256, join: 'results' }), checksum({ state: 256 }, 'latency')]).toEqual([
      ofState,
      ofState,
    ]);
  });

  it('needs more for more', () => {
    const bytesOf = (changes: Parameters) => needs({ ...plain, ...changes }).memoryBytes;
    expect(bytesOf({ join: 'results' })).toBeGreaterThan(bytesOf({}));
    const ofStates = [0, 256, 1_024, 4_096].map((state) => bytesOf({ state }));
    const grows = ofStates.every((own, at) => at === 0 || own > (ofStates[at - 1] as number));
    expect(grows).toBe(level === 'L3-state');
  });
});

it('what a sample must take, and may take, grows with the durations', () => {
  const shortest = (changes: Parameters) =>
    sleepers.shortestNs({ ...plain, ...changes }, { waitNs: 5e9 }, '');
  expect(shortest({})).toBe(4_998e6);
  expect(shortest({ durations: 100 })).toBe(5_097e6);
  expect(shortest({ tasks: 0, durations: 100 })).toBe(0);
  expect(shortest({ wake: 'same-deadline' })).toBe(4_998e6);
  const limit = (durations: number) => sleepers.timeLimitNs({ ...plain, durations });
  expect(limit(1_001) - limit(1)).toBe(1e9);
});
