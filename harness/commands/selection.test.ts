import { describe, expect, test } from 'vitest';
import { defineScenario, type Scenario } from '../model.ts';
import { exampleScenario as naps } from '../reports/example-run.ts';
import { chooseScenarios, isTargeted, select, targetsElsewhere, type SelectionRequest } from './selection.ts';

/** A second scenario, which shares a suite's name and the size, and has one parameter of its own. */
const walks: Scenario = defineScenario({
  ...naps,
  name: 'walks',
  parameters: {
    tasks: naps.parameters['tasks']!,
    pace: { kind: 'choice', description: 'how fast', values: ['slow', 'fast'], default: 'slow' },
  },
  variants: [naps.variants[0]!],
  crossovers: [],
  suites: {
    quick: {
      runs: 2,
      entries: [
        { variants: ['go/timer'], parameters: { tasks: [5] }, regimes: ['1core'], probes: ['memory'] },
      ],
    },
    strolls: {
      runs: 9,
      entries: [{ variants: ['go/timer'], parameters: {}, regimes: ['all'], probes: ['latency'] }],
    },
  },
});
const control: Scenario = defineScenario({
  ...naps,
  name: 'control',
  variants: [naps.variants[0]!],
  crossovers: [],
  suites: {
    quick: {
      runs: 1,
      entries: [{ variants: ['go/timer'], parameters: {}, regimes: ['1core'], probes: ['memory'] }],
    },
  },
});
const scenarios = [naps, walks, control];

function choose(request: Partial<SelectionRequest>) {
  const nothing = { targets: [], suite: null, parameters: {}, regimes: null, probe: null, runs: null };
  const { selections, runs } = select({ ...nothing, ...request }, scenarios);
  return {
    runs,
    selections: selections.map(({ scenario, ...rest }) => ({ scenario: scenario.name, ...rest })),
  };
}

describe('without a suite', () => {
  test('everything but the control, six rounds, both probes, all CPUs', () => {
    expect(choose({})).toEqual({
      runs: 6,
      selections: [
        {
          scenario: 'naps',
          variants: ['go/timer', 'node/timer', 'node/thread'],
          parameters: {},
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
        {
          scenario: 'walks',
          variants: ['go/timer'],
          parameters: {},
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
      ],
    });
  });

  test.each([
    [['naps'], ['go/timer', 'node/timer', 'node/thread']],
    [['naps/node'], ['node/timer', 'node/thread']],
    [['naps/node/thread'], ['node/thread']],
    [
      ['naps/node/thread', 'naps/go', 'naps/go/timer'],
      ['go/timer', 'node/thread'],
    ],
  ])('%j: in the order of declaration, each once', (targets, variants) => {
    expect(choose({ targets }).selections).toMatchObject([{ scenario: 'naps', variants }]);
  });

  test('of named scenarios a parameter goes to those that take it', () => {
    const { selections } = choose({
      targets: ['naps', 'walks'],
      parameters: { tasks: [1], wake: ['together'] },
    });
    expect(selections.map(({ scenario, parameters }) => [scenario, parameters])).toEqual([
      ['naps', { tasks: [1], wake: ['together'] }],
      ['walks', { tasks: [1] }],
    ]);
  });

  test('parameters alone mean the scenarios that take them all, and never the control', () => {
    const meant = (parameters: SelectionRequest['parameters']) =>
      choose({ parameters }).selections.map(({ scenario }) => scenario);
    expect(meant({ tasks: [1] })).toEqual(['naps', 'walks']);
    expect(meant({ tasks: [1], wake: ['together'] })).toEqual(['naps']);
    expect(meant({ pace: ['fast'] })).toEqual(['walks']);
  });

  test('the control, when it is named', () => {
    expect(choose({ targets: ['control'], parameters: { tasks: [1] } }).selections).toMatchObject([
      { scenario: 'control', parameters: { tasks: [1] } },
    ]);
  });

  test('regimes, probe and rounds as asked for', () => {
    expect(
      choose({ targets: ['walks'], regimes: ['1core', 'all'], probe: 'latency', runs: 3 }),
    ).toMatchObject({
      runs: 3,
      selections: [{ regimes: ['1core', 'all'], probes: ['latency'] }],
    });
  });
});

describe('a suite', () => {
  test('takes every scenario that has it, and the most rounds that any of them asks for', () => {
    const { runs, selections } = choose({ suite: 'quick' });
    expect(runs).toBe(6);
    expect(selections).toMatchObject([
      { scenario: 'naps', parameters: { tasks: [0, 1000, 10_000] }, regimes: ['all'] },
      { scenario: 'walks', parameters: { tasks: [5] }, regimes: ['1core'], probes: ['memory'] },
      { scenario: 'control', parameters: {}, regimes: ['1core'], probes: ['memory'] },
    ]);
    expect(choose({ suite: 'strolls' }).runs).toBe(9);
  });

  test('is narrowed by targets and probe; parameters, regimes and rounds replace its own', () => {
    expect(
      choose({
        suite: 'quick',
        targets: ['naps/go'],
        probe: 'latency',
        parameters: { tasks: [7] },
        regimes: ['1core'],
        runs: 1,
      }),
    ).toEqual({
      runs: 1,
      selections: [
        {
          scenario: 'naps',
          variants: ['go/timer'],
          parameters: { tasks: [7] },
          regimes: ['1core'],
          probes: ['latency'],
        },
      ],
    });
  });

  test('that has nothing of what was named is refused', () => {
    expect(() => choose({ suite: 'quick', targets: ['naps/node/thread'] })).toThrow(
      'the suite quick has none of naps/node/thread: name others',
    );
    expect(() => choose({ suite: 'quick', targets: ['walks'], probe: 'latency' })).toThrow(
      'the suite quick has none of',
    );
  });

  test('a target that it does not have is refused beside one that it has', () => {
    expect(() => choose({ suite: 'quick', targets: ['naps/go/timer', 'naps/node/thread'] })).toThrow(
      'the suite quick has none of naps/node/thread: name others',
    );
  });
});

test.each([
  [{ targets: ['nap'] }, 'expected a scenario (naps, walks, control), received nap (did you mean naps?)'],
  [{ targets: [''] }, 'expected a scenario (naps, walks, control), received nothing'],
  [
    { targets: ['naps/node/thred'] },
    'expected a variant of naps (go/timer, node/timer, node/thread), received node/thred (did you mean node/thread?)',
  ],
  [{ targets: ['naps/n'] }, 'expected a variant of naps (go/timer, node/timer, node/thread), received n'],
  [{ suite: 'quik' }, '--suite: expected one of quick, strolls, received quik (did you mean quick?)'],
  [{ suite: 'constructor' }, '--suite: expected one of quick, strolls, received constructor'],
  [
    { suite: 'strolls', targets: ['naps'] },
    'the suite strolls has none of naps: --suite quick has, or name others',
  ],
  [
    { suite: 'strolls', targets: ['walks'], probe: 'memory' as const },
    'the suite strolls has none of walks, --probe memory: --suite quick has, or name others',
  ],
  [
    { parameters: { task: [3] } },
    '--param: expected one of tasks, wake, pace (naps, walks), received task (did you mean tasks?)',
  ],
  [
    { parameters: { constructor: [3] } },
    '--param: expected one of tasks, wake, pace (naps, walks), received constructor',
  ],
  [{ parameters: { '': [3] } }, '--param: expected one of tasks, wake, pace (naps, walks), received nothing'],
  [
    { targets: ['walks'], parameters: { wake: ['together'] } },
    '--param: expected one of tasks, pace (walks), received wake (did you mean pace?)',
  ],
  [
    { suite: 'strolls', parameters: { wake: ['together'] } },
    '--param: expected one of tasks, pace (walks), received wake (did you mean pace?)',
  ],
  [
    { parameters: { wake: ['together'], pace: ['fast'] } },
    '--param: expected parameters of one scenario, received wake, pace: naps takes tasks, wake; walks takes tasks, pace; name the scenarios too, and each takes its own',
  ],
])('%j is refused', (request, message) => {
  expect(() => choose(request)).toThrow(expect.objectContaining({ kind: 'usage', message }));
});

test.each<[Partial<SelectionRequest>, string[], string[]]>([
  [{}, [], ['naps', 'walks']],
  [{}, ['wake'], ['naps']],
  [{ targets: ['walks', 'naps/go'] }, ['wake'], ['walks', 'naps']],
  [{ suite: 'strolls' }, [], ['walks']],
  [{ suite: 'quick' }, ['wake'], ['naps', 'walks', 'control']],
])('chooseScenarios %j with the parameters %j: %j', (request, parameters, names) => {
  const chosen = chooseScenarios(
    { targets: [], suite: null, probe: null, ...request },
    parameters,
    scenarios,
  );
  expect(chosen.map(({ name }) => name)).toEqual(names);
});

test.each<[string[], string, boolean]>([
  [[], 'naps go/timer', true],
  [['naps'], 'naps go/timer', true],
  [['naps/go/'], 'naps go/timer', true],
  [['walks', 'naps/go/timer'], 'naps go/timer', true],
  [['naps/go/timer'], 'naps go/timers', false],
  [['naps/node', 'nap'], 'naps go/timer', false],
  // It need not be here.
  [['dozes'], 'dozes go/timer', true],
])('targets %j name %s: %s', (targets, named, expected) => {
  const [scenario = '', variant = ''] = named.split(' ');
  expect(isTargeted(targets, scenario, variant)).toBe(expected);
});

describe('targets of which the suite has nothing here', () => {
  const gone = ['naps/node/thread', 'naps/node/tread', 'dozes'];

  test('are told, whether their names are known or not', () => {
    const targets = ['naps', 'naps/go', ...gone, 'walks'];
    expect(targetsElsewhere({ targets, suite: 'quick' }, scenarios)).toEqual(gone);
    expect(targetsElsewhere({ targets: [], suite: 'quick' }, scenarios)).toEqual([]);
    expect(() => targetsElsewhere({ targets, suite: 'quik' }, scenarios)).toThrow('did you mean quick?');
  });

  test('are not selected, and without them nothing is', () => {
    const asked = { suite: 'quick', targets: [...gone, 'walks'], elsewhere: gone };
    expect(choose(asked)).toEqual(choose({ suite: 'quick', targets: ['walks'] }));
    expect(choose({ ...asked, targets: gone }).selections).toEqual([]);
    expect(() => choose({ ...asked, elsewhere: gone.slice(1) })).toThrow('has none of naps/node/thread');
  });

  test('take the parameters that their scenario has here', () => {
    const named = (parameters: readonly string[], elsewhere: readonly string[]) =>
      chooseScenarios(
        { targets: elsewhere, elsewhere, suite: 'quick', probe: null },
        parameters,
        scenarios,
      ).map(({ name }) => name);
    expect(named(['tasks'], ['naps/node/tread'])).toEqual(['naps']);
    expect(() => named(['task'], ['naps/node/tread'])).toThrow('did you mean tasks?');
    expect(named(['tasks'], ['dozes'])).toEqual([]);
  });
});
