import { once } from 'node:events';
import { expect, test } from 'vitest';
import { TimeBudget } from './time-budget.ts';

const quiet = () => new AbortController();

test('without a limit nothing but the user ends what runs', () => {
  const user = quiet();
  using budget = new TimeBudget({ beganMs: 0, budgetNs: null }, user.signal);
  expect(budget.leftNs).toBe(Infinity);
  user.abort('SIGINT');
  expect([budget.stop.aborted, budget.hasCut]).toEqual([true, false]);
});

test('what still runs when the time is used up is stopped, and it is told that the time did it', async () => {
  using budget = new TimeBudget({ beganMs: performance.now(), budgetNs: 1e6 }, quiet().signal);
  expect(budget.leftNs).toBeLessThan(0);
  if (!budget.stop.aborted) await once(budget.stop, 'abort');
  expect(budget.hasCut).toBe(true);
});

test('what was used up before counts', () => {
  const beganMs = performance.now() - 30_000;
  using budget = new TimeBudget({ beganMs, budgetNs: 30e9 }, quiet().signal);
  expect(budget.hasCut).toBe(true);
});

test('a moment is kept back, in which no pair begins', () => {
  const user = quiet();
  using budget = new TimeBudget({ beganMs: performance.now(), budgetNs: 600e9 }, user.signal);
  expect(budget.leftNs).toBeLessThanOrEqual(598e9);
  expect(budget.leftNs).toBeGreaterThan(500e9);
  user.abort('SIGTERM');
  expect([budget.stop.aborted, budget.stop.reason, budget.hasCut]).toEqual([true, 'SIGTERM', false]);
});
