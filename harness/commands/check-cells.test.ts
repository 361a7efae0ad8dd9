import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import { exampleCheckScenario } from '../reports/example-check.ts';
import { expandCells, type Selection } from '../plan/cases.ts';
import { cellId, checkCells, gatedMetrics } from './check-cells.ts';

const scenario = exampleCheckScenario;
const policy = defaultPolicy;
const runtimes = [
  { runtime: 'go', version: '1.27.4' },
  { runtime: 'node', version: '26.10.0' },
];

function cellsOf(changes: Partial<Selection> = {}) {
  const selection: Selection = {
    scenario,
    variants: ['go/timer', 'node/timer'],
    parameters: { tasks: [10] },
    regimes: ['all'],
    probes: ['memory', 'latency'],
    ...changes,
  };
  return expandCells([selection], runtimes, () => null);
}

test('a cell is named without the versions of its runtime', () => {
  const setting = {
    scenario: 'naps',
    variant: 'go/timer',
    regime: '1core',
    parameters: { tasks: 5, wake: 'x' },
  };
  expect(cellId(setting)).toBe('naps go/timer 1core tasks=5 wake=x');
});

describe('the cells of a check', () => {
  test('one for each case and probe of which something is gated', () => {
    const cells = checkCells(cellsOf(), [scenario], policy);
    // All that the scenario gates is of memory samples.
    expect(cells.map(({ probe, base }) => [base.variant, probe])).toEqual([
      ['go/timer', 'memory'],
      ['node/timer', 'memory'],
    ]);
    expect(cells[0]?.id).toBe(cellId(cells[0]?.base as never));
    expect(cells[0]?.gated.map(({ metric }) => metric)).toEqual(['elapsed', 'naps_per_second', 'peak']);
    expect(cells[0]?.gated[1]).toEqual({
      metric: 'naps_per_second',
      unit: 'tasks/s',
      direction: 'higher-is-better',
    });
    expect(cells.every(({ base, head }) => base === head)).toBe(true);
  });

  test('of either probe, by names of their own', () => {
    const metrics = { naps: ['elapsed', 'wake_lateness_p50'] };
    const cells = checkCells(cellsOf({ variants: ['go/timer'] }), [scenario], { ...policy, metrics });
    expect(cells.map(({ id, probe, gated }) => [id.split(' ').at(-1), probe, gated[0]?.metric])).toEqual([
      [expect.not.stringMatching('latency'), 'memory', 'elapsed'],
      ['latency', 'latency', 'wake_lateness_p50'],
    ]);
  });

  test('none of a probe that is not taken, and none where nothing is gated', () => {
    const metrics = { naps: ['wake_lateness_p50'] };
    expect(checkCells(cellsOf({ probes: ['memory'] }), [scenario], { ...policy, metrics })).toEqual([]);
    expect(checkCells(cellsOf(), [scenario], { ...policy, metrics: { naps: [] } })).toEqual([]);
  });

  test('head may be another case, and the cell keeps the name of base', () => {
    const [cell] = checkCells(cellsOf(), [scenario], policy, (planned) => ({ ...planned, id: 'more' }));
    expect(cell?.head.id).toBe('more');
    expect(cell?.base.id).not.toBe('more');
    expect(cell?.id).toBe(cellId(cell?.base as never));
  });
});

describe('gated metrics', () => {
  test('the scenario’s own unless the policy names others', () => {
    const names = (metrics: Record<string, string[]>) =>
      gatedMetrics(scenario, { ...policy, metrics }).map(({ metric }) => metric);
    expect(names({})).toEqual(['elapsed', 'naps_per_second', 'peak']);
    expect(names({ naps: ['cpu'], others: ['peak'] })).toEqual(['cpu']);
    expect(names({ naps: [] })).toEqual([]);
  });

  test.each([
    ['is nowhere', 'elapse', 'did you mean elapsed?'],
    ['has no better direction', 'context_switches', 'received context_switches'],
  ])('one that %s is refused', (_, metric, text) => {
    const reading = () => gatedMetrics(scenario, { ...policy, metrics: { naps: [metric] } });
    expect(reading).toThrow(/^gated metrics of naps: expected one of .*elapsed/);
    expect(reading).toThrow(text);
  });

  test('a ratio to another case is no figure of a sample', () => {
    const ratio = scenario.ratios[0];
    expect(ratio).toBeDefined();
    expect(() => gatedMetrics(scenario, { ...policy, metrics: { naps: [ratio?.name ?? ''] } })).toThrow(
      `received ${ratio?.name}`,
    );
  });
});
