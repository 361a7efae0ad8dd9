/** What is measured beside every run, and what a missing runtime costs. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scenarios as entries } from '../../scenarios/index.ts';
import { interleave } from '../fixtures/interleave.ts';
import type { Scenario } from '../model.ts';
import { exampleScenario as naps } from '../reports/example-run.ts';
import { nodeRuntime } from '../runtimes/node.ts';
import type { Plan } from '../store/plan.ts';
import { readRun } from '../store/run-folder.ts';
import { controlSelections, findControlRuntimes } from './control.ts';

const scenarios = entries.map(({ scenario }) => scenario);
const nowhere = (): void => {};
/** What no machine has. */
const missing = path.join(os.tmpdir(), 'interleave-no-such-runtime');

describe('controlSelections', () => {
  const entry = naps.suites['quick']!.entries[0]!;
  const other = { ...entry, variants: ['node/thread'], regimes: ['1core'] as const };

  test('every entry of a suite named control, of whatever scenario', () => {
    const having = (name: string, suites: Scenario['suites']): Scenario => ({ ...naps, name, suites });
    const one = having('one', {
      control: { runs: 9, entries: [entry, other] },
      quick: { runs: 1, entries: [entry] },
    });
    const none = having('none', { quick: { runs: 1, entries: [other] } });
    const two = having('two', { control: { runs: 1, entries: [other] } });
    expect(controlSelections([one, none, two])).toEqual([
      { ...entry, scenario: one },
      { ...other, scenario: one },
      { ...other, scenario: two },
    ]);
  });

  test('Interleave’s own: three variants on one CPU, by memory samples', () => {
    expect(controlSelections(scenarios)).toMatchObject([
      {
        scenario: { name: 'control' },
        variants: ['go/integer-loop', 'node/integer-loop', 'os/futex'],
        regimes: ['1core'],
        probes: ['memory'],
      },
    ]);
  });
});

describe('findControlRuntimes', () => {
  const selection = controlSelections(scenarios).map((own) => ({
    ...own,
    variants: ['node/integer-loop'],
  }));

  test('finds what the run has not found yet', async () => {
    const added = await findControlRuntimes(selection, [], {}, nowhere);
    expect(added.map(({ runtime }) => runtime)).toEqual(['node']);
  });

  test('looks for nothing that the run has found', async () => {
    const found = [await nodeRuntime.find(null, nowhere)];
    expect(await findControlRuntimes(selection, found, { node: [missing] }, nowhere)).toEqual([]);
  });

  test('a missing runtime costs a line for each of its rows, and not the others', async () => {
    const lines: string[] = [];
    const requests = { go: [missing], node: [] };
    const both = selection.map((own) => ({
      ...own,
      variants: ['go/integer-loop', 'node/integer-loop'],
    }));
    const added = await findControlRuntimes(both, [], requests, (line) => lines.push(line));
    expect(added.map(({ runtime }) => runtime)).toEqual(['node']);
    expect(lines).toEqual([
      expect.stringMatching(/^without the control go\/integer-loop, and multiples of it: [^:]+$/),
    ]);
  });

  test('any other error is one of the run', async () => {
    const unexpected = [{ ...selection[0]!, variants: ['node/integer-loop'] }];
    const requests = {
      get node(): string[] {
        throw new Error('unforeseen');
      },
    };
    await expect(findControlRuntimes(unexpected, [], requests, nowhere)).rejects.toThrow('unforeseen');
  });

  test('nothing to control', async () => {
    expect(await findControlRuntimes([], [], { go: [missing], node: [missing] }, nowhere)).toEqual([]);
  });
});

describe('a run without Go', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-control-'));
    // A PATH with nothing on it but what cleaning up and regimes need.
    mkdirSync(path.join(folder, 'bin'));
    for (const command of ['taskset', 'setpriv']) {
      const { stdout } = await execa('bash', ['-c', `type -P ${command}`]);
      symlinkSync(stdout, path.join(folder, 'bin', command));
    }
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const timers = [
    'run',
    'sleepers/node/timeout-callback',
    '--param',
    'tasks=2',
    '--probe',
    'memory',
    '--json',
  ];
  const start = (...args: string[]) =>
    interleave([...timers, '--out', path.join(folder, 'results'), ...args], {
      env: { PATH: path.join(folder, 'bin'), TMPDIR: folder },
    });

  test('has the control of Node once a round, and says which rows it lacks', async () => {
    const { stdout, stderr, exitCode } = await start('--runs', '2');
    expect(stderr).toMatch(/^without the control go\/integer-loop, and multiples of it: no go command/m);
    expect(stderr).toMatch(/^without the control os\/futex, and multiples of it: no go command/m);
    expect(exitCode).toBe(0);
    const { samples } = await readRun(JSON.parse(String(stdout)).folder);
    const taken = samples.map(({ round, scenario, variant, regime, probe, status }) =>
      [round, scenario, variant, regime, probe, status].join(' '),
    );
    expect(taken.toSorted()).toEqual(
      [0, 1].flatMap((round) => [
        `${round} control node/integer-loop 1core memory ok`,
        `${round} sleepers node/timeout-callback all memory ok`,
      ]),
    );
  });

  test('--no-control leaves it out, and misses nothing', async () => {
    const { stdout, stderr, exitCode } = await start('--runs', '1', '--no-control');
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('without the control')]);
    const { samples } = await readRun(JSON.parse(String(stdout)).folder);
    expect(samples.map(({ scenario }) => scenario)).toEqual(['sleepers']);
  });
});

describe('the control as a target is measured as asked for', () => {
  async function planned(...args: string[]): Promise<Plan> {
    const { stdout, stderr, exitCode } = await interleave([
      'run',
      ...args,
      '--runs',
      '1',
      '--dry-run',
      '--json',
    ]);
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    return JSON.parse(String(stdout));
  }
  const variants = ['go/integer-loop', 'node/integer-loop', 'os/futex'];

  test('the very cells of the control: each once', async () => {
    const { cases, entries: taken } = await planned('control', '--cores', '1');
    expect(cases.map(({ variant }) => variant)).toEqual(variants);
    expect(taken.map((entry) => entry.case).toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
  });

  test('one of them: the others come beside it', async () => {
    const { cases, entries: taken } = await planned('control/node', '--cores', '1,all');
    expect(cases.map(({ variant, regime }) => `${variant} ${regime}`).toSorted()).toEqual([
      'go/integer-loop 1core',
      'node/integer-loop 1core',
      'node/integer-loop all',
      'os/futex 1core',
    ]);
    expect(taken.map((entry) => entry.case).toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
  });

  test('without the control beside it: what was named alone', async () => {
    const { cases } = await planned('control/node', '--cores', '1', '--no-control');
    expect(cases.map(({ variant }) => variant)).toEqual(['node/integer-loop']);
  });
});
