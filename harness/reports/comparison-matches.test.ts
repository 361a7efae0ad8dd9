import { expect, test } from 'vitest';
import type { PlannedCase } from '../store/plan.ts';
import { labelsOf, matchRuns, matchSettings, matchVersions, type Matches } from './comparison-matches.ts';

function planned(variant: string, version: string, changes: Partial<PlannedCase> = {}): PlannedCase {
  const runtime = variant.slice(0, variant.indexOf('/'));
  const own = {
    scenario: 'naps',
    variant,
    level: 'L1-timer',
    runtime,
    runtimeVersion: version,
    regime: 'all' as const,
    parameters: { tasks: 1, wake: 'together' },
    skip: null,
    ...changes,
  };
  const values = Object.entries(own.parameters).map(([name, value]) => `${name}=${value}`);
  return { id: [own.scenario, variant, `${runtime}@${version}`, own.regime, ...values].join(' '), ...own };
}

const told = ({ matches, baseOnly, headOnly }: Matches) => ({
  matches: matches.map(({ base, head }) => `${base.id} | ${head.id}`),
  baseOnly: baseOnly.map(({ id }) => id),
  headOnly: headOnly.map(({ id }) => id),
});

test('two variants at every setting that both have, whatever the order of the parameters', () => {
  const base = [planned('go/a', '1'), planned('go/a', '1', { regime: '1core' })];
  const head = [
    planned('node/b', '2', { parameters: { wake: 'together', tasks: 1 } }),
    planned('node/b', '2', { parameters: { tasks: 2, wake: 'together' } }),
  ];
  expect(told(matchSettings(base, head))).toEqual({
    matches: ['naps go/a go@1 all tasks=1 wake=together | naps node/b node@2 all wake=together tasks=1'],
    baseOnly: ['naps go/a go@1 1core tasks=1 wake=together'],
    headOnly: ['naps node/b node@2 all tasks=2 wake=together'],
  });
});

test('two versions, variant by variant', () => {
  const base = [planned('go/a', '1'), planned('go/b', '1')];
  const head = [planned('go/b', '2'), planned('go/c', '2')];
  expect(told(matchVersions(base, head))).toEqual({
    matches: ['naps go/b go@1 all tasks=1 wake=together | naps go/b go@2 all tasks=1 wake=together'],
    baseOnly: ['naps go/a go@1 all tasks=1 wake=together'],
    headOnly: ['naps go/c go@2 all tasks=1 wake=together'],
  });
});

test('two runs: equal versions first, then the only ones left, in the order of the first run', () => {
  const base = [planned('go/a', '1'), planned('go/b', '1'), planned('go/b', '2'), planned('node/c', '1')];
  const head = [planned('node/c', '1'), planned('go/b', '3'), planned('go/b', '2'), planned('go/a', '9')];
  const { matches, baseOnly, headOnly } = matchRuns(base, head);
  expect(
    matches.map(({ base: one, head: other }) => [one.variant, one.runtimeVersion, other.runtimeVersion]),
  ).toEqual([
    ['go/a', '1', '9'],
    ['go/b', '1', '3'],
    ['go/b', '2', '2'],
    ['node/c', '1', '1'],
  ]);
  expect([baseOnly, headOnly]).toEqual([[], []]);
});

test('which of several versions was meant is not guessed', () => {
  const base = [planned('go/a', '1')];
  const head = [planned('go/a', '2'), planned('go/a', '3')];
  expect(matchRuns(base, head)).toEqual({ matches: [], baseOnly: base, headOnly: head });
});

test('sides are called by what tells them apart', () => {
  const label = (base: PlannedCase, head: PlannedCase) => Object.values(labelsOf({ base, head }));
  expect(label(planned('go/a', '1'), planned('node/b', '1'))).toEqual(['a', 'b']);
  expect(label(planned('go/a', '1'), planned('node/a', '1'))).toEqual(['go/a', 'node/a']);
  expect(label(planned('go/a', '1'), planned('go/a', '2'))).toEqual(['go@1', 'go@2']);
  expect(label(planned('go/a', '1'), planned('go/a', '1', { scenario: 'dreams' }))).toEqual([
    'naps/go/a',
    'dreams/go/a',
  ]);
});
