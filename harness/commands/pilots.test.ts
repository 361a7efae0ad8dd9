import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { fixtureBench, type FixtureBench } from '../fixtures/bench.ts';
import type { Scenario } from '../model.ts';
import type { RoundSoFar } from '../plan/budget-clock.ts';
import { takePilots, takeRehearsals, type RehearsalRequest } from './pilots.ts';
import { Progress } from './progress.ts';

/** The fixtures say that they were parked after 1,000 ns. */
const parkedNs = 1_000;
const pilot: Scenario['pilot'] = {
  setting: 'waitNs',
  provisionalNs: () => 5_000_000,
  settleNs: (slowestNs, { tasks }) => 10 * slowestNs + Number(tasks),
};

function quiet(): Progress {
  return new Progress(new PassThrough().resume(), {});
}

test('the slowest of a level settles it for all; one that fails keeps its place', async () => {
  const { cells, scenario, runner } = await fixtureBench(['well-behaved', 'crashes'], { pilot });
  const { pilots, settings } = await takePilots(
    cells,
    [scenario],
    runner,
    quiet(),
    new AbortController().signal,
  );
  const [good, bad] = cells.map((cell) => cell.case.id);
  expect(pilots).toEqual({ [good!]: parkedNs });
  expect(settings).toEqual({ [good!]: { waitNs: 10_003 }, [bad!]: { waitNs: 10_003 } });
});

test('another level is settled by its own', async () => {
  const { cells, scenario, runner } = await fixtureBench(['well-behaved', 'crashes'], { pilot });
  const apart = cells.map((cell, index) => ({ ...cell, case: { ...cell.case, level: `L${index}` } }));
  const { settings } = await takePilots(apart, [scenario], runner, quiet(), new AbortController().signal);
  expect(Object.values(settings)).toEqual([{ waitNs: 10_003 }, { waitNs: 3 }]);
});

test('what is skipped has no pilot and no setting', async () => {
  const { cells, scenario, runner } = await fixtureBench(['well-behaved'], { pilot });
  const skipped = cells.map((cell) => ({ ...cell, case: { ...cell.case, skip: 'too large' } }));
  expect(await takePilots(skipped, [scenario], runner, quiet(), new AbortController().signal)).toEqual({
    pilots: {},
    settings: {},
  });
});

test('a scenario without a pilot starts none', async () => {
  const { cells, scenario, runner } = await fixtureBench(['hangs']);
  expect(await takePilots(cells, [scenario], runner, quiet(), new AbortController().signal)).toEqual({
    pilots: {},
    settings: {},
  });
});

test('an interruption ends them at once', async () => {
  const controller = new AbortController();
  controller.abort('SIGINT');
  const { cells, scenario, runner } = await fixtureBench(['hangs', 'well-behaved'], {
    pilot,
    interrupt: controller.signal,
  });
  const { pilots } = await takePilots(cells, [scenario], runner, quiet(), controller.signal);
  expect(pilots).toEqual({});
});

test('what is thrown before a pilot ends them', async () => {
  const { cells, scenario, runner } = await fixtureBench(['hangs'], { pilot });
  const check = () => {
    throw new Error('no time is left');
  };
  await expect(
    takePilots(cells, [scenario], runner, quiet(), new AbortController().signal, check),
  ).rejects.toThrow('no time is left');
});

describe('takeRehearsals', () => {
  const { signal } = new AbortController();
  const once = { check: () => {}, timesWanted: () => 1 };

  /** All cells may be tried again. */
  function requestOf({ cells, scenario }: FixtureBench): RehearsalRequest {
    return { cells, repeated: cells, scenarios: [scenario], settings: {} };
  }

  test('each case that can run is tried with its setting, and one that fails keeps its time', async () => {
    const bench = await fixtureBench(['well-behaved', 'crashes', 'hangs']);
    const [good, bad, skipped] = bench.cells;
    const cells = [good!, bad!, { ...skipped!, case: { ...skipped!.case, skip: 'too large' } }];
    const lines: string[] = [];
    const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    const before: RoundSoFar[] = [];
    const asked: number[][] = [];
    const { rehearsals, figures, times, repeatable } = await takeRehearsals(
      { ...requestOf(bench), cells, repeated: cells },
      bench.runner,
      new Progress(sink, {}),
      signal,
      {
        check: (round) => before.push(round),
        timesWanted: (...ns) => {
          asked.push(ns);
          return 1;
        },
      },
    );
    const goodNs = rehearsals[good!.case.id]?.memory;
    const badNs = rehearsals[bad!.case.id]?.memory;
    expect(rehearsals).toEqual({
      [good!.case.id]: { memory: expect.any(Number) },
      [bad!.case.id]: { memory: expect.any(Number) },
    });
    expect(Number.isSafeInteger(goodNs) && Number.isSafeInteger(badNs)).toBe(true);
    expect(before).toEqual([
      { tried: 0, all: 2, triedNs: 0, expectedNs: 0 },
      { tried: 1, all: 2, triedNs: goodNs, expectedNs: 2 * goodNs! },
    ]);
    // What failed is not tried again.
    expect(asked).toEqual([[goodNs! + badNs!, goodNs]]);
    expect({ figures, times, repeatable }).toEqual({ figures: {}, times: 1, repeatable: true });
    expect(lines.join('')).toMatch(
      /^rehearsal 1\/2 .*well-behaved .* memory: ok \(.* s\)\nrehearsal 2\/2 .*crashes .* memory: failed \(.* s\)\n$/,
    );
  });

  test('as often as is wanted, all of them each time, and the figures that tell how far they vary', async () => {
    const bench = await fixtureBench(['well-behaved', 'stderr-flood', 'crashes']);
    const lines: string[] = [];
    const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    const { rehearsals, figures, times } = await takeRehearsals(
      requestOf(bench),
      bench.runner,
      new Progress(sink, {}),
      signal,
      { ...once, timesWanted: () => 3 },
    );
    const failing = bench.cells.map((cell) => cell.case.id).find((id) => id.includes('crashes'));
    expect(times).toBe(3);
    expect(Object.keys(rehearsals)).toHaveLength(3);
    expect(Object.keys(figures)).toHaveLength(2);
    expect(figures[failing!]).toBeUndefined();
    for (const { values } of Object.values(figures)) expect(values).toHaveLength(3);
    expect(lines.map((line) => /^rehearsal ([\d/]+(?:, time . of .)?)/.exec(line)?.[1])).toEqual([
      '1/3',
      '2/3',
      '3/3',
      '1/2, time 2 of 3',
      '2/2, time 2 of 3',
      '1/2, time 3 of 3',
      '2/2, time 3 of 3',
    ]);
  });

  test('the control is tried once, for its duration alone', async () => {
    const bench = await fixtureBench(['well-behaved', 'stderr-flood']);
    const [control, asked] = bench.cells;
    const { rehearsals, figures } = await takeRehearsals(
      { ...requestOf(bench), repeated: [asked!] },
      bench.runner,
      quiet(),
      signal,
      { ...once, timesWanted: () => 2 },
    );
    expect(Object.keys(rehearsals)).toEqual([control!.case.id, asked!.case.id]);
    expect(Object.keys(figures)).toEqual([asked!.case.id]);
  });

  test('only the samples that tell the leading metric are taken again', async () => {
    const bench = await fixtureBench(['well-behaved']);
    const cells = bench.cells.map((cell) => ({ ...cell, probes: ['latency', 'memory'] as const }));
    const lines: string[] = [];
    const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    await takeRehearsals(
      { ...requestOf(bench), cells, repeated: cells },
      bench.runner,
      new Progress(sink, {}),
      signal,
      { ...once, timesWanted: () => 2 },
    );
    expect(lines.map((line) => / (latency|memory): /.exec(line)?.[1])).toEqual([
      'latency',
      'memory',
      'memory',
    ]);
  });

  test('a sample that was not attained is not tried again', async () => {
    const { cells, runner } = await fixtureBench(['too-few-alive']);
    const [planned] = cells.map((cell) => cell.case);
    expect(await runner.rehearse(planned!, 'memory', { waitNs: 1_000_000 }, () => {})).toMatchObject({
      wallNs: expect.any(Number),
      sample: { status: 'not-attained', attempt: 1, settings: { waitNs: 1_000_000 } },
    });
  });

  test('what is thrown before a rehearsal ends them', async () => {
    const bench = await fixtureBench(['well-behaved', 'hangs']);
    const check = ({ tried }: RoundSoFar) => {
      if (tried > 0) throw new Error('no time is left');
    };
    await expect(
      takeRehearsals(requestOf(bench), bench.runner, quiet(), signal, { ...once, check }),
    ).rejects.toThrow('no time is left');
  });

  test('an interruption ends them at once', async () => {
    const controller = new AbortController();
    controller.abort('SIGINT');
    const bench = await fixtureBench(['hangs'], { interrupt: controller.signal });
    expect(
      await takeRehearsals(requestOf(bench), bench.runner, quiet(), controller.signal, once),
    ).toMatchObject({ rehearsals: {}, figures: {} });
  });
});
