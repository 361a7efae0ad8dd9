import { exitCodes } from '../failure.ts';
import { promisedPower } from '../gate/calibration.ts';
import type { MetricVerdict } from '../gate/judge.ts';
import type { Policy } from '../gate/policy.ts';
import { readRevision } from '../measure/revision.ts';
import type { Scenario } from '../model.ts';
import { packageRoot } from '../package-root.ts';
import { plainTable, tableOfColumns, textColumn } from '../reports/text-table.ts';
import { binomialAtMost } from '../statistics/binomial-interval.ts';
import { readCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { PlannedCase } from '../store/plan.ts';
import { calibrated } from './check.ts';
import { writeCheckReports } from './finish-check.ts';
import { judgeStored } from './judge-check.ts';
import { measureArms, type ArmSource, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';

/** What is injected, as shares of the work. */
export const injectedSlowdowns = [0.05, 0.1, 0.2] as const;

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
  /** Metrics that more work moves: how many, and how many of them were called regressed. */
  readonly moved: number;
  readonly found: number;
  /** Those of them of which calibration promises as much, and how many of these were found. */
  readonly promised: number;
  readonly kept: number;
  /** Null: nothing was promised. */
  readonly keepsPromise: boolean | null;
  /** Neither found nor promised, or missed though promised. */
  readonly missed: readonly string[];
}

/**
 * Holds the gate to what calibration promises: the same programs on both sides, with so much more work in head. @returns the
 * exit code: 0 when every promise is kept, 1 when one is not, 3 when nothing was promised or the checks did not end.
 */
export async function selfTest(options: SelfTestOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const revision = await readRevision(packageRoot);
  const arm = (label: string): ArmSource => ({ label, revision, other: null });
  const results: SelfTestResult[] = [];
  for (const slowdown of injectedSlowdowns) {
    progress.line(`self-test: head does ${percent(slowdown)} more work`);
    const measured = await measureArms(
      options,
      {
        kind: 'self-test',
        base: arm('working tree'),
        head: arm(`working tree with ${percent(slowdown)} more work`),
        policy: options.policy,
        headOf: withMoreWork(slowdown),
        injected: slowdown,
        pairs: null,
        ...calibrated(options, session),
      },
      session,
      progress,
    );
    const judged = judgeStored(await readCheck(measured.folder), session, undefined, measured.ended);
    await writeCheckReports(measured.folder, judged);
    const verdicts = judged.cells.flatMap(({ metrics }) => metrics);
    const scenarios = session.sources.map(({ scenario }) => scenario);
    results.push(resultOf(slowdown, measured.folder, verdicts, measured.plan, scenarios));
    if (session.interrupt.aborted)
      return session.interrupt.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  }
  session.stdout.write(options.json ? `${JSON.stringify(results)}\n` : selfTestText(results));
  if (results.some(({ keepsPromise }) => keepsPromise === false)) return exitCodes.error;
  return results.every(({ keepsPromise }) => keepsPromise === true) ? exitCodes.pass : exitCodes.inconclusive;
}

/** The case with that share more of its tasks. */
export function withMoreWork(slowdown: number): (planned: PlannedCase, scenario: Scenario) => PlannedCase {
  return (planned, { sizeParameter }) => {
    const size = Number(planned.parameters[sizeParameter]);
    const parameters = { ...planned.parameters, [sizeParameter]: Math.round(size * (1 + slowdown)) };
    const { scenario, variant, runtime, runtimeVersion, regime } = planned;
    const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    const id = [scenario, variant, `${runtime}@${runtimeVersion}`, regime, ...values].join(' ');
    return { ...planned, id, parameters };
  };
}

/** Pure: what the verdicts of one check with more work in head come to. */
export function resultOf(
  slowdown: number,
  folder: string,
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
    moved: moved.length,
    found: moved.filter(isFound).length,
    promised: promised.length,
    kept,
    keepsPromise:
      promised.length === 0 ? null : binomialAtMost(kept, promised.length, promisedPower) >= leastChance,
    missed: moved
      .filter((one) => !isFound(one))
      .map(({ hypothesis: { cell, metric }, verdict, reason }) => `${cell} ${metric}: ${verdict}: ${reason}`),
  };
}

function selfTestText(results: readonly SelfTestResult[]): string {
  const words = (keeps: boolean | null): string =>
    keeps === null ? 'nothing was promised (interleave calibrate)' : keeps ? 'kept' : 'broken';
  const table = plainTable(
    tableOfColumns([
      textColumn(
        'injected',
        results.map(({ slowdown }) => percent(slowdown)),
      ),
      textColumn(
        'found',
        results.map(({ found, moved }) => `${found} of ${moved} metrics`),
      ),
      textColumn(
        'promised ones found',
        results.map(({ kept, promised }) => `${kept} of ${promised}`),
      ),
      textColumn(
        'promise',
        results.map(({ keepsPromise }) => words(keepsPromise)),
      ),
    ]),
  );
  const missed = results.flatMap(({ slowdown, missed: own }) =>
    own.map((line) => `${percent(slowdown)} was not found: ${line}\n`),
  );
  return `${table}\n${missed.join('')}Calibration promises to find a slowdown in ${percent(promisedPower)} of the checks.\n`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
