import { describe, expect, test } from 'vitest';
import sleepers from '../../scenarios/sleepers/scenario.ts';
import { planFormat, planSchema } from '../store/plan.ts';
import { blockOf, expandCells, settingsGroupOf, withParameters, type Selection } from './cases.ts';
import { orderEntries } from './order.ts';
import { Random } from './random.ts';

const runtimes = [
  { runtime: 'go', version: '1.27.4' },
  { runtime: 'node', version: '26.10.0' },
];
const selection: Selection = {
  scenario: sleepers,
  variants: ['go/after-func', 'node/timeout-callback', 'go/goroutine-sleep'],
  parameters: { tasks: [1000, 10_000] },
  regimes: ['1core', 'all'],
  probes: ['memory', 'latency'],
};
const fitting = () => null;

describe('expandCells', () => {
  test('every combination becomes a case, with the defaults of what was not named', () => {
    const cells = expandCells([selection], runtimes, fitting);
    expect(cells).toHaveLength(3 * 2 * 2);
    expect(cells[0]?.case.id).toBe(
      'sleepers go/after-func go@1.27.4 1core tasks=1000 wake=same-duration durations=1 state=0 join=counter',
    );
    expect(new Set(cells.map((cell) => cell.case.id)).size).toBe(cells.length);
  });

  test('a case named twice is one case with the probes of both', () => {
    const memory: Selection = { ...selection, probes: ['memory'] };
    const latency: Selection = { ...selection, probes: ['latency'] };
    const cells = expandCells([memory, latency, memory], runtimes, fitting);
    expect(cells).toHaveLength(12);
    expect(cells.every(({ probes }) => probes.length === 2)).toBe(true);
  });

  test('two versions of one runtime stand side by side', () => {
    const both = [...runtimes, { runtime: 'go', version: '1.26.8' }];
    const cells = expandCells([{ ...selection, variants: ['go/after-func'] }], both, fitting);
    expect(new Set(cells.map((cell) => cell.case.runtimeVersion))).toEqual(new Set(['1.27.4', '1.26.8']));
    expect(new Set(cells.map((cell) => settingsGroupOf(cell.case))).size).toBe(4);
  });

  test('what does not fit keeps its place and its reason', () => {
    const cells = expandCells([selection], runtimes, (_, variant) =>
      variant.startsWith('go/') ? 'too big' : null,
    );
    expect(cells.map((cell) => cell.case.skip)).toContain('too big');
    expect(cells).toHaveLength(12);
  });
});

test('a case with other values is the one that they would have given', () => {
  const [small, large] = [1000, 10_000].map(
    (tasks) => expandCells([{ ...selection, parameters: { tasks: [tasks] } }], runtimes, fitting)[0]?.case,
  );
  expect(small && withParameters(small, { tasks: 10_000 })).toEqual(large);
});

describe('orderEntries', () => {
  const cells = expandCells([selection], runtimes, fitting);
  const entries = orderEntries(cells, 4, 42);

  test('the same seed gives the same order, another seed another', () => {
    expect(orderEntries(cells, 4, 42)).toEqual(entries);
    expect(orderEntries(cells, 4, 43).map((entry) => entry.case)).not.toEqual(
      entries.map((entry) => entry.case),
    );
  });

  test('this seed gives this order on every machine', () => {
    expect(entries.slice(0, 4).map((entry) => [entry.case, entry.probe, entry.seed, entry.padding]))
      .toMatchInlineSnapshot(`
        [
          [
            "sleepers go/goroutine-sleep go@1.27.4 1core tasks=1000 wake=same-duration durations=1 state=0 join=counter",
            "latency",
            1768279649,
            1814,
          ],
          [
            "sleepers go/goroutine-sleep go@1.27.4 1core tasks=1000 wake=same-duration durations=1 state=0 join=counter",
            "memory",
            1980969610,
            3380,
          ],
          [
            "sleepers go/goroutine-sleep go@1.27.4 1core tasks=10000 wake=same-duration durations=1 state=0 join=counter",
            "latency",
            67012809,
            1860,
          ],
          [
            "sleepers go/goroutine-sleep go@1.27.4 1core tasks=10000 wake=same-duration durations=1 state=0 join=counter",
            "memory",
            2823730415,
            4033,
          ],
        ]
      `);
  });

  test('every round holds every case and probe once, block by block', () => {
    for (let round = 0; round < 4; round += 1) {
      const members = entries.filter((entry) => entry.round === round);
      expect(new Set(members.map((entry) => `${entry.case} ${entry.probe}`)).size).toBe(24);
      expect(members).toHaveLength(24);
      const blocks = members
        .map((entry) => entry.block)
        .filter((block, index, all) => block !== all[index - 1]);
      expect(new Set(blocks).size).toBe(blocks.length);
    }
    expect(entries.map((entry) => entry.order)).toEqual([...entries.keys()]);
  });

  test('a block is one level and one regime', () => {
    for (const entry of entries) {
      const planned = cells.find((cell) => cell.case.id === entry.case)?.case;
      expect(planned && blockOf(planned)).toBe(entry.block);
    }
  });

  test('within a block any order comes up equally often', () => {
    const three = expandCells(
      [{ ...selection, parameters: { tasks: [1] }, regimes: ['all'], probes: ['memory'] }],
      runtimes,
      fitting,
    );
    const level = three.filter((cell) => cell.case.level === 'L1-timer');
    const firsts = orderEntries(level, 2000, 7).filter(
      (entry) => entry.order % 2 === 0 && entry.case.includes('go/'),
    );
    // Binomial(2000, 1/2): outside of 1000 ± 112 once in two million seeds.
    expect(Math.abs(firsts.length - 1000)).toBeLessThan(112);
  });
});

test('a plan of a version that knew no budgets still reads', () => {
  const older = {
    format: planFormat,
    version: '0.0.1',
    runId: 'older',
    createdAt: '2026-01-02T03:04:05.000Z',
    suite: null,
    seed: 1,
    runs: 1,
    cases: [],
    entries: [],
    settings: {},
    pilots: {},
  };
  expect(planSchema.parse(older)).toEqual({ ...older, budgetNs: null, rehearsals: {}, precision: null });
});

describe('Random', () => {
  test('below has no bias that 60,000 draws would show', () => {
    const random = new Random(1);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let draw = 0; draw < 60_000; draw += 1) counts[random.below(6)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // Chi-square with 5 degrees of freedom: above 30.9 once in 100,000 seeds.
    expect(chiSquare).toBeLessThan(30.9);
  });

  test('shuffled keeps every item and leaves its argument alone', () => {
    const items = [1, 2, 3, 4, 5];
    expect(new Random(3).shuffled(items).toSorted()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });
});
