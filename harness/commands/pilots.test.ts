import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { fixtureBench } from '../fixtures/bench.ts';
import type { Scenario } from '../model.ts';
import { takePilots } from './pilots.ts';
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
