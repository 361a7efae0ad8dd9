/** The clock is a fake one, so that every time is exact. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeSettings } from './settings.js';
import { timerHerd, type TimerWay } from './timer-herd.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const asked = { tasks: 4, wake: 'same-duration', waitNs: 7_000_000, durations: 1, state: 0, join: 'counter' };

/** Runs a herd to its end, and tells what it was late by and how long its tasks were told to wait. */
async function lateness(changes: Readonly<Record<string, number | string>>, lateByMs: readonly number[]) {
  const settings = decodeSettings({ ...asked, ...changes }, false);
  const delays: number[] = [];
  const way: TimerWay = {
    promises: false,
    alike: () => () => {
      throw new Error('a task of a latency sample has a number');
    },
    own: (wake) => (delayMs, task) => {
      delays.push(delayMs);
      setTimeout(wake, delayMs + (lateByMs[task] ?? 0), task);
    },
  };
  const latenessNs = new Float64Array(settings.tasks);
  const times = { intendedMs: new Float64Array(settings.tasks), latenessNs, firstValue: 0 };
  const herd = timerHerd(settings, way, { times, values: null });
  herd.create(0n);
  await vi.runAllTimersAsync();
  expect(herd.completed()).toBe(settings.tasks);
  return { delays, lateMs: [...latenessNs].map((ns) => ns / 1e6) };
}

describe('lateness', () => {
  it("is against the task's own duration", async () => {
    expect(await lateness({ durations: 1_000 }, [])).toEqual({
      delays: [7, 960, 913, 866],
      lateMs: [0, 0, 0, 0],
    });
    expect((await lateness({ durations: 1_000 }, [0, 5, 0, 3])).lateMs).toEqual([0, 5, 0, 3]);
  });

  it('is against the one deadline', async () => {
    expect(await lateness({ wake: 'same-deadline' }, [0, 0, 2, 0])).toEqual({
      delays: [7, 7, 7, 7],
      lateMs: [0, 0, 2, 0],
    });
  });
});

describe('durations', () => {
  // The Go side expects the same.
  it.each([
    [1, [7, 7, 7, 7]],
    [5, [7, 10, 8, 11]],
    [1_000_000, [7, 611_960, 223_913, 835_866]],
  ])('%i of them are gone through out of order', async (durations, expected) => {
    expect((await lateness({ durations }, [])).delays).toEqual(expected);
  });
});

it('a value that is missing does not pass, even when another came twice', async () => {
  const delivered = [1, 1, 2];
  const settings = decodeSettings({ ...asked, tasks: delivered.length, join: 'results' }, false);
  const way: TimerWay = {
    promises: false,
    alike: () => () => {},
    own: (wake) => (delayMs, task) => setTimeout(() => wake(delivered[task] ?? NaN), delayMs),
  };
  const herd = timerHerd(settings, way, { times: null, values: new Float64Array(delivered.length) });
  herd.create(0n);
  const finished = herd.finished();
  await vi.runAllTimersAsync();
  await finished;
  // The place that was never written makes the sum no number.
  expect(() => herd.sum()).toThrow(RangeError);
});
