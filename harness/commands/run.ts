import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, Failure, interruptionOf, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { capacityOf } from '../measure/fit.ts';
import type { Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import {
  allocateByPrecision,
  allocateRounds,
  blockCosts,
  roundOfAll,
  timesToRehearse,
} from '../plan/budget.ts';
import { BudgetClock } from '../plan/budget-clock.ts';
import { blockSpreads, precisionOf } from '../plan/budget-precision.ts';
import { blockOf, expandCells, type Cell } from '../plan/cases.ts';
import { orderEntries } from '../plan/order.ts';
import { planFormat, type Plan, type Precision } from '../store/plan.ts';
import { createRun } from '../store/run-folder.ts';
import { openBench } from './bench.ts';
import { controlSelections, findControlRuntimes } from './control.ts';
import { finishRun } from './finish-run.ts';
import { fitnessOn, refuseWhatDoesNotFit } from './fitness.ts';
import { recordMachine } from './machine.ts';
import { takePilots, takeRehearsals, type Rehearsed } from './pilots.ts';
import { budgetLines, planText, whyEqually } from './plan-text.ts';
import { Progress } from './progress.ts';
import { select, type SelectionRequest } from './selection.ts';
import type { Session } from './session.ts';
import { takeEntries } from './take-entries.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

/** With a budget and no --runs. More rounds narrow an interval but slowly, and time is better spent on other blocks. */
const budgetCeiling = 32;

export interface RunOptions extends SelectionRequest {
  readonly seed: number | null;
  /** Time to divide over the blocks, ns; `runs` is then the most rounds of any, where it is given. */
  readonly budgetNs: number | null;
  readonly timeLimitMs: number | null;
  readonly memoryLimitBytes: number | null;
  /** Parent of the run's folder, relative to the user's. */
  readonly out: string;
  readonly runtimeRequests: RuntimeRequests;
  readonly allowNodeOptions: boolean;
  /** Whether the control is taken in every round. */
  readonly control: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Measures what was asked for, into a new run's folder, and reports it. @returns the exit code. */
export async function run(options: RunOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const measured = await measureRun(options, session, progress);
  return measured.folder === null
    ? measured.exitCode
    : finishRun(measured.folder, options.json, session, progress);
}

/** Measures what was asked for, into a new run's folder; null: none was made, since only the plan was asked for or it was interrupted. */
export async function measureRun(
  options: RunOptions,
  session: Session,
  progress: Progress,
): Promise<{ readonly folder: string } | { readonly folder: null; readonly exitCode: number }> {
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { selections, runs } = select(options, scenarios);
  const report = (line: string): void => progress.line(line);
  const asked = await findRuntimes(selections, options.runtimeRequests, report);
  const control = options.control ? controlSelections(scenarios) : [];
  const runtimes = [
    ...asked,
    ...(await findControlRuntimes(control, asked, options.runtimeRequests, report)),
  ];
  const environment = await recordMachine(
    runtimes,
    session,
    options.dryRun ? null : await measureForeignCpu(),
  );
  const capacity = capacityOf(environment);
  const askedCells = expandCells(selections, runtimes, fitnessOn(capacity));
  const sizeIsNamed = scenarios.some(({ sizeParameter }) => sizeParameter in options.parameters);
  refuseWhatDoesNotFit(askedCells, scenarios, capacity, options.suite === null || sizeIsNamed);
  const askedIds = new Set(askedCells.map((cell) => cell.case.id));
  const controlCells = expandCells(control, runtimes, fitnessOn(capacity)).filter(
    (cell) => !askedIds.has(cell.case.id),
  );
  const cells = [...askedCells, ...controlCells];

  const seed = options.seed ?? session.randomSeed();
  const createdAt = session.now();
  const draft: Plan = {
    format: planFormat,
    version: packageVersion,
    runId: runIdOf(createdAt, session.randomSeed()),
    createdAt: createdAt.toISOString(),
    suite: options.suite,
    seed,
    runs,
    cases: cells.map((cell) => cell.case),
    entries: orderEntries(cells, runs, seed),
    settings: {},
    pilots: {},
    budgetNs: options.budgetNs,
    rehearsals: {},
    precision: null,
  };
  if (options.dryRun) {
    session.stdout.write(
      options.json
        ? `${JSON.stringify(draft, null, 2)}\n`
        : planText(draft, pilotedScenarios(draft, scenarios)),
    );
    return { folder: null, exitCode: exitCodes.pass };
  }

  const out = path.resolve(session.workingFolder, options.out);
  await checkWritable(out);
  for (const warning of environment.warnings) progress.line(`warning: ${warning}`);
  await using bench = await openBench(
    { ...options, cases: draft.cases, runtimes, capacity, dataLimitBytes: options.memoryLimitBytes },
    session,
    progress,
  );
  const clock =
    options.budgetNs === null ? null : new BudgetClock(options.budgetNs, () => performance.now() * 1e6);
  const { interrupt } = session;
  const pilots = await takePilots(cells, scenarios, bench.runner, progress, interrupt, () =>
    clock?.checkFits(0),
  );
  const ceiling = options.runs ?? budgetCeiling;
  const rehearsed =
    clock === null
      ? null
      : await takeRehearsals(
          { cells, repeated: askedCells, scenarios, settings: pilots.settings },
          bench.runner,
          progress,
          interrupt,
          {
            check: (round) => clock.checkFits(round),
            timesWanted: (roundNs, repeatNs) =>
              timesToRehearse({
                budgetNs: clock.budgetNs,
                leftNs: clock.leftNs(),
                roundNs,
                repeatNs,
                ceiling,
              }),
          },
        );
  if (interrupt.aborted) {
    progress.line('interrupted before the plan was settled: nothing was written');
    const exitCode = exitCodes[interruptionOf(interrupt)];
    return { folder: null, exitCode };
  }
  const settled: Plan = { ...draft, ...pilots };
  const plan =
    clock === null || rehearsed === null
      ? settled
      : withinBudget(settled, askedCells, controlCells, rehearsed, clock, ceiling, report);
  const { cleanup, firstTouch } = bench;
  const folder = await createRun(path.join(out, plan.runId), plan, {
    ...environment,
    cleanup,
    firstTouch,
  });
  progress.line(`run ${plan.runId}: ${plan.entries.length} samples, seed ${plan.seed}`);
  try {
    await takeEntries(plan, [], bench.runner, folder, progress, session.interrupt);
  } finally {
    await folder.close();
  }
  return { folder: folder.folder };
}

function pilotedScenarios({ cases }: Plan, scenarios: readonly Scenario[]): string[] {
  const planned = new Set(cases.map(({ scenario }) => scenario));
  return scenarios.filter(({ name, pilot }) => pilot !== null && planned.has(name)).map(({ name }) => name);
}

/** The plan with as many rounds of every block as the rest of the budget holds. */
function withinBudget(
  plan: Plan,
  askedCells: readonly Cell[],
  controlCells: readonly Cell[],
  { rehearsals, figures, times, repeatable }: Rehearsed,
  clock: BudgetClock,
  ceiling: number,
  report: (line: string) => void,
): Plan {
  const everyRound = new Set(controlCells.map((cell) => blockOf(cell.case)));
  const cells = [...askedCells, ...controlCells];
  const costs = blockCosts(cells, rehearsals, everyRound);
  const spreads = blockSpreads(askedCells, figures);
  const leftNs = clock.leftNs();
  const bySpread = allocateByPrecision(costs, spreads, leftNs, ceiling);
  const allocation = bySpread ?? allocateRounds(costs, leftNs, ceiling);
  if (allocation === null) throw clock.doesNotFit(roundOfAll(costs));
  const precision: Precision = {
    rehearsals: times,
    divided: bySpread === null ? 'equally' : 'by-spread',
    figures,
    blocks: precisionOf(costs, allocation, spreads),
  };
  const why = whyEqually(precision, repeatable, ceiling);
  for (const line of budgetLines(costs, precision, plan.cases, why, leftNs)) report(line);
  return {
    ...plan,
    runs: allocation.rounds,
    entries: orderEntries(cells, allocation.runs, plan.seed),
    rehearsals,
    precision,
  };
}

/** `20261121T093000Z-1f3a9c`: sorts by time, and two runs of one second differ. */
export function runIdOf(createdAt: Date, random: number): string {
  const time = createdAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${time}Z-${(random >>> 8).toString(16).padStart(6, '0')}`;
}

/** NODE_OPTIONS changes what is measured without a trace in the command. */
export function refuseNodeOptions(allowed: boolean, variables: Session['variables']): void {
  const value = variables['NODE_OPTIONS'];
  if (allowed || value === undefined || value === '') return;
  throw new Failure(
    'usage',
    `NODE_OPTIONS is set (${value}) and would change what is measured: unset it, or give --allow-node-options`,
  );
}

/** Before anything is measured: can a run's folder be made there at all? */
export async function checkWritable(out: string): Promise<void> {
  const trial = path.join(out, `.interleave-${process.pid}`);
  try {
    await makeFolder(out);
    const handle = await open(trial, 'w');
    try {
      await handle.writeFile('trial');
      await handle.sync();
    } finally {
      await handle.close();
      await rm(trial, { force: true });
    }
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write to ${out}: ${textOf(error)}; name another folder with --out, or free some space`,
      { cause: error },
    );
  }
}
