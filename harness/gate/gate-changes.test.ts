import { describe, expect, test } from 'vitest';
import { defaultGate, gateChanges, type GateSettings } from './gate-changes.ts';
import { defaultPolicy, type Policy } from './policy.ts';

const own = { naps: ['elapsed', 'peak'] };
const gateOf = (policy: Partial<Policy> = {}, rest: Partial<GateSettings> = {}): GateSettings => ({
  ...defaultGate,
  own,
  ...rest,
  policy: { ...defaultPolicy, ...policy },
});
const metrics = ['elapsed', 'peak', 'wake_lateness_p99'];
const changes = (from: GateSettings, to: GateSettings): string[] =>
  gateChanges(from, to, metrics).map((one) => `${one.what}: ${one.from} → ${one.to}`);

test('equal gates, however they are spelled', () => {
  expect(changes(gateOf(), gateOf())).toEqual([]);
  const spelled = gateOf({
    metrics: { naps: ['peak', 'elapsed'] },
    margins: { default: { alarm: 0.03, harm: 0.05 }, peak: { alarm: 0.03, harm: 0.05 } },
  });
  expect(changes(gateOf(), spelled)).toEqual([]);
});

describe('margins', () => {
  test('of one metric', () => {
    expect(changes(gateOf(), gateOf({ margins: { elapsed: { alarm: 0.03, harm: 0.1 } } }))).toEqual([
      'harm of elapsed: 5 % → 10 %',
    ]);
  });

  test('of all, but for the far tail, which they do not hold for', () => {
    expect(changes(gateOf(), gateOf({ margins: { default: { alarm: 0.04, harm: 0.1 } } }))).toEqual([
      'alarm of elapsed, peak, all other metrics: 3 % → 4 %',
      'harm of elapsed, peak, all other metrics: 5 % → 10 %',
    ]);
  });

  test('of a metric that base alone names', () => {
    expect(changes(gateOf({ margins: { cpu: { alarm: 0.01, harm: 0.02 } } }), gateOf())).toEqual([
      'alarm of cpu: 1 % → 3 %',
      'harm of cpu: 2 % → 5 %',
    ]);
  });
});

describe('gated metrics', () => {
  test('fewer, none, and of a scenario that is gated no longer', () => {
    expect(changes(gateOf(), gateOf({ metrics: { naps: ['peak'] } }))).toEqual([
      'gated metrics of naps: elapsed, peak → peak',
    ]);
    expect(changes(gateOf(), gateOf({ metrics: { naps: [] } }))).toEqual([
      'gated metrics of naps: elapsed, peak → none',
    ]);
  });

  test('of the scenario itself, without a word in the file', () => {
    expect(changes(gateOf(), gateOf({}, { own: { naps: ['peak'] } }))).toEqual([
      'gated metrics of naps: elapsed, peak → peak',
    ]);
  });

  test('a scenario that one side alone has is not theirs to tell', () => {
    expect(changes(gateOf(), gateOf({}, { own: { ...own, dozes: ['cpu'] } }))).toEqual([]);
    expect(changes(gateOf({}, { own: { ...own, dozes: ['cpu'] } }), gateOf())).toEqual([]);
  });

  test('of a scenario of which nobody knows what it gates by itself', () => {
    expect(changes(gateOf({}, { own: {} }), gateOf({ metrics: { naps: [] } }, { own: {} }))).toEqual([
      'gated metrics of naps: its own → none',
    ]);
  });
});

test.each<[string, Partial<Policy>, Partial<GateSettings>]>([
  ['q: 1 % → 20 %', { q: 0.2 }, {}],
  ['correction: Benjamini and Hochberg → Holm', { strict: true }, {}],
  ['pairs at the last look: 32 → 6', { mostPairs: 6 }, {}],
  ['cases on one side that are accepted: none → new, removed', { accept: ['removed', 'new'] }, {}],
  ['a stored baseline may gate: no → yes', { allowUnpaired: true }, {}],
  ['noise limit foreignCpu: 15 % → 1,000 %', { noise: { ...defaultPolicy.noise, foreignCpu: 10 } }, {}],
  ['noise limit steal: 10 % → 20 %', { noise: { ...defaultPolicy.noise, steal: 0.2 } }, {}],
  ['noise limit throttled: 2 % → 3 %', { noise: { ...defaultPolicy.noise, throttled: 0.03 } }, {}],
  ['pairs taken for each that is wanted: 2 → 1', { noise: { ...defaultPolicy.noise, mostRepeats: 1 } }, {}],
  ['suite: gate → quick', {}, { suite: 'quick' }],
  ['targets: all of the suite → naps/go, naps/node', {}, { targets: ['naps/node', 'naps/go'] }],
  ['budget: 600 s → 60 s', {}, { budgetNs: 60e9 }],
  ['budget: 600 s → none', {}, { budgetNs: null }],
])('%s', (told, policy, rest) => {
  expect(changes(gateOf(), gateOf(policy, rest))).toEqual([told]);
});

test('everything in a policy is held against the other one', () => {
  const widened: Record<keyof Policy, Partial<Policy>> = {
    q: { q: 0.1 },
    strict: { strict: true },
    mostPairs: { mostPairs: 7 },
    metrics: { metrics: { naps: [] } },
    margins: { margins: { peak: { alarm: 1, harm: 2 } } },
    noise: { noise: { ...defaultPolicy.noise, steal: 1 } },
    accept: { accept: ['new'] },
    allowUnpaired: { allowUnpaired: true },
  };
  expect(Object.keys(widened).toSorted()).toEqual(Object.keys(defaultPolicy).toSorted());
  for (const policy of Object.values(widened)) expect(changes(gateOf(), gateOf(policy))).not.toEqual([]);
});
