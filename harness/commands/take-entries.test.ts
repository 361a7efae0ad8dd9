import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtureBench } from '../fixtures/bench.ts';
import { blockOf } from '../plan/cases.ts';
import { orderEntries } from '../plan/order.ts';
import { exampleRun } from '../reports/example-run.ts';
import { planSchema, type Plan } from '../store/plan.ts';
import { createRun, readRun, resumeRun } from '../store/run-folder.ts';
import type { Sample } from '../store/sample.ts';
import { Progress } from './progress.ts';
import { remainingEntries, takeEntries } from './take-entries.ts';

describe('remainingEntries', () => {
  const { plan } = exampleRun;
  const ok = exampleRun.samples.find(({ status }) => status === 'ok')!;
  const sampleOf = (order: number, attempt: number, status: Sample['status']) =>
    ({ ...ok, order, attempt, status }) as Sample;
  const four: Plan = { ...plan, entries: plan.entries.slice(0, 4) };
  const orders = (...stored: Sample[]) =>
    remainingEntries(four, stored).map(({ entry, firstAttempt }) => [entry.order, firstAttempt]);

  test('nothing is stored: all, from the first attempt', () => {
    expect(orders()).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('what failed is stored too: a failure is a result', () => {
    expect(orders(sampleOf(0, 1, 'ok'), sampleOf(1, 1, 'failed'), sampleOf(3, 1, 'skipped'))).toEqual([
      [2, 1],
    ]);
  });

  test('a sample that was not attained goes on with its next attempt, until the third', () => {
    expect(orders(sampleOf(0, 1, 'not-attained'))[0]).toEqual([0, 2]);
    expect(orders(sampleOf(0, 1, 'not-attained'), sampleOf(0, 2, 'not-attained'))[0]).toEqual([0, 3]);
    expect(orders(sampleOf(0, 3, 'not-attained'))[0]).toEqual([1, 1]);
    expect(orders(sampleOf(0, 1, 'not-attained'), sampleOf(0, 2, 'ok'))[0]).toEqual([1, 1]);
  });

  test('blocks of unequal rounds: exactly the missing ones, whichever they are', () => {
    const cells = plan.cases.map((own) => ({ case: own, probes: ['memory', 'latency'] as const }));
    const [first, second] = [...new Set(cells.map((cell) => blockOf(cell.case)))];
    const entries = orderEntries(
      cells,
      new Map([
        [first!, 5],
        [second!, 2],
      ]),
      3,
    );
    // As it comes back from the disk.
    const stored = planSchema.parse(JSON.parse(JSON.stringify({ ...plan, runs: 5, entries })));
    const roundsOf = (block: string) =>
      new Set(entries.filter((entry) => entry.block === block).map(({ round }) => round)).size;
    expect([roundsOf(first!), roundsOf(second!)]).toEqual([5, 2]);
    for (const isStored of [
      (order: number) => order < entries.length / 2,
      (order: number) => order % 3 !== 1,
      (order: number) => entries[order]?.block === second,
      () => true,
    ]) {
      const samples = entries
        .filter(({ order }) => isStored(order))
        .map(({ order, round, block, probe, case: own }) => {
          const { scenario, variant, level, regime } = plan.cases.find(({ id }) => id === own)!;
          return { ...ok, order, round, block, probe, case: own, scenario, variant, level, regime };
        });
      expect(remainingEntries(stored, samples)).toEqual(
        entries.filter(({ order }) => !isStored(order)).map((entry) => ({ entry, firstAttempt: 1 })),
      );
    }
  });
});

describe('takeEntries', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-entries-'));
  });
  afterEach(async () => rm(parent, { recursive: true, force: true }));

  /** Progress that is kept; `seen` is called at every piece of it. */
  function progressTo(lines: string[], seen: () => void = () => {}): Progress {
    const sink = new PassThrough();
    sink.on('data', (chunk: Buffer) => {
      lines.push(...chunk.toString().trimEnd().split('\n'));
      seen();
    });
    return new Progress(sink, {});
  }

  test('every entry in the plan’s order, each stored before the next one starts, failures with their reason', async () => {
    const { plan, runner } = await fixtureBench(['well-behaved', 'fails-politely'], { runs: 2 });
    const folder = await createRun(path.join(parent, 'run'), plan, exampleRun.environment);
    const lines: string[] = [];
    await takeEntries(plan, [], runner, folder, progressTo(lines), new AbortController().signal);
    await folder.close();
    const { samples } = await readRun(folder.folder);
    expect(samples.map((sample) => [sample.order, sample.case, sample.attempt])).toEqual(
      plan.entries.map((entry) => [entry.order, entry.case, 1]),
    );
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => / memory: ok \(/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => / memory: failed: gave up: unsupported: /.test(line))).toHaveLength(2);
    expect(lines[3]).toMatch(/^4\/4 round 2 fixtures node\/.* memory: .*, about 0 s left\)$/);
  });

  test('what is left is told from the rehearsals, until a case has been seen', async () => {
    const { plan: bare, runner } = await fixtureBench(['well-behaved'], { runs: 2 });
    const [id] = bare.cases.map((planned) => planned.id);
    const plan: Plan = { ...bare, rehearsals: { [id!]: { memory: 3600e9 } } };
    const folder = await createRun(path.join(parent, 'run'), plan, exampleRun.environment);
    const lines: string[] = [];
    await takeEntries(plan, [], runner, folder, progressTo(lines), new AbortController().signal);
    await folder.close();
    expect(lines[0]).toMatch(/about 2 h 0 min left\)$/);
    expect(lines[1]).not.toMatch(/ h /);
  });

  test('an interrupted run ends before its next sample, and going on takes exactly the rest', async () => {
    const controller = new AbortController();
    const { plan, runner } = await fixtureBench(['well-behaved'], { runs: 3, interrupt: controller.signal });
    const folder = await createRun(path.join(parent, 'run'), plan, exampleRun.environment);
    await takeEntries(
      plan,
      [],
      runner,
      folder,
      progressTo([], () => controller.abort('SIGINT')),
      controller.signal,
    );
    await folder.close();
    const before = (await readRun(folder.folder)).samples;
    expect(before.map(({ order }) => order)).toEqual([0]);

    const { folder: again, stored } = await resumeRun(folder.folder);
    const { runner: other } = await fixtureBench(['well-behaved'], { runs: 3 });
    const lines: string[] = [];
    await takeEntries(
      stored.plan,
      stored.samples,
      other,
      again,
      progressTo(lines),
      new AbortController().signal,
    );
    await again.close();
    const { samples } = await readRun(folder.folder);
    expect(samples[0]).toEqual(before[0]);
    expect(samples.map(({ order }) => order)).toEqual([0, 1, 2]);
    expect(lines[0]).toMatch(/^2\/3 round 2 /);
  });

  test('a further attempt waits twice as long', async () => {
    const { plan: bare, runner } = await fixtureBench(['too-few-alive']);
    const plan: Plan = { ...bare, settings: { [bare.entries[0]!.case]: { waitNs: 1_000_000 } } };
    const folder = await createRun(path.join(parent, 'run'), plan, exampleRun.environment);
    await takeEntries(plan, [], runner, folder, progressTo([]), new AbortController().signal);
    await folder.close();
    const { samples } = await readRun(folder.folder);
    expect(samples.map(({ attempt, settings, status }) => [attempt, settings, status])).toEqual([
      [1, { waitNs: 1_000_000 }, 'not-attained'],
      [2, { waitNs: 2_000_000 }, 'not-attained'],
      [3, { waitNs: 4_000_000 }, 'not-attained'],
    ]);
  });
});
