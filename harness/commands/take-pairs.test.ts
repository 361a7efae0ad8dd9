import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureBench } from '../fixtures/bench.ts';
import { evidenceOf } from '../gate/check-evidence.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { wantedBy } from '../gate/wanted-pairs.ts';
import { exampleCheck } from '../reports/example-check.ts';
import { createCheck, readCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { checkCells } from './check-cells.ts';
import { Progress } from './progress.ts';
import { takePairs, type PairTools } from './take-pairs.ts';

const progress = new Progress(new PassThrough().resume(), {});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-take-pairs-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Each fixture against itself. */
async function checkOf(names: Parameters<typeof fixtureBench>[0], interrupt = new AbortController().signal) {
  const { scenario, cells, runner } = await fixtureBench(names, { interrupt });
  const policy = { ...defaultPolicy, metrics: { fixtures: ['peak'] } };
  const plan: CheckPlan = {
    ...exampleCheck.plan,
    cells: checkCells(cells, [scenario], policy),
    oneSided: [],
    // No pair is too noisy, on however busy a machine.
    policy: { ...policy, noise: { ...policy.noise, foreignCpu: 10, steal: 10, throttled: 10 } },
    settings: {},
  };
  const target = path.join(folder, 'check');
  const tools = {
    plan,
    scenarios: [scenario],
    runners: { base: runner, head: runner },
    progress,
    interrupt,
    isOver: () => false,
  };
  return { plan, tools, target };
}

async function taken(
  { plan, tools, target }: Awaited<ReturnType<typeof checkOf>>,
  pairs: number,
  changes: Partial<PairTools> = {},
) {
  const open = await createCheck(target, plan, exampleCheck.environment);
  try {
    return await takePairs({ ...tools, folder: open, ...changes }, [], wantedBy(plan, pairs));
  } finally {
    await open.close();
  }
}

test('a round has one pair of each cell, and each sample is stored in the order in which it was taken', async () => {
  const check = await checkOf(['well-behaved', 'stderr-flood']);
  const { lines, ended } = await taken(check, 3);
  expect(ended).toBeNull();
  expect((await readCheck(check.target)).lines).toEqual(lines);
  expect(lines).toHaveLength(12);
  expect(lines.map(({ sample }) => sample.order)).toEqual(lines.map((_, index) => index));
  expect(lines.map(({ pair, position }) => [pair, position])).toEqual(
    lines.map((_, index) => [Math.floor(index / 2), index % 2]),
  );
  for (const round of [0, 1, 2]) {
    const own = lines.filter((line) => line.round === round);
    expect(new Set(own.map(({ cell, arm }) => `${cell} ${arm}`)).size).toBe(4);
  }
});

test('a cell with a sample that failed is measured no more, the others are', async () => {
  const check = await checkOf(['well-behaved', 'crashes']);
  const { lines } = await taken(check, 3);
  const of = (name: string) => lines.filter(({ sample }) => sample.variant === `node/${name}`);
  expect(of('well-behaved')).toHaveLength(6);
  expect(of('crashes').map(({ sample }) => sample.status)).toEqual(['failed', 'failed']);
});

test('when the time is up no further pair begins, and none is cut in two', async () => {
  const check = await checkOf(['well-behaved']);
  let asked = 0;
  const { lines, ended } = await taken(check, 6, { isOver: () => (asked += 1) > 2 });
  expect(ended).toBe('the time budget is used up');
  expect(lines.map(({ pair }) => pair)).toEqual([0, 0, 1, 1]);
});

test('what still runs when the time is used up is cut short, named, and counts for nothing', async () => {
  const stop = new AbortController();
  const check = await checkOf(['hangs'], stop.signal);
  const { runners } = check.tools;
  const { take } = runners.head;
  runners.head.take = async (...given) => {
    setImmediate(() => stop.abort());
    return take.apply(runners.head, given);
  };
  // The user interrupted nothing.
  const { lines, ended } = await taken(check, 6, { interrupt: new AbortController().signal });
  expect(lines).toEqual([]);
  expect(ended).toMatch(
    /^the time budget is used up \(\d+ s into a pair of fixtures node\/hangs .*, (base|head) was still running\)$/,
  );
});

test('an interruption ends it at once; what goes on takes new pairs after those that are stored', async () => {
  const interrupt = new AbortController();
  const check = await checkOf(['well-behaved'], interrupt.signal);
  const open = await createCheck(check.target, check.plan, exampleCheck.environment);
  // After the first sample of the second pair.
  const { append } = open;
  let appended = 0;
  open.append = async (line) => {
    await append.call(open, line);
    appended += 1;
    if (appended === 3) interrupt.abort('SIGINT');
  };
  const cut = await takePairs({ ...check.tools, folder: open }, [], wantedBy(check.plan, 3));
  await open.close();
  expect(cut.ended).toBe('interrupted');
  expect(cut.lines.map(({ pair }) => pair)).toEqual([0, 0, 1]);

  const rest = await checkOf(['well-behaved']);
  const kept = { ...rest, target: path.join(folder, 'rest') };
  const again = await createCheck(kept.target, check.plan, exampleCheck.environment);
  const { lines, ended } = await takePairs(
    { ...rest.tools, plan: check.plan, folder: again },
    cut.lines,
    wantedBy(check.plan, 3),
  );
  await again.close();
  expect(ended).toBeNull();
  expect(lines.slice(0, 3)).toEqual(cut.lines);
  // The torn pair is none: two more are wanted.
  expect(lines.slice(3).map(({ pair, round }) => [pair, round])).toEqual([
    [2, 2],
    [2, 2],
    [3, 3],
    [3, 3],
  ]);
});

test('what is judged is what the samples say so far: attempts, failures, and what was stored before', async () => {
  const check = await checkOf(['well-behaved', 'too-few-alive']);
  const { lines: before } = await taken(check, 2);
  // Of the last pair one sample is missing.
  const stored = before.slice(0, -1);
  expect(stored.some(({ sample }) => sample.attempt > 1)).toBe(true);
  const known = [...stored];
  const open = await createCheck(path.join(folder, 'more'), check.plan, exampleCheck.environment);
  const { append } = open;
  open.append = async (line) => {
    await append.call(open, line);
    known.push(line);
  };
  let rounds = 0;
  const wanted = wantedBy(check.plan, 4);
  const { lines } = await takePairs({ ...check.tools, folder: open }, stored, (evidence) => {
    rounds += 1;
    expect(evidence).toEqual(evidenceOf(check.plan, known, check.tools.scenarios, check.plan.policy.noise));
    return wanted(evidence);
  });
  await open.close();
  expect(lines).toEqual(known);
  expect(rounds).toBeGreaterThan(2);
});
