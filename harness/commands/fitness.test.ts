import { describe, expect, test } from 'vitest';
import sleepers from '../../scenarios/sleepers/scenario.ts';
import type { Capacity } from '../measure/fit.ts';
import { expandCells, type Selection } from '../plan/cases.ts';
import { fitnessOn, refuseWhatDoesNotFit } from './fitness.ts';

const laptop: Capacity = { availableBytes: 22e9, threadsAvailable: 32_000, maxMapCount: 65_530 };
const runtimes = [
  { runtime: 'go', version: '1.27.4' },
  { runtime: 'node', version: '26.10.0' },
];

function cellsOf(
  tasks: number[],
  variants = sleepers.variants.map(({ name }) => name),
  capacity = laptop,
  others: Readonly<Record<string, readonly number[]>> = {},
) {
  const selection: Selection = {
    scenario: sleepers,
    variants,
    parameters: { tasks, ...others },
    regimes: ['all'],
    probes: ['memory'],
  };
  return expandCells([selection], runtimes, fitnessOn(capacity));
}

const refusal =
  (tasks: number[], variants?: string[], { named = true, capacity = laptop } = {}) =>
  () =>
    refuseWhatDoesNotFit(cellsOf(tasks, variants, capacity), [sleepers], capacity, named);

describe('a size that was named', () => {
  test('too large for the memory: refused with what fits', () => {
    expect(refusal([100_000_000], ['go/goroutine-sleep'])).toThrow(
      expect.objectContaining({
        kind: 'doesNotFit',
        message:
          'sleepers go/goroutine-sleep go@1.27.4 all tasks=100000000 wake=same-duration durations=1 state=0 join=counter needs about 340 GB of memory, 22 GB are available; the largest size that fits is about 6.4M',
      }),
    );
  });

  test('refused too when the rest of the sweep fits; the others are counted', () => {
    expect(refusal([1000, 100_000_000], ['go/goroutine-sleep'])).toThrow(/tasks=100000000.*about 6\.4M$/);
    expect(refusal([1000, 90_000_000, 100_000_000], ['go/goroutine-sleep'])).toThrow(/ \(and 1 more case\)$/);
  });

  // Forty thousand worker threads would also need 500 GB; it is not for that that they cannot be had.
  test('too many threads or mappings: skipped with the reason, and the rest measured', () => {
    expect(refusal([40_000])).not.toThrow();
    const skips = new Map(cellsOf([40_000]).map((cell) => [cell.case.variant, cell.case.skip]));
    const skipped = [...skips].filter(([, skip]) => skip !== null).map(([variant]) => variant);
    expect(skipped).toEqual(['go/locked-thread', 'node/worker-thread']);
    expect(skips.get('go/locked-thread')).toMatch(/^needs about 40,016 threads, 32,000 are available/);
    expect(skips.get('node/worker-thread')).toMatch(/^needs about 503 GB of memory/);
  });

  test('a case that a variant does not have is skipped, whatever else was named', () => {
    const cells = cellsOf([10], undefined, laptop, { state: [256] });
    expect(() => refuseWhatDoesNotFit(cells, [sleepers], laptop, true)).not.toThrow();
    const skips = new Map(cells.map((cell) => [cell.case.variant, cell.case.skip]));
    expect(skips.get('go/goroutine-heap-state')).toBeNull();
    expect(skips.get('go/goroutine-sleep')).toMatch(/state/);
    const none = cellsOf([10], ['go/goroutine-sleep'], laptop, { state: [256] });
    expect(() => refuseWhatDoesNotFit(none, [sleepers], laptop, true)).toThrow(/state/);
  });

  test('nothing is left to measure: refused, whatever is short', () => {
    expect(refusal([40_000], ['go/locked-thread'])).toThrow(
      /needs about 40,016 threads, 32,000 are available/,
    );
  });
});

describe('a size that a suite named', () => {
  test('is skipped when it does not fit', () => {
    expect(refusal([1000, 100_000_000], undefined, { named: false })).not.toThrow();
  });

  test('is refused when nothing else is left', () => {
    expect(refusal([100_000_000], undefined, { named: false })).toThrow(
      new RegExp(`\\(and ${sleepers.variants.length - 1} more cases\\)$`),
    );
  });
});

test('what fits is not refused', () => {
  expect(refusal([0, 1, 1000])).not.toThrow();
});

test('limits that are not known do not bind', () => {
  const capacity: Capacity = { availableBytes: 22e9, threadsAvailable: null, maxMapCount: null };
  expect(cellsOf([40_000], ['go/locked-thread'], capacity)[0]?.case.skip).toBeNull();
  // Memory alone is short then, and that is refused.
  expect(refusal([40_000], undefined, { capacity })).toThrow(/worker-thread.*503 GB/);
});
