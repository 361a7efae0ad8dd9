import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { capacityOf } from '../measure/fit.ts';
import { packageVersion } from '../package-root.ts';
import { expandCells } from '../plan/cases.ts';
import { orderEntries } from '../plan/order.ts';
import { planFormat, type Plan } from '../store/plan.ts';
import { RunFolder } from '../store/run-folder.ts';
import { openBench } from './bench.ts';
import { controlSelections, findControlRuntimes } from './control.ts';
import { finishRun } from './finish-run.ts';
import { fitnessOn, refuseWhatDoesNotFit } from './fitness.ts';
import { recordMachine } from './machine.ts';
import { takePilots } from './pilots.ts';
import { planText } from './plan-text.ts';
import { Progress } from './progress.ts';
import { select, type SelectionRequest } from './selection.ts';
import type { Session } from './session.ts';
import { takeEntries } from './take-entries.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

export interface RunOptions extends SelectionRequest {
  readonly seed: number | null;
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

/** Measures what was asked for, into a new run's folder. @returns the exit code. */
export async function run(options: RunOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { selections, runs } = select(options, scenarios);
  const report = (line: string): void => progress.line(line);
  const asked = await findRuntimes(selections, options.runtimeRequests, report);
  const control = options.control ? controlSelections(scenarios, selections) : [];
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
  const cells = [...askedCells, ...expandCells(control, runtimes, fitnessOn(capacity))];

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
  };
  if (options.dryRun) {
    session.stdout.write(options.json ? `${JSON.stringify(draft, null, 2)}\n` : planText(draft));
    return exitCodes.pass;
  }

  const out = path.resolve(session.workingFolder, options.out);
  await checkWritable(out);
  for (const warning of environment.warnings) progress.line(`warning: ${warning}`);
  await using bench = await openBench(
    { ...options, cases: draft.cases, runtimes, capacity, dataLimitBytes: options.memoryLimitBytes },
    session,
    progress,
  );
  const pilots = await takePilots(cells, scenarios, bench.runner, progress, session.interrupt);
  if (session.interrupt.aborted) {
    progress.line('interrupted before the plan was settled: nothing was written');
    return session.interrupt.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  }
  const plan: Plan = { ...draft, ...pilots };
  const { cleanup, firstTouch } = bench;
  const folder = await RunFolder.create(path.join(out, plan.runId), plan, {
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
  return finishRun(folder.folder, options.json, session, progress);
}

/** `20261121T093000Z-1f3a9c`: sorts by time, and two runs of one second differ. */
function runIdOf(createdAt: Date, random: number): string {
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
async function checkWritable(out: string): Promise<void> {
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
