import { describe, expect, test } from 'vitest';
import type { Parameters } from '../model.ts';
import { notComparable, type ShownRow } from './not-comparable.ts';

interface Changes extends Partial<Pick<ShownRow, 'probes' | 'flag'>>, Partial<ShownRow['case']> {}

function row({ probes = { elapsed: 'memory' }, flag = null, ...changes }: Changes = {}): ShownRow {
  const own = {
    scenario: 'naps',
    level: 'L1-timer',
    variant: 'go/timer',
    regime: 'all',
    parameters: { tasks: 10, wake: 'together' },
    ...changes,
  };
  return { case: { id: `naps ${own.variant}`, ...own }, probes, flag };
}

const withParameters = (...all: Parameters[]): ShownRow[] => all.map((parameters) => row({ parameters }));

test('rows that share everything but variant and version are comparable', () => {
  expect(notComparable([])).toEqual([]);
  expect(notComparable([row()])).toEqual([]);
  expect(
    notComparable([row(), row({ variant: 'node/timer' }), row({ id: 'naps go/timer go@1.26.8' })]),
  ).toEqual([]);
});

test('different levels, and different scenarios, whose levels are others anyway', () => {
  const thread = row({ level: 'L4-thread' });
  expect(notComparable([row(), thread, row()])).toEqual([
    'different levels stand together: L1-timer, L4-thread',
  ]);
  expect(notComparable([row(), thread, row({ scenario: 'dreams', level: 'L1-timer' })])).toEqual([
    'different scenarios stand together: naps, dreams',
  ]);
});

describe('settings', () => {
  test('different regimes', () => {
    expect(notComparable([row(), row({ regime: '1core' })])).toEqual([
      'rows differ in regime (all; 1core); compare those that share it',
    ]);
  });

  test('different values, numbers in their order, many by their ends', () => {
    expect(notComparable(withParameters({ tasks: 1_000 }, { tasks: 10 }))).toEqual([
      'rows differ in tasks (10; 1,000); compare those that share it',
    ]);
    const sizes = [5, 1_000, 10, 7].map((tasks) => ({ tasks }));
    expect(notComparable(withParameters(...sizes))).toEqual([
      'rows differ in tasks (5 … 1,000, 4 values); compare those that share it',
    ]);
  });

  test('all in one reason', () => {
    const rows = [
      row(),
      row({ regime: '1core', parameters: { tasks: 20, wake: 'together' } }),
      row({ parameters: { tasks: 20, wake: 'apart' } }),
    ];
    expect(notComparable(rows)).toEqual([
      'rows differ in regime (all; 1core), tasks (10; 20) and wake (together; apart); compare those that share them',
    ]);
  });

  test('a parameter that a row does not use is not held against it', () => {
    expect(notComparable(withParameters({ tasks: 1 }, { tasks: 1, buffer: 4 }))).toEqual([]);
    expect(notComparable(withParameters({ tasks: 1 }, { buffer: 8 }, { buffer: 4 }))).toEqual([
      'rows differ in buffer (4; 8); compare those that share it',
    ]);
  });

  test('a variant that stands alone at what is laid out', () => {
    const at = (variant: string, ...sizes: number[]): ShownRow[] =>
      sizes.map((tasks) => row({ variant, parameters: { tasks } }));
    const along = ['tasks', 'regime'];
    expect(notComparable([...at('go/timer', 10, 20), ...at('node/timer', 10, 20)], along)).toEqual([]);
    expect(notComparable([...at('go/timer', 10, 2_000), ...at('node/timer', 10)], along)).toEqual([
      'go/timer has no row beside it at tasks 2,000',
    ]);
    expect(notComparable([...at('go/timer', 1, 2, 3, 4, 5), ...at('node/timer', 6)], along)).toEqual([
      'go/timer has no row beside it at tasks 1; tasks 2; tasks 3; 2 more',
      'node/timer has no row beside it at tasks 6',
    ]);
    // Nobody could stand beside it.
    expect(notComparable(at('go/timer', 10, 20), along)).toEqual([]);
  });

  test('what a picture lays out along an axis differs on purpose', () => {
    const rows = [row(), row({ regime: '1core', parameters: { tasks: 20, wake: 'together' } })];
    expect(notComparable(rows, ['tasks', 'regime'])).toEqual([]);
    expect(notComparable(rows, ['tasks'])).toEqual([
      'rows differ in regime (all; 1core); compare those that share it',
    ]);
  });
});

test('a metric of different probes; others of the same row do not count', () => {
  const rows = [
    row({ probes: { unit_time: 'memory', elapsed: 'memory' } }),
    row({ probes: { unit_time: 'latency', lateness: 'latency' } }),
    row({ probes: {} }),
  ];
  expect(notComparable(rows)).toEqual(['unit_time comes from samples of different probes: memory, latency']);
});

test('a flagged row, alone too', () => {
  expect(notComparable([row({ flag: 'unit_time is 2 ns and 1 ns in node/timer' })])).toEqual([
    'go/timer, unit_time is 2 ns and 1 ns in node/timer (naps go/timer)',
  ]);
});
