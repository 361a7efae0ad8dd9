import { exitCodes, interruptionOf } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { gateUnpaired, judgeUnpaired, type UnpairedCell } from '../gate/unpaired.ts';
import type { Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { verdictsJson } from '../reports/check-json.ts';
import { checkMd } from '../reports/check-markdown.ts';
import { exitCodeOf } from '../reports/check-view.ts';
import type { JudgedCheck } from '../reports/judged-check.ts';
import type { Run } from '../reports/report.ts';
import type { Baseline } from '../store/baseline.ts';
import { checkFormat, type CheckCell } from '../store/check-plan.ts';
import { openRun } from '../store/run-folder.ts';
import { readBaseline } from './baseline.ts';
import { askedOf, baselineCells, measuredCases } from './baseline-cells.ts';
import { checkCells, withProbe } from './check-cells.ts';
import { controlScenario } from './control.ts';
import { printCheck, writeCheckReports, type CheckOutput } from './finish-check.ts';
import { runOf, writeReports } from './finish-run.ts';
import type { MeasuringOptions } from './measure-arms.ts';
import { otherMachine } from './other-machine.ts';
import { Progress } from './progress.ts';
import { measureRun } from './run.ts';
import type { Session } from './session.ts';

export interface CheckBaselineOptions extends MeasuringOptions {
  /** The baseline's file. */
  readonly baseline: string;
  readonly policy: Policy;
  readonly output: CheckOutput;
}

/** Rounds of head: so many that one regression among ten metrics can show. */
const headRuns = 20;

/**
 * Measures the working tree and holds it against a stored baseline. The two were measured at different times, so that nothing
 * is paired. @returns the exit code.
 */
export async function checkBaseline(options: CheckBaselineOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const stored = await readBaseline(options.baseline, session);
  const measured = await measureRun(
    { ...options, runs: headRuns, control: true, dryRun: false, json: false },
    session,
    progress,
  );
  if (measured.folder === null) return measured.exitCode;
  const { folder } = measured;
  const run = runOf(await openRun(folder), session);
  await writeReports(folder, run, (line) => progress.line(line));
  progress.line(`reports: ${folder}`);
  if (session.interrupt.aborted) return exitCodes[interruptionOf(session.interrupt)];
  // The control comes with every run, whatever was asked for.
  const scenarios = session.sources
    .map(({ scenario }) => scenario)
    .filter(({ name }) => name !== controlScenario);
  const judged = judgedAgainst(stored, run, options, scenarios);
  await writeCheckReports(folder, judged, progress, [verdictsJson, checkMd]);
  await printCheck(judged, options.output, session);
  return exitCodeOf(judged);
}

function judgedAgainst(
  stored: Baseline,
  run: Run,
  options: CheckBaselineOptions,
  scenarios: readonly Scenario[],
): JudgedCheck {
  const { policy, budgetNs, timeLimitMs, memoryLimitBytes, allowNodeOptions } = options;
  const { cells: unpaired, oneSided } = baselineCells(
    askedOf(stored, run, options, scenarios),
    run,
    policy,
    scenarios,
  );
  const cells = judgeUnpaired(unpaired, policy, otherMachine(stored.environment, run.environment));
  return {
    plan: {
      format: checkFormat,
      version: packageVersion,
      checkId: run.plan.runId,
      createdAt: run.plan.createdAt,
      kind: 'check',
      suite: run.plan.suite,
      seed: run.plan.seed,
      arms: {
        base: { label: `baseline ${stored.name}`, revision: stored.revision },
        head: { label: 'working tree', revision: run.environment.revision ?? null },
      },
      cells: judgedCells(run, unpaired, policy, scenarios),
      oneSided,
      policy,
      looks: [],
      floors: [],
      calibration: null,
      settings: {},
      pairNs: {},
      budgetNs,
      limits: { timeLimitMs, memoryLimitBytes, allowNodeOptions },
      injected: null,
    },
    pairing: 'unpaired',
    environment: run.environment,
    lines: [],
    evidence: unpaired.map(({ cell, hypotheses }) => ({ cell, hypotheses, pairs: [] })),
    cells,
    result: gateUnpaired(cells, { oneSided }, policy),
    scenarios: run.scenarios,
  };
}

/** The cells that were judged, as the reports want them: both sides are the case of the working tree. */
function judgedCells(
  run: Run,
  unpaired: readonly UnpairedCell[],
  policy: Policy,
  scenarios: readonly Scenario[],
): CheckCell[] {
  const judged = new Set(unpaired.map(({ cell }) => cell));
  const measured = measuredCases(run)
    .filter((one) => scenarios.some(({ name }) => name === one.case.scenario))
    .map((one) => ({ case: one.case, probes: [one.probe] }));
  return (
    checkCells(measured, scenarios, policy)
      // Of several versions of a runtime each is a cell of its own.
      .map((cell) => (judged.has(cell.id) ? cell : { ...cell, id: withProbe(cell.base.id, cell.probe) }))
      .filter(({ id }) => judged.has(id))
  );
}
