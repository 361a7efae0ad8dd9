import { describe, expect, test } from 'vitest';
import { metricsOf } from '../metrics.ts';
import { expandCells } from '../plan/cases.ts';
import { scenarios } from '../../scenarios/index.ts';
import {
  absoluteFloors,
  defaultMargin,
  defaultPolicy,
  isTail,
  leastTailMargin,
  marginOf,
  policyProblems,
  policySchema,
  type Policy,
} from './policy.ts';

const withMargins = (margins: Policy['margins']): Policy => ({ ...defaultPolicy, margins });

test('the default policy keeps to its own rules', () => {
  expect(policySchema.parse(defaultPolicy)).toEqual(defaultPolicy);
  expect(policyProblems(defaultPolicy)).toEqual([]);
});

describe('the schema', () => {
  test.each([
    ['q', 0],
    ['q', 0.21],
    ['mostPairs', 5],
    ['mostPairs', 12.5],
    ['margins', { elapsed: { alarm: 0.03 } }],
    ['margins', { elapsed: { alarm: 0, harm: 0.05 } }],
    ['margins', { elapsed: { alarm: 0.03, harm: NaN } }],
    ['noise', { ...defaultPolicy.noise, mostRepeats: 0.5 }],
    ['noise', { ...defaultPolicy.noise, pressure: 0.1 }],
    ['accept', ['changed']],
    ['unknown', true],
  ])('refuses %s: %j', (name, value) => {
    expect(policySchema.safeParse({ ...defaultPolicy, [name]: value }).success).toBe(false);
  });
});

describe('margins', () => {
  test('of a metric that is named, else the general ones, else the default', () => {
    const own = { alarm: 0.1, harm: 0.2 };
    const general = { alarm: 0.04, harm: 0.06 };
    const policy = withMargins({ elapsed: own, default: general });
    expect(marginOf(policy, 'elapsed')).toEqual(own);
    expect(marginOf(policy, 'peak')).toEqual(general);
    expect(marginOf(defaultPolicy, 'peak')).toEqual(defaultMargin);
  });

  test('of the far tail three times, unless it is named itself', () => {
    expect(leastTailMargin).toEqual({ alarm: 1, harm: 2 });
    expect(marginOf(defaultPolicy, 'wake_lateness_p99')).toEqual(leastTailMargin);
    expect(marginOf(withMargins({ default: { alarm: 0.04, harm: 0.06 } }), 'wake_lateness_max')).toEqual(
      leastTailMargin,
    );
    const own = { alarm: 2, harm: 4 };
    expect(marginOf(withMargins({ wake_lateness_p99: own }), 'wake_lateness_p99')).toEqual(own);
  });

  test.each([
    ['wake_lateness_p99', true],
    ['wake_lateness_p99_9', true],
    ['wake_lateness_max', true],
    ['wake_lateness_p90', false],
    ['wake_lateness_mean', false],
    ['elapsed', false],
    ['p99_count', false],
  ])('%s: far tail %s', (metric, expected) => {
    expect(isTail(metric)).toBe(expected);
  });

  test('an alarm above harm, and a tail that is gated finely, are mistakes', () => {
    expect(policyProblems(withMargins({ elapsed: { alarm: 0.06, harm: 0.05 } }))).toEqual([
      'margins.elapsed: expected alarm (0.06) to be at most harm (0.05): what is no regression cannot be harm',
    ]);
    expect(policyProblems(withMargins({ wake_lateness_p99: { alarm: 0.9, harm: 1.9 } }))).toEqual([
      'margins.wake_lateness_p99.alarm: expected 1 or more (twice) for the far tail, received 0.9: it varies by more from process to process',
      'margins.wake_lateness_p99.harm: expected 2 or more (three times) for the far tail, received 1.9: it varies by more from process to process',
    ]);
    expect(policyProblems(withMargins({ wake_lateness_p99: { alarm: 0.9, harm: 2 } }))).toHaveLength(1);
    expect(policyProblems(withMargins({ elapsed: { alarm: 0.05, harm: 0.05 } }))).toEqual([]);
    expect(policyProblems(withMargins({ wake_lateness_p99: { alarm: 1, harm: 2 } }))).toEqual([]);
  });
});

describe('what the scenarios gate unless a policy says otherwise', () => {
  test.each(scenarios.map(({ scenario }) => [scenario.name, scenario] as const))(
    '%s: metrics of memory samples that have a better direction and a floor',
    (_, scenario) => {
      const known = metricsOf(scenario, 'memory');
      expect(scenario.gated.length).toBeGreaterThan(0);
      expect(new Set(scenario.gated.map(({ metric }) => metric)).size).toBe(scenario.gated.length);
      for (const { metric } of scenario.gated) {
        const found = known.find(({ name }) => name === metric);
        expect(found, metric).toBeDefined();
        expect(found?.direction, metric).not.toBe('none');
        expect(absoluteFloors[found!.unit], metric).toBeGreaterThan(0);
        // What a ratio of two samples cannot show within the default margins is not gated by default.
        expect(isTail(metric), metric).toBe(false);
      }
    },
  );

  test('every metric that has a better direction can be gated: its unit has a floor', () => {
    for (const { scenario } of scenarios) {
      for (const probe of scenario.probes) {
        for (const { unit } of metricsOf(scenario, probe))
          expect(absoluteFloors[unit], unit).toBeGreaterThan(0);
      }
    }
  });

  test('the suite `gate` has at most eight cells, none twice, all of samples that are gated', () => {
    const runtimes = [
      { runtime: 'go', version: '1.27.4' },
      { runtime: 'node', version: '26.10.0' },
      { runtime: 'os', version: '0' },
    ];
    const cells = scenarios.flatMap(({ scenario }) => {
      const entries = scenario.suites['gate']?.entries ?? [];
      return expandCells(
        entries.map((entry) => ({ scenario, ...entry })),
        runtimes,
        () => null,
      ).flatMap(({ case: { id }, probes }) => probes.map((probe) => ({ id, probe })));
    });
    expect(cells.length).toBeGreaterThan(0);
    expect(cells.length).toBeLessThanOrEqual(8);
    expect(cells.filter(({ probe }) => probe !== 'memory')).toEqual([]);
    expect(new Set(cells.map(({ id }) => id.split(' ')[0])).size).toBeGreaterThan(1);
  });
});
