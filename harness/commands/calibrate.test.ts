import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import { calibrationPath, machineOf, readCalibration, writeCalibration } from '../store/calibration.ts';
import { createCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { calibrateFrom } from './calibrate.ts';
import { exampleCalibration } from './example-calibration.ts';
import type { Session } from './session.ts';

const { environment, plan, lines } = exampleCheck;
/** One without a failure, of which the others would only take time. */
const cell = plan.cells[0]!;

let workingFolder: string;
let cacheBefore: string | undefined;
beforeEach(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-calibrate-'));
  cacheBefore = process.env['INTERLEAVE_CACHE'];
  process.env['INTERLEAVE_CACHE'] = path.join(workingFolder, 'cache');
});
afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['INTERLEAVE_CACHE'];
  else process.env['INTERLEAVE_CACHE'] = cacheBefore;
  await rm(workingFolder, { recursive: true, force: true });
});

/** The example's pairs of some cells, so many times after each other, as if a calibration had taken them. */
async function stored(change: Partial<CheckPlan> = {}, times = 3): Promise<string> {
  const changed: CheckPlan = { ...plan, kind: 'calibrate', cells: [cell], ...change };
  const own = lines.filter((line) => changed.cells.some(({ id }) => id === line.cell));
  const folder = await createCheck(path.join(workingFolder, 'taken'), changed, environment);
  for (let time = 0; time < times; time += 1) {
    for (const line of own)
      await folder.append({ ...line, pair: line.pair + 1_000 * time, round: line.round + 100 * time });
  }
  await folder.close();
  return 'taken';
}

async function calibrated(folder: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const session: Session = {
    sources: [{ scenario: exampleCheckScenario, directory: new URL('./', import.meta.url) }],
    stdout,
    stderr,
    variables: {},
    workingFolder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  };
  const exitCode = await calibrateFrom({ folder, json: true }, session);
  // One read gives one write.
  const text = (stream: PassThrough): string => {
    const chunks: string[] = [];
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(String(chunk));
    return chunks.join('');
  };
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}

const kept = () => calibrationPath(path.join(workingFolder, 'cache'), machineOf(environment));

describe('by stored pairs', () => {
  test('the same in the folder and printed, and for later checks beside what there was of other cells', async () => {
    const before = exampleCalibration();
    await writeCalibration(kept(), before);
    const { exitCode, stderr, stdout } = await calibrated(await stored());
    expect(exitCode).toBe(0);
    // The example's head is slower, as no program is than itself.
    expect(stderr).toContain(`warning: a program against itself: ${cell.id} elapsed: regressed: `);
    const printed = JSON.parse(stdout);
    expect(await readCalibration(path.join(workingFolder, 'taken', 'calibration.json'))).toEqual(printed);
    expect(printed.metrics.map((one: { metric: string }) => one.metric)).toEqual(
      cell.gated.map(({ metric }) => metric),
    );
    const hypotheses = cell.gated.length;
    expect(printed.metrics[0]).toMatchObject({
      cell: cell.id,
      tried: { hypotheses },
      measured: { check: plan.checkId, at: plan.createdAt, runtime: 'go@1.27.4', noise: plan.policy.noise },
    });
    const merged = await readCalibration(kept());
    const others = before.metrics.filter((one) => one.cell !== cell.id);
    expect(others.length).toBeGreaterThan(0);
    expect(merged?.metrics).toEqual(expect.arrayContaining([...others, ...printed.metrics]));
    expect(merged?.metrics).toHaveLength(others.length + hypotheses);
  });

  test('always the same', async () => {
    const folder = await stored();
    const { stdout } = await calibrated(folder);
    expect((await calibrated(folder)).stdout).toBe(stdout);
  });

  test('the looks are those of a check that takes no more pairs than the policy allows', async () => {
    const policy = { ...plan.policy, mostPairs: 15 };
    const { stdout } = await calibrated(await stored({ policy }));
    const [metric] = JSON.parse(stdout).metrics;
    expect(metric.tried.looks.map(({ pairs }: { pairs: number }) => pairs)).toEqual([15]);
  });

  test('too few of them', async () => {
    const calibrating = calibrated(await stored({}, 1));
    await expect(calibrating).rejects.toMatchObject({
      kind: 'inconclusive',
      message: expect.stringContaining('no cell has 20 quiet pairs'),
    });
    expect(await readdir(path.join(workingFolder, 'taken'))).not.toContain('calibration.json');
  });

  test('a program that gave no result has no calibration, however many pairs it has', async () => {
    const failing = plan.cells.find(({ id }) =>
      lines.some((line) => line.cell === id && line.sample.status !== 'ok'),
    )!;
    const calibrating = calibrated(await stored({ cells: [failing] }, 20));
    await expect(calibrating).rejects.toMatchObject({ kind: 'error' });
    await rm(path.join(workingFolder, 'taken'), { recursive: true });
    const { exitCode, stderr, stdout } = await calibrated(await stored({ cells: [cell, failing] }));
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).metrics).toHaveLength(cell.gated.length);
    expect(stderr).toContain(
      `${failing.gated.length} of ${cell.gated.length + failing.gated.length} gated metrics could not be calibrated`,
    );
  });

  test('a kept one that cannot be read is replaced', async () => {
    await writeCalibration(kept(), exampleCalibration());
    await writeFile(kept(), '{"format": "interleave-calibration/1"}');
    const { stdout, stderr } = await calibrated(await stored());
    expect(stderr).toContain('warning: it is replaced: ');
    expect(JSON.parse(await readFile(kept(), 'utf8'))).toEqual(JSON.parse(stdout));
  });

  test.each(['check', 'compare', 'self-test'] as const)('not of a %s, whose sides differ', async (kind) => {
    await expect(calibrated(await stored({ kind }))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`received that of a ${kind}`),
    });
  });
});
