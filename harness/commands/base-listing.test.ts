import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../model.ts';
import { packageRoot } from '../package-root.ts';
import { exampleScenario } from '../reports/example-run.ts';
import {
  has,
  inTermsOf,
  isInSuite,
  listingOf,
  removedCells,
  type InsteadOfSuite,
  type Listing,
} from './base-listing.ts';

const count = (value: number) => ({ kind: 'count' as const, default: value });
const choice = (...values: string[]) => ({ kind: 'choice' as const, default: values[0] as string, values });

const listing: Listing = [
  {
    scenario: 'naps',
    parameters: { tasks: count(100), wake: choice('together', 'spread') },
    variants: [{ name: 'go/timer' }, { name: 'node/timer' }],
    suites: {
      gate: {
        entries: [
          {
            variants: ['go/timer', 'node/timer'],
            parameters: { tasks: [10, 20] },
            regimes: ['1core', 'all'],
            probes: ['memory'],
          },
        ],
      },
    },
  },
];

const setting = { scenario: 'naps', variant: 'go/timer', regime: 'all' };
const parameters = { tasks: 5, wake: 'spread' };

describe('what a revision can measure', () => {
  test.each([
    ['a case with values that it takes', { ...setting, parameters }, true],
    ['any count', { ...setting, parameters: { ...parameters, tasks: 1e9 } }, true],
    ['a variant that it has not', { ...setting, variant: 'go/ticker', parameters }, false],
    ['a scenario that it has not', { ...setting, scenario: 'dozes', parameters }, false],
    ['a choice that it does not know', { ...setting, parameters: { ...parameters, wake: 'never' } }, false],
    ['a parameter that it does not know', { ...setting, parameters: { ...parameters, depth: 1 } }, false],
    ['a name that every object has', { ...setting, parameters: { ...parameters, toString: 1 } }, false],
    // Its program would miss the value.
    ['a case that leaves a parameter of its own out', { ...setting, parameters: { tasks: 5 } }, false],
  ])('%s', (_, one, expected) => {
    expect(has(listing, one)).toBe(expected);
  });
});

describe('in terms of a newer revision', () => {
  const now: Scenario = {
    ...exampleScenario,
    name: 'naps',
    parameters: {
      wake: { kind: 'choice', description: '', values: ['together', 'spread'], default: 'together' },
      depth: { kind: 'count', description: '', minimum: 1, maximum: 9, default: 3 },
      tasks: { kind: 'count', description: '', minimum: 1, maximum: 9, default: 7 },
    },
  };
  const [translated] = inTermsOf([now], listing) as [Listing[number]];

  test('parameters stand in its order, and keep the defaults of then', () => {
    expect(Object.keys(translated.parameters)).toEqual(['wake', 'depth', 'tasks']);
    expect(translated.parameters['tasks']?.default).toBe(100);
  });

  test('a parameter that is new is known at its default alone', () => {
    const one = { ...setting, parameters: { wake: 'spread', depth: 3, tasks: 5 } };
    expect(has([translated], one)).toBe(true);
    expect(has([translated], { ...one, parameters: { ...one.parameters, depth: 4 } })).toBe(false);
  });

  test('a cell of then is the cell of now', () => {
    const removed = removedCells(
      [translated],
      'gate',
      () => true,
      new Map(),
      () => ['memory'],
    );
    expect(removed).toContainEqual({
      case: 'naps go/timer 1core wake=together depth=3 tasks=10',
      side: 'removed',
    });
  });

  test('what only the older one has stays as it is', () => {
    const gone = { ...(listing[0] as Listing[number]), scenario: 'gone' };
    expect(inTermsOf([now], [gone])).toEqual([gone]);
    const [older] = inTermsOf([{ ...now, parameters: {} }], listing) as [Listing[number]];
    expect(older.parameters).toEqual(listing[0]?.parameters);
  });
});

describe('cells that a change took out of a suite', () => {
  const all = [10, 20].flatMap((tasks) =>
    ['1core', 'all'].flatMap((regime) =>
      ['go/timer', 'node/timer'].map((variant) => `naps ${variant} ${regime} tasks=${tasks} wake=together`),
    ),
  );
  const withMemory = (ids: Iterable<string>) => new Map([...ids].map((id) => [id, ['memory']]));
  const removed = (chosen: (scenario: string, variant: string) => boolean, present: Iterable<string>) =>
    removedCells(listing, 'gate', chosen, withMemory(present), () => ['memory']).map(({ case: id }) => id);

  test('none while all are here', () => {
    expect(removed(() => true, all)).toEqual([]);
  });

  test('a variant, a size and a regime', () => {
    const present = all.filter(
      (id) => !id.includes('node/timer') && !id.includes('tasks=20') && !id.includes('1core'),
    );
    expect(present).toHaveLength(1);
    expect(removed(() => true, present).toSorted()).toEqual(
      all.filter((id) => !present.includes(id)).toSorted(),
    );
  });

  test('only of what the check is about', () => {
    const chosen = (scenario: string, variant: string) => scenario === 'naps' && variant === 'node/timer';
    expect(removed(chosen, [])).toEqual(all.filter((id) => id.includes('node/timer')).toSorted());
  });

  test('with other values, regimes and probes than the suite’s, those of the command line', () => {
    const ids = (instead: Partial<InsteadOfSuite>, present: Iterable<string> = []) =>
      removedCells(
        listing,
        'gate',
        () => true,
        withMemory(present),
        () => ['memory'],
        {
          parameters: {},
          regimes: null,
          probe: null,
          ...instead,
        },
      ).map(({ case: id }) => id);
    const named = ids({ parameters: { tasks: [5], wake: ['spread'], depth: [1] }, regimes: ['all'] });
    expect(named).toEqual([
      'naps go/timer all tasks=5 wake=spread',
      'naps node/timer all tasks=5 wake=spread',
    ]);
    expect(ids({ parameters: { tasks: [5], wake: ['spread'] }, regimes: ['all'] }, named)).toEqual([]);
    // A choice that it never had was not taken from it.
    expect(ids({ parameters: { wake: ['never'] } })).toEqual([]);
    expect(ids({ probe: 'memory' }).toSorted()).toEqual(all.toSorted());
    expect(ids({ probe: 'latency' })).toEqual([]);
  });

  test('none of another suite', () => {
    expect(
      removedCells(
        listing,
        'full',
        () => true,
        new Map(),
        () => ['memory'],
      ),
    ).toEqual([]);
  });
});

test('a revision tells by its own list', async () => {
  const told = await listingOf(packageRoot, 'this one', 'rev:HEAD', new AbortController().signal);
  expect(told).toContainEqual(
    expect.objectContaining({ scenario: 'context-switch', probes: ['memory'], gated: ['elapsed'] }),
  );
});

test('what a target means in a suite', () => {
  expect(isInSuite(listing, 'gate', 'naps')).toBe(true);
  expect(isInSuite(listing, 'gate', 'naps/go')).toBe(true);
  expect(isInSuite(listing, 'gate', 'naps/go/timer')).toBe(true);
  expect(isInSuite(listing, 'gate', 'naps/go/ticker')).toBe(false);
  expect(isInSuite(listing, 'gate', 'dozes')).toBe(false);
  expect(isInSuite(listing, 'full', 'naps')).toBe(false);
});

describe('a revision that does not tell', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-listing-'));
    await mkdir(path.join(folder, 'harness'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  test.each([
    [
      'it cannot start',
      "import './gone.ts';",
      /it ended with 1: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module .*gone\.ts/,
    ],
    ['it throws', "throw new TypeError('no such thing');", 'it ended with 1: TypeError: no such thing'],
    [
      'it knows no list',
      "process.stderr.write('interleave: expected a command, received list\\n'); process.exit(64);",
      'it ended with 64: interleave: expected a command, received list',
    ],
    ['it says nothing', 'process.exit(3);', 'it ended with 3: '],
    ['it prints no JSON', "console.log('naps');", 'it printed "naps", which is no JSON'],
    [
      'it has another form',
      'console.log(\'[{"scenario":"naps","variants":"all"}]\');',
      'its list is not one that this revision can read (0.parameters: ',
    ],
  ])('%s', async (_, program, told) => {
    await writeFile(path.join(folder, 'harness', 'main.ts'), program);
    const asking = listingOf(folder, 'v0 (0123456789)', 'rev:v0', new AbortController().signal);
    await expect(asking).rejects.toMatchObject({ kind: 'error' });
    await expect(asking).rejects.toThrow(
      /^rev:v0: expected a revision that tells what it can measure \(its own interleave list --json\), received v0 \(0123456789\), which does not: [^\n]* older than checks between revisions, [^\n]* name a newer revision/,
    );
    await expect(asking).rejects.toThrow(told);
  });
});

test('an interruption while a revision is asked is none of its mistakes', async () => {
  const asking = listingOf(packageRoot, 'this one', 'rev:HEAD', AbortSignal.abort('SIGINT'));
  await expect(asking).rejects.toMatchObject({ kind: 'interrupted' });
});
