import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import { expandCells } from '../plan/cases.ts';
import { exampleCheckScenario } from '../reports/example-check.ts';
import type { Listing } from './base-listing.ts';
import { cellId, checkCells } from './check-cells.ts';
import { comparedCells, type CellsRequest } from './compared-cells.ts';
import { select } from './selection.ts';

const entry = { variants: ['go/timer', 'node/timer'], regimes: ['all'], probes: ['memory'] } as const;
const scenario: Scenario = {
  ...exampleCheckScenario,
  suites: { gate: { runs: 1, entries: [{ ...entry, parameters: { tasks: [10] } }] } },
};
const runtimes = [
  { runtime: 'go', version: '1.27.4' },
  { runtime: 'node', version: '26.10.0' },
];

/** What the scenario itself would list, with so many changes. */
function listingOf(...variants: string[]): Listing {
  return [
    {
      scenario: 'naps',
      parameters: Object.fromEntries(
        Object.entries(scenario.parameters).map(([name, { kind, default: value }]) => [
          name,
          { kind, default: value },
        ]),
      ),
      variants: variants.map((name) => ({ name })),
      suites: {
        gate: {
          entries: [{ variants, parameters: { tasks: [10] }, regimes: ['all'], probes: ['memory'] }],
        },
      },
    },
  ];
}

const idOf = (variant: string): string => {
  const { parameters } = expandCells(
    [{ ...entry, scenario, parameters: { tasks: [10] } }],
    runtimes,
    () => null,
  )[0]!.case;
  return cellId({ scenario: 'naps', variant, regime: 'all', parameters });
};

function compared(
  base: Listing,
  changes: Partial<CellsRequest> = {},
  scenarios: readonly Scenario[] = [scenario],
) {
  const asked = {
    targets: [],
    suite: 'gate',
    parameters: {},
    regimes: null,
    probe: null,
    runs: null,
    policy: defaultPolicy,
    ...changes,
  };
  const planned = expandCells(select(asked, scenarios).selections, runtimes, () => null);
  const gated = checkCells(planned, scenarios, asked.policy);
  const listings = { base, head: null };
  const { cells, oneSided } = comparedCells({ planned, gated, listings, ...asked }, scenarios);
  return { variants: cells.map(({ head }) => head.variant), oneSided };
}

const both = listingOf('go/timer', 'node/timer');

test('what both sides have', () => {
  expect(compared(both)).toEqual({ variants: ['go/timer', 'node/timer'], oneSided: [] });
});

test('what only one side has', () => {
  expect(compared(listingOf('go/timer', 'go/ticker'))).toEqual({
    variants: ['go/timer'],
    oneSided: [
      { case: idOf('node/timer'), side: 'new' },
      { case: idOf('go/ticker'), side: 'removed' },
    ],
  });
});

describe('what nothing is gated of', () => {
  const ungated = { policy: { ...defaultPolicy, metrics: { naps: [] } } };

  // Its cells were called removed, since only those with gated metrics were looked at.
  test('is in this revision all the same', () => {
    expect(compared(both, ungated)).toEqual({ variants: [], oneSided: [] });
    const latencyOnly = { policy: { ...defaultPolicy, metrics: { naps: ['wake_lateness_p50'] } } };
    expect(compared(both, latencyOnly)).toEqual({ variants: [], oneSided: [] });
  });

  test('cannot be taken out of the gate', () => {
    expect(compared(listingOf('go/timer', 'node/timer', 'go/ticker'), ungated).oneSided).toEqual([]);
  });
});

describe('nothing is missing', () => {
  const base = listingOf('go/timer', 'node/timer', 'go/ticker', 'node/ticker');
  const removed = (changes: Partial<CellsRequest>) =>
    compared(base, changes).oneSided.map(({ case: id }) => id);

  test('of what targets leave out', () => {
    expect(removed({})).toEqual([idOf('go/ticker'), idOf('node/ticker')]);
    expect(removed({ targets: ['naps/go'] })).toEqual([idOf('go/ticker')]);
    expect(removed({ targets: ['naps/node/'] })).toEqual([idOf('node/ticker')]);
  });
});

// They were not sought, and a change could take a row out of the gate unseen.
test('with other values than the suite’s, what only base has is missing all the same', () => {
  const base = listingOf('go/timer', 'node/timer', 'go/ticker');
  const removed = (changes: Partial<CellsRequest>) =>
    compared(base, changes).oneSided.map(({ case: id }) => id);
  expect(removed({ parameters: { tasks: [20] } })).toEqual([
    idOf('go/ticker').replace('tasks=10', 'tasks=20'),
  ]);
  expect(removed({ regimes: ['1core'] })).toEqual([idOf('go/ticker').replace(' all ', ' 1core ')]);
  expect(removed({ probe: 'memory' })).toEqual([idOf('go/ticker')]);
  expect(removed({ parameters: { tasks: [20] }, targets: ['naps/node'] })).toEqual([]);
});

describe('a target that the suite has no more', () => {
  const base = listingOf('go/timer', 'node/timer', 'go/ticker');

  test('is told as removed, alone and beside others', () => {
    const removed = { case: idOf('go/ticker'), side: 'removed' };
    const gone = { targets: ['naps/go/ticker'], elsewhere: ['naps/go/ticker'] };
    expect(compared(base, gone)).toEqual({ variants: [], oneSided: [removed] });
    expect(compared(base, { ...gone, targets: ['naps/go/ticker', 'naps/node'] })).toEqual({
      variants: ['node/timer'],
      oneSided: [removed],
    });
  });

  test('nor its whole scenario', () => {
    const dozes = { ...base[0]!, scenario: 'dozes' };
    const gone = { targets: ['dozes'], elsewhere: ['dozes'] };
    expect(compared([...base, dozes], gone)).toEqual({
      variants: [],
      oneSided: ['go/timer', 'node/timer', 'go/ticker'].map((variant) => ({
        case: idOf(variant).replace('naps', 'dozes'),
        side: 'removed',
      })),
    });
  });
});

describe('a probe of a gate’s entry', () => {
  const policy = { ...defaultPolicy, metrics: { naps: ['elapsed', 'wake_lateness_p50'] } };
  const withProbes = (...probes: ('memory' | 'latency')[]): Scenario => ({
    ...scenario,
    suites: { gate: { runs: 1, entries: [{ ...entry, probes, parameters: { tasks: [10] } }] } },
  });
  const listed = (told: readonly string[] | null, ...probes: string[]): Listing => {
    const [one] = listingOf('go/timer') as [Listing[number]];
    const [gate] = one.suites['gate']!.entries as [Listing[number]['suites'][string]['entries'][number]];
    const suites = { gate: { entries: [{ ...gate, probes }] } };
    return [{ ...one, ...(told === null ? {} : { probes: [...told] }), suites }];
  };
  const go = { targets: ['naps/go'], policy };

  // Nobody would have seen that the gate watches less.
  test('that only base has is removed', () => {
    const base = listed(null, 'memory', 'latency');
    expect(compared(base, go, [withProbes('memory')])).toEqual({
      variants: ['go/timer'],
      oneSided: [{ case: `${idOf('go/timer')} latency`, side: 'removed' }],
    });
    expect(compared(base, go, [withProbes('latency')])).toEqual({
      variants: ['go/timer'],
      oneSided: [{ case: `${idOf('go/timer')} memory`, side: 'removed' }],
    });
    expect(compared(base, go, [withProbes('memory', 'latency')]).oneSided).toEqual([]);
  });

  test('of which nothing is gated is not', () => {
    const base = listed(null, 'memory', 'latency');
    const ungated = { ...go, policy: { ...policy, metrics: { naps: ['elapsed'] } } };
    expect(compared(base, ungated, [withProbes('memory')]).oneSided).toEqual([]);
  });

  test('that only head has is measured where base’s programs know it, and else new', () => {
    const head = [withProbes('memory', 'latency')];
    const both = { variants: ['go/timer', 'go/timer'], oneSided: [] };
    expect(compared(listed(['memory', 'latency'], 'memory'), go, head)).toEqual(both);
    // It does not tell, as older ones do not.
    expect(compared(listed(null, 'memory'), go, head)).toEqual(both);
    expect(compared(listed(['memory'], 'memory'), go, head)).toEqual({
      variants: ['go/timer'],
      oneSided: [{ case: `${idOf('go/timer')} latency`, side: 'new' }],
    });
  });
});
