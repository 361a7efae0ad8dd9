import path from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { calibrate as calibrateBy, promisedPower, type CalibrationResult } from '../gate/calibration.ts';
import { evidenceOf, hypothesesOf } from '../gate/check-evidence.ts';
import type { Policy } from '../gate/policy.ts';
import { readRevision } from '../measure/revision.ts';
import { packageRoot, packageVersion } from '../package-root.ts';
import { Random } from '../plan/random.ts';
import { plainTable, tableOfColumns, textColumn } from '../reports/text-table.ts';
import { formatShare } from '../reports/quantity.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import {
  calibrationFile,
  calibrationFormat,
  calibrationPath,
  machineOf,
  writeCalibration,
  type Calibration,
} from '../store/calibration.ts';
import { readCheck } from '../store/check-folder.ts';
import { writeCheckReports } from './finish-check.ts';
import { judgeStored } from './judge-check.ts';
import { measureArms, type ArmSource, type MeasuringOptions } from './measure-arms.ts';
import { formatDuration, Progress } from './progress.ts';
import type { Session } from './session.ts';

export interface CalibrateOptions extends MeasuringOptions {
  readonly policy: Policy;
  /** Quiet pairs of each cell. */
  readonly pairs: number;
  readonly json: boolean;
}

/** Made-up checks for the rate of false alarms, and for each slowdown that is tried. */
const [checks, trials] = [1_000, 300] as const;

/**
 * Measures one program against itself, and finds out from that how often a check would call it slower, and the smallest
 * slowdown that it would find. Kept for later checks on this machine. @returns the exit code.
 */
export async function calibrate(options: CalibrateOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const revision = await readRevision(packageRoot);
  const arm: ArmSource = { label: 'working tree', revision, other: null };
  const measured = await measureArms(
    options,
    {
      kind: 'calibrate',
      base: arm,
      head: arm,
      policy: options.policy,
      injected: null,
      pairs: options.pairs,
      calibrationOf: async () => ({ id: null, floors: [] }),
      announce: ({ pairNs }) => [
        `${options.pairs} pairs of each cell, about ${formatDuration((options.pairs * Object.values(pairNs).reduce((sum, ns) => sum + ns, 0)) / 1e6)}`,
      ],
    },
    session,
    progress,
  );
  const { folder, environment, ended } = measured;
  const stored = await readCheck(folder);
  const judged = judgeStored(stored, session, undefined, ended);
  await writeCheckReports(folder, judged);
  if (session.interrupt.aborted)
    return session.interrupt.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const recorded = evidenceOf(stored.plan, stored.lines, scenarios, options.policy.noise);
  const looks = planLooks(stored.plan.cells.flatMap(hypothesesOf).length, options.policy.q);
  progress.line(`judging ${checks} checks made up of these pairs`);
  const result = calibrateBy(
    recorded,
    { policy: options.policy, looks, checks, trials },
    new Random(stored.plan.seed),
  );
  const missing = stored.plan.cells.flatMap(hypothesesOf).length - result.metrics.length;
  if (result.metrics.length === 0)
    throw new Failure('inconclusive', `nothing could be calibrated: see ${folder}`);
  const calibration: Calibration = {
    format: calibrationFormat,
    version: packageVersion,
    id: stored.plan.checkId,
    createdAt: stored.plan.createdAt,
    machine: machineOf(environment),
    q: options.policy.q,
    looks,
    falseAlarms: result.falseAlarms,
    metrics: result.metrics.map((metric) => ({ ...metric, differences: [...metric.differences] })),
  };
  await writeCalibration(path.join(folder, calibrationFile), calibration);
  const kept = calibrationPath(cacheFolder(), calibration.machine);
  await writeCalibration(kept, calibration);
  session.stdout.write(
    options.json ? `${JSON.stringify(calibration)}\n` : calibrationText(result, options.policy),
  );
  // The made-up checks throw their coins anew, so that they cannot see a difference between the arms themselves.
  for (const { metrics } of judged.cells) {
    for (const { hypothesis, verdict, reason } of metrics.filter((one) => one.verdict === 'regressed'))
      progress.line(
        `warning: a program against itself: ${hypothesis.cell} ${hypothesis.metric}: ${verdict}: ${reason}`,
      );
  }
  progress.line(`kept for later checks on this machine: ${kept}`);
  progress.line(`reports: ${folder}`);
  if (missing > 0) progress.line(`${missing} gated metrics could not be calibrated: see ${folder}`);
  return missing > 0 || ended !== null ? exitCodes.inconclusive : exitCodes.pass;
}

function calibrationText({ metrics, falseAlarms }: CalibrationResult, { q }: Policy): string {
  const percent = (value: number): string => `${Number((value * 100).toPrecision(2))} %`;
  const table = plainTable(
    tableOfColumns([
      textColumn(
        'cell',
        metrics.map(({ cell }) => cell),
      ),
      textColumn(
        'metric',
        metrics.map(({ metric }) => metric),
      ),
      textColumn(
        'pairs',
        metrics.map(({ pairs }) => String(pairs)),
      ),
      textColumn(
        'spread',
        metrics.map(({ spread }) => percent(spread)),
      ),
      textColumn(
        'false alarms',
        metrics.map(({ falseAlarms: { times, checks: of } }) => `${times} of ${of}`),
      ),
      textColumn(
        'smallest slowdown found',
        metrics.map(({ detectable }) => (detectable === null ? 'none' : percent(detectable))),
      ),
    ]),
  );
  const { times, checks: all } = falseAlarms;
  return (
    `${table}\n` +
    `Any false alarm in ${times} of ${all} checks made up of these pairs, that is ${formatShare(times / all)}; allowed are ${formatShare(q)}.\n` +
    `Spread: standard deviation of a pair's ratio. A slowdown counts as found from ${percent(promisedPower)} of the checks on, when only that metric has it.\n`
  );
}
