import { exitCodes } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { gateUnpaired, judgeUnpaired, type UnpairedCell } from '../gate/unpaired.ts';
import type { Probe, Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { exitCodeOf } from '../reports/check-view.ts';
import type { JudgedCheck } from '../reports/judged-check.ts';
import type { Run } from '../reports/report.ts';
import type { Baseline } from '../store/baseline.ts';
import { checkFormat, type CheckCell } from '../store/check-plan.ts';
import { readRun } from '../store/run-folder.ts';
import { readBaseline } from './baseline.ts';
import { baselineCells, measuredCases } from './baseline-cells.ts';
import { checkCells } from './check-cells.ts';
import { controlScenario } from './control.ts';
import { printCheck, type CheckOutput } from './finish-check.ts';
import { runOf, writeReports } from './finish-run.ts';
import type { MeasuringOptions } from './measure-arms.ts';
import { otherMachine } from './other-machine.ts';
import { Progress } from './progress.ts';
import { measureRun } from './run.ts';
import { chooseScenarios } from './selection.ts';
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
  const storedRun = await readRun(measured.folder);
  const run = runOf(storedRun, session);
  await writeReports(measured.folder, run);
  progress.line(`reports: ${measured.folder}`);
  if (session.interrupt.aborted)
    return session.interrupt.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  const asked = askedOf(stored, options, session);
  // The control comes with every run, whatever was asked for.
  const scenarios = scenariosOf(session).filter(({ name }) => name !== controlScenario);
  const { cells: unpaired, oneSided } = baselineCells(asked, run, options.policy, scenarios);
  const machine = otherMachine(stored.environment, run.environment);
  const cells = judgeUnpaired(unpaired, options.policy, machine);
  const judged: JudgedCheck = {
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
      cells: judgedCells(run, unpaired, options.policy, scenarios),
      oneSided,
      policy: options.policy,
      looks: [],
      floors: [],
      calibration: null,
      settings: {},
      pairNs: {},
      budgetNs: options.budgetNs,
      injected: null,
    },
    environment: run.environment,
    lines: [],
    evidence: unpaired.map(({ cell, hypotheses }) => ({ cell, hypotheses, pairs: [] })),
    cells,
    result: gateUnpaired(cells, oneSided, options.policy),
    scenarios: run.scenarios,
  };
  await printCheck(judged, options.output, session);
  if (!options.policy.allowUnpaired) progress.line(judged.result.reasons[0] ?? '');
  return exitCodeOf(judged);
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

function withProbe(id: string, probe: Probe): string {
  return id + (probe === 'memory' ? '' : ` ${probe}`);
}

function scenariosOf({ sources }: Session): Scenario[] {
  return sources.map(({ scenario }) => scenario);
}

/** What targets leave out is not missing. */
function askedOf(baseline: Baseline, { targets }: MeasuringOptions, session: Session): Baseline {
  // Refuses what is no target.
  chooseScenarios({ targets, suite: null, probe: null }, [], scenariosOf(session));
  if (targets.length === 0) return baseline;
  return {
    ...baseline,
    cases: baseline.cases.filter(({ case: { scenario, variant } }) =>
      targets.some((target) => `${scenario}/${variant}/`.startsWith(`${target.replace(/\/$/, '')}/`)),
    ),
  };
}
