import { exitCodes, interruptionOf } from '../failure.ts';
import { promisedPower } from '../gate/calibration.ts';
import type { MetricVerdict } from '../gate/judge.ts';
import type { Policy } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import { packageRoot } from '../package-root.ts';
import { percent, percentOf } from '../percent.ts';
import { withParameters } from '../plan/cases.ts';
import { harmlessText } from '../reports/harmless-text.ts';
import { counted } from '../reports/quantity.ts';
import { plainTable, tableOfColumns, textColumn } from '../reports/text-table.ts';
import { readRevision } from '../revisions/revision.ts';
import { binomialAtMost } from '../statistics/binomial-interval.ts';
import { readCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { PlannedCase } from '../store/plan.ts';
import { writeCheckReports } from './finish-check.ts';
import { judgeStored } from './judge-check.ts';
import { calibrated } from './known-floors.ts';
import { measureArms, type ArmSource, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { workingArm } from './working-arm.ts';

/** What is injected, as shares of the work. */
const injectedSlowdowns = [0.05, 0.1, 0.2] as const;

/** Fewer found than this chance allows is no bad luck. */
const leastChance = 0.01;

export interface SelfTestOptions extends MeasuringOptions {
  readonly policy: Policy;
  readonly calibration: string | null;
  readonly json: boolean;
}

/** What one injected slowdown has shown. */
export interface SelfTestResult {
  readonly slowdown: number;
  readonly folder: string;
  /** Why its check ended early; null: it did not. */
  readonly ended: string | null;
  /** Metrics of which a program gave no result. */
  readonly crashed: number;
  /** Metrics that more work moves: how many, and how many of them were called regressed. */
  readonly moved: number;
  readonly found: number;
  /** Those of them of which calibration promises as much, and how many of these were found. */
  readonly promised: number;
  readonly kept: number;
  /** Null: nothing was promised, or the check did not end by itself. */
  readonly keepsPromise: boolean | null;
  /** Neither found nor promised, or missed though promised. */
  readonly missed: readonly string[];
}

/**
 * Holds the gate to what calibration promises: the same programs on both sides, with so much more work in head. @returns the
 * exit code: 0 when every promise is kept; 1 when one is not, or a program gave no result; 3 when nothing was promised or a
 * check did not end.
 */
export async function selfTest(options: SelfTestOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const results: SelfTestResult[] = [];
  // One for all of its checks.
  const arm = await workingArm('working tree', await readRevision(packageRoot), session, (line) =>
    progress.line(line),
  );
  try {
    for (const slowdown of injectedSlowdowns) {
      // The budget is a check's: with less time it would have other looks than the gate that it is a test of.
      const timed = { ...options, beganMs: performance.now() };
      results.push(await testOne(slowdown, arm, timed, session, progress));
      if (session.interrupt.aborted) break;
    }
  } finally {
    // What was found before an interruption, or before the time was too short for another check, is told too.
    if (results.length > 0)
      session.stdout.write(options.json ? `${JSON.stringify(results)}\n` : selfTestText(results));
  }
  return session.interrupt.aborted
    ? exitCodes[interruptionOf(session.interrupt)]
    : exitCodeOfSelfTest(results);
}

export function exitCodeOfSelfTest(results: readonly SelfTestResult[]): number {
  if (results.some(({ crashed, keepsPromise }) => crashed > 0 || keepsPromise === false))
    return exitCodes.error;
  return results.every(({ keepsPromise }) => keepsPromise === true) ? exitCodes.pass : exitCodes.inconclusive;
}

async function testOne(
  slowdown: number,
  arm: ArmSource,
  options: SelfTestOptions,
  session: Session,
  progress: Progress,
): Promise<SelfTestResult> {
  const more = `${percent(slowdown)} more work`;
  progress.line(`self-test: head does ${more}`);
  const { folder, plan, ended } = await measureArms(
    options,
    {
      kind: 'self-test',
      base: arm,
      head: { ...arm, label: `${arm.label} with ${more}` },
      policy: options.policy,
      headOf: withMoreWork(slowdown),
      injected: slowdown,
      pairs: null,
      ...calibrated(options, session),
    },
    session,
    progress,
  );
  const judged = judgeStored(await readCheck(folder), session, undefined, ended);
  await writeCheckReports(folder, judged, progress);
  const verdicts = judged.cells.flatMap(({ metrics }) => metrics);
  const crashed = judged.result.reasons.filter(({ kind }) => kind === 'crashed').length;
  return resultOf({ slowdown, folder, ended, crashed }, verdicts, plan, judged.scenarios);
}

/** The case with that share more of its tasks. */
export function withMoreWork(slowdown: number): (planned: PlannedCase, scenario: Scenario) => PlannedCase {
  return (planned, { sizeParameter }) => {
    const size = Number(planned.parameters[sizeParameter]);
    return withParameters(planned, { [sizeParameter]: Math.round(size * (1 + slowdown)) });
  };
}

/** Pure: what the verdicts of one check with more work in head come to. */
export function resultOf(
  { slowdown, folder, ended, crashed }: Pick<SelfTestResult, 'slowdown' | 'folder' | 'ended' | 'crashed'>,
  verdicts: readonly MetricVerdict[],
  { cells }: Pick<CheckPlan, 'cells'>,
  scenarios: readonly Scenario[],
): SelfTestResult {
  const grows = ({ hypothesis: { cell, metric } }: MetricVerdict): boolean => {
    const name = cells.find(({ id }) => id === cell)?.head.scenario;
    const gated = scenarios.find((scenario) => scenario.name === name)?.gated ?? [];
    return gated.some((one) => one.metric === metric && one.growsWithSize);
  };
  const moved = verdicts.filter(grows);
  const isFound = ({ verdict }: MetricVerdict): boolean => verdict === 'regressed';
  const promised = moved.filter(({ floor }) => floor !== null && (floor.detectable ?? Infinity) <= slowdown);
  const kept = promised.filter(isFound).length;
  return {
    slowdown,
    folder,
    ended,
    crashed,
    moved: moved.length,
    found: moved.filter(isFound).length,
    promised: promised.length,
    kept,
    keepsPromise:
      promised.length === 0 || ended !== null
        ? null
        : binomialAtMost(kept, promised.length, promisedPower) >= leastChance,
    missed: moved
      .filter((one) => !isFound(one))
      .map(
        ({ hypothesis: { cell, metric }, verdict, reason, estimate }) =>
          `${cell} ${metric}: ${verdict}: ${reason}${estimate === null ? '' : `; it came to ${percentOf(estimate)}`}`,
      ),
  };
}

export function selfTestText(results: readonly SelfTestResult[]): string {
  const column = (title: string, textOf: (result: SelfTestResult) => string) =>
    textColumn(title, results.map(textOf));
  const table = plainTable(
    tableOfColumns([
      column('injected', ({ slowdown }) => percent(slowdown)),
      column('found', ({ found, moved }) => `${found} of ${moved} metrics`),
      column('promised ones found', ({ kept, promised }) => `${kept} of ${promised}`),
      column('promise', promiseText),
    ]),
  );
  // What a failing program says stands in the reasons.
  const missed = results.flatMap(({ slowdown, missed: own }) =>
    own.map((line) => `${harmlessText(`${percent(slowdown)} was not found: ${line}`)}\n`),
  );
  return (
    `${table}\n${missed.join('')}` +
    `Calibration promises to find a slowdown in ${percent(promisedPower)} of the checks. Where it promises nothing, it does not know these metrics (interleave calibrate), or cannot see so little in them. What does not grow with the work, such as a runtime's own memory, makes less than was injected of it.\n`
  );
}

function promiseText({ crashed, ended, keepsPromise }: SelfTestResult): string {
  const crashes = crashed === 0 ? '' : `, and ${counted(crashed, 'metric')} without a result`;
  if (ended !== null) return `not decided: ${ended}${crashes}`;
  if (keepsPromise === null) return `nothing was promised${crashes}`;
  return `${keepsPromise ? 'kept' : 'broken'}${crashes}`;
}
