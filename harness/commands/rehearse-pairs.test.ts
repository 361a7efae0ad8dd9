import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { fixtureBench } from '../fixtures/bench.ts';
import { defaultPolicy } from '../gate/policy.ts';
import type { Runner } from '../measure/runner.ts';
import type { Scenario } from '../model.ts';
import { checkCells } from './check-cells.ts';
import { Progress } from './progress.ts';
import { rehearsePairs } from './rehearse-pairs.ts';

/** Each fixture against itself; without a launcher nobody tells CPU times. */
async function rehearsed(
  names: Parameters<typeof fixtureBench>[0],
  {
    metrics = ['peak'],
    skipped = 0,
    pilot = null,
    interrupt = new AbortController(),
    interruptedBy = '',
    interruptedAt = 0,
    timeLimitMs = 20_000,
  }: {
    readonly metrics?: string[];
    /** So many cases, the first ones. */
    readonly skipped?: number;
    readonly pilot?: Scenario['pilot'];
    readonly interrupt?: AbortController;
    /** What is said when the interruption comes. */
    readonly interruptedBy?: string;
    /** Or in which sample it comes, from 1: pilots and rehearsals. */
    readonly interruptedAt?: number;
    readonly timeLimitMs?: number;
  } = {},
) {
  const bench = await fixtureBench(names, { pilot, interrupt: interrupt.signal, timeLimitMs });
  const { scenario, cells, runner } = bench;
  let begun = 0;
  const counts =
    <Given extends unknown[], Result>(work: (...given: Given) => Result) =>
    (...given: Given): Result => {
      begun += 1;
      if (begun === interruptedAt) interrupt.abort();
      return work.apply(runner, given);
    };
  const counted: Runner = Object.create(runner, {
    rehearse: { value: counts(runner.rehearse) },
    pilot: { value: counts(runner.pilot) },
  });
  const policy = { ...defaultPolicy, metrics: { fixtures: metrics } };
  const planned = cells.map((cell, index) =>
    index < skipped ? { ...cell, case: { ...cell.case, skip: 'too big' } } : cell,
  );
  const said = new PassThrough();
  if (interruptedBy !== '')
    said.on('data', (line) => String(line).includes(interruptedBy) && interrupt.abort('SIGINT'));
  const result = await rehearsePairs(checkCells(planned, [scenario], policy), {
    scenarios: [scenario],
    runners: { base: counted, head: counted },
    progress: new Progress(said, {}),
    interrupt: interrupt.signal,
  });
  said.end();
  return { ...result, lines: (await text(said)).trim().split('\n') };
}

test('a pair takes what both its samples take', async () => {
  const { cells, pairNs, ungated, lines } = await rehearsed(['well-behaved']);
  const [cell] = cells;
  expect(Object.keys(pairNs)).toEqual([cell?.id]);
  expect(pairNs[cell?.id ?? '']).toBeGreaterThan(0);
  expect(ungated).toEqual([]);
  expect(lines).toEqual([expect.stringMatching(/^rehearsal 1\/1 .*: ok \(\d+ s a pair\)$/)]);
});

test('a metric that neither sample has is not gated, and told; a cell of nothing else goes', async () => {
  const some = await rehearsed(['well-behaved'], { metrics: ['peak', 'cpu'] });
  const [cell] = some.cells;
  expect(cell?.gated.map(({ metric }) => metric)).toEqual(['peak']);
  expect(some.ungated).toEqual([{ cell: cell?.id, metric: 'cpu' }]);
  expect(some.lines).toContain(`${cell?.id} has no cpu: it is not gated`);

  const none = await rehearsed(['well-behaved'], { metrics: ['cpu'] });
  expect([none.cells, none.ungated]).toEqual([[], some.ungated]);
});

test('where a sample fails, its pairs will tell why', async () => {
  const { cells, ungated, lines } = await rehearsed(['crashes'], { metrics: ['peak', 'cpu'] });
  expect(cells[0]?.gated).toHaveLength(2);
  expect(ungated).toEqual([]);
  expect(lines[0]).toMatch(/: base failed: .+ \(\d+ s a pair\)$/);
});

test('a hang is told as one, and is no time that every round will take', async () => {
  const { cells, pairNs, failed, lines } = await rehearsed(['hangs', 'well-behaved'], { timeLimitMs: 1_500 });
  const [well, hangs] = cells.toSorted((one) => (one.id.includes('well-behaved') ? -1 : 1));
  expect(Object.keys(pairNs)).toEqual([well?.id]);
  expect(failed).toEqual([
    {
      cell: hangs?.id,
      arm: 'base',
      status: 'hung',
      reason: expect.stringContaining('no message and no CPU use at the time limit of 1.5 s'),
      wallNs: expect.any(Number),
    },
  ]);
  expect(lines.find((line) => line.includes('hangs'))).toMatch(/: base hung: no message and no CPU use at /);
});

test('what was not attained may come through in the pairs, and counts as time of a round', async () => {
  const { cells, pairNs, failed, lines } = await rehearsed(['too-few-alive']);
  expect(Object.keys(pairNs)).toEqual([cells[0]?.id]);
  expect(failed).toEqual([]);
  expect(lines[0]).toContain(': base not-attained: ');
});

test('what ran when it was stopped is named', async () => {
  const pilot = {
    setting: 'waitNs',
    provisionalNs: () => 5_000_000,
    settleNs: (slowestNs: number) => slowestNs,
  };
  const cut = async (interruptedAt: number) =>
    (await rehearsed(['well-behaved'], { pilot, interruptedAt })).cutShort;
  expect(await cut(2)).toMatch(/^the pilot of fixtures node\/well-behaved .* \(head\) was running$/);
  expect(await cut(3)).toMatch(/^base of fixtures node\/well-behaved .* was rehearsed$/);
  expect(await cut(4)).toMatch(/^head of fixtures node\/well-behaved .* was rehearsed$/);
  expect(await cut(5)).toBeNull();
});

test('what is skipped takes no time, keeps its place, and is not called ok', async () => {
  const { cells, pairNs, lines } = await rehearsed(['well-behaved', 'stderr-flood'], { skipped: 1 });
  expect(cells).toHaveLength(2);
  expect(Object.keys(pairNs)).toEqual([cells[1]?.id]);
  expect(lines[0]).toMatch(/: skipped: too big$/);
});

test.each([0, 3])('after an interruption nothing more is tried or said (%d are skipped)', async (skipped) => {
  const { cells, lines } = await rehearsed(['well-behaved', 'crashes', 'stderr-flood'], {
    interruptedBy: 'rehearsal 1/3',
    skipped,
  });
  expect(cells).toHaveLength(1);
  expect(lines).toHaveLength(1);
});

test('both arms wait as long as the slower one needs', async () => {
  const pilot: Scenario['pilot'] = {
    setting: 'waitNs',
    provisionalNs: () => 5_000_000,
    settleNs: (slowestNs, { tasks }) => slowestNs + Number(tasks),
  };
  const { scenario, cells, runner } = await fixtureBench(['well-behaved'], { pilot });
  const [cell] = checkCells(cells, [scenario], { ...defaultPolicy, metrics: { fixtures: ['peak'] } });
  const more = { ...cell!.head, id: 'more', parameters: { ...cell!.head.parameters, tasks: 7 } };
  const { settings } = await rehearsePairs([{ ...cell!, head: more }], {
    scenarios: [scenario],
    runners: { base: runner, head: runner },
    progress: new Progress(new PassThrough().resume(), {}),
    interrupt: new AbortController().signal,
  });
  // The fixtures say that they were parked after 1,000 ns.
  expect(settings).toEqual({ [cell!.id]: { waitNs: 1_007 } });
});
