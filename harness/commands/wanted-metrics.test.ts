import { describe, expect, test } from 'vitest';
import { scenarios as sources } from '../../scenarios/index.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { metricsOf } from '../metrics.ts';
import { expandCells } from '../plan/cases.ts';
import type { MetricRequest } from '../reports/comparisons.ts';
import { checkCells } from './check-cells.ts';
import { policyOfWanted } from './wanted-metrics.ts';

const scenarios = sources.map(({ scenario }) => scenario);
const scenario = (name: string) => scenarios.find((one) => one.name === name)!;
const [sleepers, contextSwitch] = [scenario('sleepers'), scenario('context-switch')];
const chosen = [sleepers, contextSwitch];

const gatedOf = (request: Partial<MetricRequest>, of = chosen) =>
  policyOfWanted({ metrics: null, probe: null, ...request }, of, defaultPolicy).metrics;

/** The samples that are taken for it. */
function takenFor(request: Partial<MetricRequest>): string[] {
  const policy = policyOfWanted({ metrics: null, probe: null, ...request }, chosen, defaultPolicy);
  const cells = expandCells(
    chosen.map((one) => ({
      scenario: one,
      variants: one.variants.slice(0, 1).map(({ name }) => name),
      parameters: {},
      regimes: ['all'],
      probes: one.probes,
    })),
    [
      { runtime: 'go', version: '1.27.4' },
      { runtime: 'node', version: '26.10.0' },
    ],
    () => null,
  );
  return checkCells(cells, chosen, policy).map(({ head, probe }) => `${head.scenario} ${probe}`);
}

test('nothing is named: what is gated', () => {
  expect(gatedOf({})).toEqual(
    Object.fromEntries(chosen.map(({ name, gated }) => [name, gated.map(({ metric }) => metric)])),
  );
});

test('a metric: only it, and no cell of a scenario that lacks it', () => {
  const [own] = sleepers.distributions;
  const metric = `${own!.name}_p99`;
  expect(gatedOf({ metrics: [metric] })).toEqual({ sleepers: [metric], 'context-switch': [] });
  expect(takenFor({ metrics: [metric] })).toEqual(['sleepers latency']);
});

test('a probe: what is gated in its samples', () => {
  for (const taken of takenFor({ probe: 'memory' })) expect(taken).toMatch(/ memory$/);
});

test('a metric that no direction makes better is read of the samples that others are taken for', () => {
  const [found] = scenarios.flatMap((one) =>
    metricsOf(one, 'memory')
      .filter(({ direction }) => direction === 'none')
      .map(({ name }) => ({ one, name })),
  );
  if (found === undefined) throw new Error('some metric has no better direction');
  const gated = gatedOf({ metrics: [found.name] }, [found.one])[found.one.name];
  expect(gated).not.toEqual([]);
  expect(gated).not.toContain(found.name);
});

describe('refused before anything is measured', () => {
  test('a metric that samples of that kind do not have', () => {
    const [own] = sleepers.distributions;
    expect(() => gatedOf({ metrics: [`${own!.name}_p99`], probe: 'memory' })).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining('in memory samples') }),
    );
  });

  test('a ratio to another case, which a pair does not have', () => {
    const having = scenarios.find(({ ratios }) => ratios.length > 0);
    if (having === undefined) throw new Error('some scenario has a ratio');
    const metrics = having.ratios.map(({ name }) => name);
    expect(() => gatedOf({ metrics }, [having])).toThrow(/^--metric: expected what two revisions/);
  });

  test('a kind of samples in which nothing is gated', () => {
    expect(() => gatedOf({ probe: 'latency' }, [contextSwitch])).toThrow(/^--probe: .*name a metric/);
  });
});
