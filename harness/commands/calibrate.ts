import path from 'node:path';
import { exitCodes, Failure, interruptionOf } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { harmlessText } from '../reports/harmless-text.ts';
import type { JudgedCheck } from '../reports/judged-check.ts';
import { readRevision } from '../revisions/revision.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import {
  calibrationFile,
  calibrationPath,
  mergeCalibrations,
  readCalibration,
  writeCalibration,
  type Calibration,
} from '../store/calibration.ts';
import { readCheck, type StoredCheck } from '../store/check-folder.ts';
import { calibrationText } from './calibration-text.ts';
import { writeCheckReports } from './finish-check.ts';
import { expectFolder } from './folder-kind.ts';
import { hasCrashed, judgeStored, scenariosOf } from './judge-check.ts';
import { checks, leastPairs, makeCalibration } from './make-calibration.ts';
import { measureArms, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import { fixedPairsText } from './round-time.ts';
import type { Session } from './session.ts';
import { workingArm } from './working-arm.ts';

export interface CalibrateOptions extends MeasuringOptions {
  readonly policy: Policy;
  /** Quiet pairs of each cell, at least `leastPairs`. */
  readonly pairs: number;
  readonly json: boolean;
}

/**
 * Measures programs against themselves, and finds out from that how often a check would call them slower, and the smallest
 * slowdown that it would find. Kept for later checks on this machine. @returns the exit code.
 */
export async function calibrate(options: CalibrateOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const report = (line: string): void => progress.line(line);
  const arm = await workingArm('working tree', await readRevision(packageRoot), session, report);
  const { folder, ended } = await measureArms(
    options,
    {
      kind: 'calibrate',
      base: arm,
      head: arm,
      policy: options.policy,
      injected: null,
      pairs: options.pairs,
      calibrationOf: async () => ({ id: null, floorsFor: () => [] }),
      expectations: (plan) => [fixedPairsText(options.pairs, plan)],
    },
    session,
    progress,
  );
  const stored = await readCheck(folder);
  const judged = judgeStored(stored, session, undefined, ended);
  await writeCheckReports(folder, judged, progress);
  progress.line(`reports: ${folder}`);
  if (ended !== null)
    progress.line(`${ended}: interleave calibrate --from ${folder} calibrates by the pairs that there are`);
  if (session.interrupt.aborted) return exitCodes[interruptionOf(session.interrupt)];
  // Cells that were cut short would replace whole ones of an earlier day.
  const least = ended === null ? leastPairs : options.pairs;
  const exitCode = await keep(folder, stored, judged, { least, json: options.json }, session, progress);
  return ended === null || exitCode === exitCodes.error ? exitCode : exitCodes.inconclusive;
}

export interface CalibrateFromOptions {
  /** Of an earlier calibration's check, interrupted or not. */
  readonly folder: string;
  readonly json: boolean;
}

/**
 * Calibrates by stored pairs; nothing is measured. @returns the exit code.
 * @throws Failure of kind `usage` for a check that does not measure programs against themselves, `foreignFile` for what is none
 */
export async function calibrateFrom(
  { folder, json }: CalibrateFromOptions,
  session: Session,
): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const target = expectFolder(
    'check',
    folder,
    '--from',
    'a run measured nothing against itself; interleave calibrate does',
    session,
  );
  const stored = await readCheck(target);
  if (stored.plan.kind !== 'calibrate') {
    throw new Failure(
      'usage',
      `--from: expected the folder of a calibration, whose two sides are the same programs, received that of a ${stored.plan.kind} (${folder})`,
    );
  }
  const judged = judgeStored(stored, session);
  return keep(target, stored, judged, { least: leastPairs, json }, session, progress);
}

/** Calibrates by the pairs of a folder, prints what came of it, and keeps it there and for later checks. @returns the exit code. */
async function keep(
  folder: string,
  stored: StoredCheck,
  judged: JudgedCheck,
  { least, json }: { readonly least: number; readonly json: boolean },
  session: Session,
  progress: Progress,
): Promise<number> {
  const { plan } = stored;
  const crashed = hasCrashed(judged);
  progress.line(`judging ${checks} checks made up of these pairs`);
  const calibration = makeCalibration(stored, scenariosOf(plan, session), least);
  if (calibration === null) {
    throw new Failure(
      crashed ? 'error' : 'inconclusive',
      `nothing could be calibrated: no cell has ${least} quiet pairs with its metrics and none that failed; see ${folder}`,
    );
  }
  await writeCalibration(path.join(folder, calibrationFile), calibration);
  session.stdout.write(
    json ? `${JSON.stringify(calibration)}\n` : calibrationText(calibration, plan.policy.q),
  );
  const kept = calibrationPath(cacheFolder(), calibration.machine);
  await writeCalibration(kept, mergeCalibrations(await keptBefore(kept, progress), calibration));
  progress.line(`kept for later checks on this machine: ${kept}`);
  const gated = plan.cells.reduce((sum, cell) => sum + cell.gated.length, 0);
  const missing = gated - calibration.metrics.length;
  if (missing > 0)
    progress.line(`${missing} of ${gated} gated metrics could not be calibrated: see ${folder}`);
  for (const line of regressedLines(judged)) progress.line(line);
  if (crashed) return exitCodes.error;
  return missing > 0 ? exitCodes.inconclusive : exitCodes.pass;
}

/** One that cannot be read, such as an older version's, is worth less than what was measured just now. */
async function keptBefore(file: string, progress: Progress): Promise<Calibration | null> {
  try {
    return await readCalibration(file);
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'foreignFile')) throw error;
    progress.line(`warning: it is replaced: ${error.message}`);
    return null;
  }
}

/** The made-up checks throw their coins anew, so that they cannot see a difference between the arms themselves. */
function regressedLines({ cells }: JudgedCheck): string[] {
  return cells
    .flatMap(({ metrics }) => metrics)
    .filter(({ verdict }) => verdict === 'regressed')
    .map(({ hypothesis: { cell, metric }, reason }) =>
      harmlessText(`warning: a program against itself: ${cell} ${metric}: regressed: ${reason}`),
    );
}
