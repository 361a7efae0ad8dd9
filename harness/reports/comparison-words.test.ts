import { expect, test } from 'vitest';
import type { Unit } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { comparisonWords } from './comparison-words.ts';
import type { Comparison } from './comparisons.ts';
import { exampleRun, exampleScenario } from './example-run.ts';

const first = exampleRun.plan.cases[0] as PlannedCase;
const side = (label: string) => ({ label, case: first, run: 'run' });

function row(name: string, unit: Unit, changes: Partial<Comparison> = {}): Comparison {
  return {
    what: { base: side('goroutine-sleep'), head: side('async-sleep') },
    scenario: exampleScenario,
    metric: { name, unit, direction: 'lower-is-better', description: '', probe: 'memory' },
    pairing: 'paired',
    n: { base: 6, head: 6 },
    base: 2_700,
    head: 870,
    ratio: 1 / 3.1,
    interval: { low: 1 / 3.3, high: 1 / 2.9 },
    p: 0.03125,
    adjusted: 0.04,
    shown: true,
    noisyPairs: 0,
    reservations: [],
    noVerdict: null,
    ...changes,
  };
}

const more = { ratio: 2.1, interval: { low: 1.9, high: 2.24 } };
const slightly = { ratio: 1.052, interval: { low: 1.039, high: 1.066 } };

test.each<[string, Unit, Partial<Comparison>, string]>([
  ['bytes_per_task', 'bytes/task', {}, 'goroutine-sleep takes 3.1 × (2.9–3.3) the bytes of async-sleep'],
  ['peak', 'bytes', slightly, 'async-sleep takes 5.2 % (3.9 %–6.6 %) more bytes than goroutine-sleep'],
  ['elapsed', 'ns', more, 'async-sleep takes 2.1 × (1.9–2.2) the time of goroutine-sleep'],
  ['elapsed', 'ns', slightly, 'async-sleep is 5.2 % (3.9 %–6.6 %) slower than goroutine-sleep'],
  ['throughput', 'tasks/s', more, 'async-sleep does 2.1 × (1.9–2.2) the tasks a second of goroutine-sleep'],
  [
    'throughput',
    'items/s',
    slightly,
    'async-sleep does 5.2 % (3.9 %–6.6 %) more items a second than goroutine-sleep',
  ],
  ['workers_used', 'count', more, 'async-sleep has 2.1 × (1.9–2.2) that of goroutine-sleep'],
  ['speed_up', 'ratio', slightly, 'async-sleep has 5.2 % (3.9 %–6.6 %) more than goroutine-sleep'],
])('%s in %s %o', (name, unit, changes, text) => {
  expect(comparisonWords(row(name, unit, changes))).toBe(`${name}: ${text}`);
});

test('told the other way round, it is the same sentence', () => {
  const own = row('elapsed', 'ns', slightly);
  const turned = row('elapsed', 'ns', {
    what: { base: own.what.head, head: own.what.base },
    ratio: 1 / 1.052,
    interval: { low: 1 / 1.066, high: 1 / 1.039 },
  });
  expect(comparisonWords(turned)).toBe(comparisonWords(own));
});

test('where the row stands', () => {
  expect(comparisonWords(row('peak', 'bytes', more), 'tasks 1,000')).toBe(
    'peak, tasks 1,000: async-sleep takes 2.1 × (1.9–2.2) the bytes of goroutine-sleep',
  );
});

test('shown by its row alone', () => {
  expect(comparisonWords(row('peak', 'bytes', { ...more, adjusted: 0.171 }))).toBe(
    'peak: async-sleep takes 2.1 × (1.9–2.2) the bytes of goroutine-sleep; adjusted p 0.171',
  );
});

test('nothing shown', () => {
  const interval = { low: 0.98, high: 1.03 };
  expect(comparisonWords(row('elapsed', 'ns', { ratio: 1.01, interval, shown: false }))).toBe(
    'elapsed: no difference is shown between goroutine-sleep and async-sleep (0.98–1.03)',
  );
  const none = { interval: null, p: null, adjusted: null, shown: false };
  expect(comparisonWords(row('elapsed', 'ns', { ...none, ratio: 4, n: { base: 1, head: 1 } }))).toBe(
    'elapsed: async-sleep takes 4.0 × the time of goroutine-sleep, by 1 pair: too few for an interval, so that nothing is shown',
  );
  expect(comparisonWords(row('elapsed', 'ns', { ...none, ratio: 1, n: { base: 2, head: 2 } }))).toBe(
    'elapsed: async-sleep is like goroutine-sleep, by 2 pairs: too few for an interval, so that nothing is shown',
  );
  const few = { ...none, pairing: 'unpaired', n: { base: 3, head: 2 }, ratio: 0.9 } as const;
  expect(comparisonWords(row('elapsed', 'ns', few))).toBe(
    'elapsed: goroutine-sleep is 11 % slower than async-sleep, by 3 samples of base and 2 of head: too few for an interval, so that nothing is shown',
  );
  expect(comparisonWords(row('elapsed', 'ns', { ...none, ratio: null, base: 0, head: 12 }))).toBe(
    'elapsed: no ratio of async-sleep to goroutine-sleep, since a value is not above 0 (medians 0 and 12 ns)',
  );
});
