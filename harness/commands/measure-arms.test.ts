import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtures } from '../fixtures/scenario.ts';
import { defaultPolicy, type Policy } from '../gate/policy.ts';
import { readCheck } from '../store/check-folder.ts';
import { measureArms, type ArmsRequest, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';

const policy: Policy = { ...defaultPolicy, metrics: { fixtures: ['peak'] } };

/** Of no sample a value. */
const never = {
  name: 'never',
  unit: 'ns' as const,
  direction: 'lower-is-better' as const,
  description: '',
  derive: () => null,
};
const scenario = {
  ...fixtures.scenario,
  derived: { ...fixtures.scenario.derived, memory: [...fixtures.scenario.derived.memory, never] },
};

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-measure-arms-'));
  said = [];
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** A fixture against itself. */
async function measured(options: Partial<MeasuringOptions>, request: Partial<ArmsRequest>) {
  const stderr = new PassThrough().on('data', (line) => said.push(String(line)));
  const session: Session = {
    sources: [{ ...fixtures, scenario }],
    stdout: new PassThrough().resume(),
    stderr,
    variables: { ...process.env, NODE_OPTIONS: undefined },
    workingFolder: folder,
    interrupt: new AbortController().signal,
    now: () => new Date(),
    randomSeed: () => 7,
  };
  const arm = { label: 'this one', revision: null, other: null };
  return measureArms(
    {
      targets: ['fixtures/node/well-behaved'],
      suite: null,
      parameters: { tasks: [3] },
      regimes: ['all'],
      probe: 'memory',
      runs: null,
      seed: 1,
      budgetNs: null,
      beganMs: performance.now(),
      timeLimitMs: null,
      memoryLimitBytes: null,
      out: '.',
      runtimeRequests: {},
      allowNodeOptions: false,
      ...options,
    },
    {
      kind: 'check',
      base: arm,
      head: arm,
      policy,
      injected: null,
      pairs: null,
      calibrationOf: async () => ({ id: null, floorsFor: () => [] }),
      expectations: () => [],
      ...request,
    },
    session,
    new Progress(stderr, {}),
  );
}

const rehearsals = () => said.filter((line) => line.startsWith('rehearsal'));

describe('nothing is written', () => {
  afterEach(async () => expect(await readdir(folder)).toEqual([]));

  test('where the policy has too few pairs, nor anything measured', async () => {
    await expect(measured({}, { policy: { ...policy, mostPairs: 6 } })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('mostPairs: expected at least 7 for 1 gated metrics'),
    });
    expect(rehearsals()).toEqual([]);
  });

  test('where the time was used up before measuring began', async () => {
    await expect(measured({ budgetNs: 30e9, beganMs: performance.now() - 30_000 }, {})).rejects.toMatchObject(
      {
        kind: 'doesNotFit',
        message: expect.stringContaining('--budget: 30 s were used up before anything was rehearsed'),
      },
    );
  });

  test('where no gated metric has a value', async () => {
    const metrics = { fixtures: ['never'] };
    await expect(measured({}, { policy: { ...policy, metrics } })).rejects.toMatchObject({
      kind: 'inconclusive',
      message: 'nothing is left to compare: no cell has a gated metric with a value',
    });
    expect(rehearsals()).toHaveLength(1);
  });
});

test('a program that hangs costs one pair, whatever the budget, and is told by its name', async () => {
  const targets = ['fixtures/node/hangs'];
  const { folder: target, ended } = await measured({ targets, timeLimitMs: 1_500, budgetNs: 3_600e9 }, {});
  const { plan, lines } = await readCheck(target);
  expect(ended).toBeNull();
  expect(lines.map(({ sample }) => sample.status)).toEqual(['hung', 'hung']);
  expect(plan.pairNs).toEqual({});
  expect(rehearsals()).toEqual([
    expect.stringMatching(/fixtures node\/hangs .*: base hung: no message and no CPU use at the time limit/),
  ]);
});

test('so many pairs as were asked for need no look; the plan says what samples may take, and what has no value', async () => {
  const limits = { timeLimitMs: 15_000, memoryLimitBytes: 1_500_000_000, allowNodeOptions: true };
  const metrics = { fixtures: ['peak', 'never'] };
  const noise = { ...policy.noise, foreignCpu: 10, steal: 10, throttled: 10 };
  const { folder: target, ended } = await measured(limits, {
    kind: 'compare',
    pairs: 2,
    policy: { ...policy, metrics, noise, mostPairs: 6 },
  });
  const { plan, lines } = await readCheck(target);
  expect(ended).toBeNull();
  expect(lines).toHaveLength(4);
  expect(plan.looks).toEqual([]);
  expect(plan.limits).toEqual(limits);
  expect(plan.ungated).toEqual([{ cell: plan.cells[0]?.id, metric: 'never' }]);
});
