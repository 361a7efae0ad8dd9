import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { fixtureBench } from '../fixtures/bench.ts';
import type { Scenario } from '../model.ts';
import { takePilots, takeRehearsals } from './pilots.ts';
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

  test('each case that can run is tried once with its setting, and one that fails keeps its time', async () => {
    const { cells, runner } = await fixtureBench(['well-behaved', 'crashes', 'hangs']);
    const [good, bad, skipped] = cells;
    const some = [good!, bad!, { ...skipped!, case: { ...skipped!.case, skip: 'too large' } }];
    const lines: string[] = [];
    const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    const before: number[] = [];
    const rehearsals = await takeRehearsals(some, {}, runner, new Progress(sink, {}), signal, (roundNs) =>
      before.push(roundNs),
    );
    const goodNs = rehearsals[good!.case.id]?.memory;
    const badNs = rehearsals[bad!.case.id]?.memory;
    expect(rehearsals).toEqual({
      [good!.case.id]: { memory: expect.any(Number) },
      [bad!.case.id]: { memory: expect.any(Number) },
    });
    expect(Number.isSafeInteger(goodNs) && Number.isSafeInteger(badNs)).toBe(true);
    expect(before).toEqual([0, goodNs]);
    expect(lines.join('')).toMatch(
      /^rehearsal 1\/2 .*well-behaved .* memory: ok \(.* s\)\nrehearsal 2\/2 .*crashes .* memory: failed \(.* s\)\n$/,
    );
  });

  test('a sample that was not attained is not tried again', async () => {
    const { cells, runner } = await fixtureBench(['too-few-alive']);
    const [planned] = cells.map((cell) => cell.case);
    expect(await runner.rehearse(planned!, 'memory', { waitNs: 1_000_000 }, () => {})).toEqual({
      wallNs: expect.any(Number),
      status: 'not-attained',
    });
  });

  test('what is thrown before a rehearsal ends them', async () => {
    const { cells, runner } = await fixtureBench(['well-behaved', 'hangs']);
    const check = (roundNs: number) => {
      if (roundNs > 0) throw new Error('no time is left');
    };
    await expect(takeRehearsals(cells, {}, runner, quiet(), signal, check)).rejects.toThrow(
      'no time is left',
    );
  });

  test('an interruption ends them at once', async () => {
    const controller = new AbortController();
    controller.abort('SIGINT');
    const { cells, runner } = await fixtureBench(['hangs'], { interrupt: controller.signal });
    expect(await takeRehearsals(cells, {}, runner, quiet(), controller.signal, () => {})).toEqual({});
  });
});
