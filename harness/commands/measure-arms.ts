import path from 'node:path';
import { Failure } from '../failure.ts';
import { hypothesesOf } from '../gate/check-evidence.ts';
import type { Floor } from '../gate/evidence.ts';
import type { Policy } from '../gate/policy.ts';
import { wantedBy } from '../gate/wanted-pairs.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { capacityOf, type Capacity } from '../measure/fit.ts';
import type { Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { expandCells } from '../plan/cases.ts';
import { interruptionBy } from '../revisions/interruption.ts';
import type { Snapshot } from '../revisions/snapshot.ts';
import type { FoundRuntime, ScenarioSource } from '../runtimes/runtime.ts';
import { planLooks, type Look } from '../statistics/alpha-plan.ts';
import { createCheck, type PairLine } from '../store/check-folder.ts';
import { checkFormat, type CheckPlan } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { Revision } from '../store/revision.ts';
import type { Listing } from './base-listing.ts';
import { armText, openBench } from './bench.ts';
import { checkCells } from './check-cells.ts';
import { comparedCells } from './compared-cells.ts';
import { fitnessOn, refuseWhatDoesNotFit } from './fitness.ts';
import { recordMachine } from './machine.ts';
import { refuseMissingPrograms } from './missing-programs.ts';
import { formatDuration, type Progress } from './progress.ts';
import { rehearsePairs, type RehearsedPairs } from './rehearse-pairs.ts';
import { roundNs } from './round-time.ts';
import { checkWritable, refuseNodeOptions, runIdOf } from './run.ts';
import { select, type SelectionRequest } from './selection.ts';
import type { Session } from './session.ts';
import { planWithin, refuseTooFewPairs, settleLooks } from './settle-looks.ts';
import { takePairs } from './take-pairs.ts';
import { TimeBudget } from './time-budget.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

export interface MeasuringOptions extends SelectionRequest {
  readonly seed: number | null;
  /** Of everything since `beganMs`, ns; null: no limit. */
  readonly budgetNs: number | null;
  /** When the command began, by performance.now(): checking out, installing and building count, too. */
  readonly beganMs: number;
  readonly timeLimitMs: number | null;
  readonly memoryLimitBytes: number | null;
  /** Parent of the check's folder, relative to the user's. */
  readonly out: string;
  readonly runtimeRequests: RuntimeRequests;
  readonly allowNodeOptions: boolean;
}

/** One side of what is compared. */
export interface ArmSource {
  readonly label: string;
  readonly revision: Revision | null;
  /** Its programs and what it says that it can measure; null: those of the session, all of which it can. */
  readonly other: { readonly sources: readonly ScenarioSource[]; readonly listing: Listing | null } | null;
  /** The copy that is measured; null: the tree as it stands. */
  readonly snapshot?: Snapshot | null;
}

export interface ArmsRequest {
  readonly kind: CheckPlan['kind'];
  readonly base: ArmSource;
  readonly head: ArmSource;
  readonly policy: Policy;
  /** What the policy's files of both sides make of the gate; without it, they are not compared. */
  readonly gates?: CheckPlan['gates'];
  /** The case that head measures instead, e.g. with more work. */
  readonly headOf?: (planned: PlannedCase, scenario: Scenario) => PlannedCase;
  /** The slowdown that this is, as a share. */
  readonly injected: number | null;
  /** Pairs of every cell, whatever they show; null: until the judge has decided. */
  readonly pairs: number | null;
  /** What calibration knows of these cells on this machine. */
  readonly calibrationOf: (environment: Environment) => Promise<KnownFloors>;
  /** What may be expected of the plan, in lines for people. */
  readonly expectations: (plan: CheckPlan) => readonly string[];
}

export interface KnownFloors {
  readonly id: string | null;
  /** For the looks that the plan settled. */
  readonly floorsFor: (plan: Pick<CheckPlan, 'cells' | 'looks' | 'policy'>) => readonly Floor[];
}

export interface MeasuredArms {
  readonly folder: string;
  readonly plan: CheckPlan;
  readonly environment: Environment;
  readonly lines: readonly PairLine[];
  /** Why it ended early; null: it did not. */
  readonly ended: string | null;
}

/** Measures two arms in adjacent pairs of random order, into a new folder. */
export async function measureArms(
  options: MeasuringOptions,
  request: ArmsRequest,
  session: Session,
  progress: Progress,
): Promise<MeasuredArms> {
  const { interrupt } = session;
  const report = (line: string): void => progress.line(line);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const prepared = await prepare(options, request, session, report);
  const { cells, machine, runtimes, capacity } = prepared;
  using budget = new TimeBudget(options, interrupt);
  await using bench = await openBench(
    {
      ...options,
      cases: cells.flatMap(({ base, head }) => [base, head]),
      runtimes,
      capacity,
      dataLimitBytes: options.memoryLimitBytes,
    },
    { ...session, interrupt: budget.stop, sources: request.head.other?.sources ?? session.sources },
    progress,
    {
      // Both arms of a calibration are one copy, which one runner starts.
      sources: request.base.other === request.head.other ? null : (request.base.other?.sources ?? null),
      label: armText('base', request.base),
      headLabel: armText('head', request.head),
    },
  );
  const runners = { base: bench.baseRunner, head: bench.runner };
  const rehearsed = await rehearsePairs(cells, { scenarios, runners, progress, interrupt: budget.stop });
  if (interrupt.aborted) throw interruptionBy(interrupt, 'pairs were rehearsed: nothing was written');
  if (budget.hasCut) throw usedUp(options, rehearsed);
  if (rehearsed.cells.length === 0)
    throw new Failure('inconclusive', 'nothing is left to compare: no cell has a gated metric with a value');
  const environment = { ...machine, cleanup: bench.cleanup, firstTouch: bench.firstTouch };
  const known = await request.calibrationOf(environment);
  const plan = planOf(options, request, session, { ...prepared, ...rehearsed, known, budget });
  for (const line of request.expectations(plan)) report(line);
  const folder = await createCheck(path.join(prepared.out, plan.checkId), plan, environment);
  report(startText(plan));
  try {
    const { lines, ended } = await takePairs(
      { plan, scenarios, runners, folder, progress, interrupt, isOver: () => budget.leftNs < 0 },
      [],
      wantedBy(plan, request.pairs),
    );
    return { folder: folder.folder, plan, environment, lines, ended };
  } finally {
    await folder.close();
  }
}

/** What is settled before anything is built. */
interface Prepared extends ReturnType<typeof comparedCells> {
  readonly runtimes: readonly FoundRuntime[];
  readonly machine: Environment;
  readonly capacity: Capacity;
  /** The folder of the check's folder. */
  readonly out: string;
}

/** @throws Failure for what cannot be measured or judged as it was asked for */
async function prepare(
  options: MeasuringOptions,
  { base, head, policy, headOf, pairs }: ArmsRequest,
  session: Session,
  report: (line: string) => void,
): Promise<Prepared> {
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { selections } = select(options, scenarios);
  const runtimes = await findRuntimes(selections, options.runtimeRequests, report);
  refuseSeveralVersions(runtimes);
  const out = path.resolve(session.workingFolder, options.out);
  await checkWritable(out);
  const machine = await recordMachine(runtimes, session, await measureForeignCpu());
  const capacity = capacityOf(machine);
  const planned = expandCells(selections, runtimes, fitnessOn(capacity));
  const sizeIsNamed = scenarios.some(({ sizeParameter }) => sizeParameter in options.parameters);
  refuseWhatDoesNotFit(planned, scenarios, capacity, options.suite === null || sizeIsNamed);
  const listings = { base: base.other?.listing ?? null, head: head.other?.listing ?? null };
  const gated = checkCells(planned, scenarios, policy, headOf);
  const compared = comparedCells({ ...options, policy, planned, gated, listings }, scenarios);
  for (const { case: id, side } of compared.oneSided) report(`not measured: ${side}: ${id}`);
  if (compared.cells.length === 0)
    throw new Failure('inconclusive', 'nothing is left to compare: no gated cell is in both revisions');
  refuseMissingPrograms(compared.cells, { base, head });
  if (pairs === null) refuseTooFewPairs(compared.cells.flatMap(hypothesesOf).length, policy);
  for (const warning of machine.warnings) report(`warning: ${warning}`);
  return { ...compared, runtimes, machine, capacity, out };
}

/** All of the plan that the command line and the request do not say. */
interface Settled extends Pick<CheckPlan, 'cells' | 'oneSided' | 'settings' | 'pairNs'> {
  readonly ungated: NonNullable<CheckPlan['ungated']>;
  readonly failed: RehearsedPairs['failed'];
  readonly known: KnownFloors;
  readonly budget: Pick<TimeBudget, 'leftNs'>;
}

function planOf(
  options: MeasuringOptions,
  { kind, base, head, policy, gates = null, injected, pairs }: ArmsRequest,
  session: Session,
  { cells, oneSided, settings, pairNs, ungated, failed, known, budget }: Settled,
): CheckPlan {
  const createdAt = session.now();
  const hypotheses = cells.flatMap(hypothesesOf).length;
  const looksWithin = (leftNs: number): Look[] =>
    pairs === null
      ? settleLooks(hypotheses, policy, roundNs({ pairNs }), leftNs, failed)
      : // So many are taken whether there is a look at them or not.
        planLooks(hypotheses, policy.q, Math.min(policy.mostPairs, pairs));
  const { looks, floors } = planWithin(budget, looksWithin, (found) => [
    ...known.floorsFor({ cells, looks: found, policy }),
  ]);
  const { timeLimitMs, memoryLimitBytes, allowNodeOptions } = options;
  return {
    format: checkFormat,
    version: packageVersion,
    checkId: runIdOf(createdAt, session.randomSeed()),
    createdAt: createdAt.toISOString(),
    kind,
    suite: options.suite,
    seed: options.seed ?? session.randomSeed(),
    arms: { base: plain(base), head: plain(head) },
    cells,
    ungated,
    oneSided,
    policy,
    gates,
    looks,
    floors,
    calibration: known.id,
    settings,
    pairNs,
    budgetNs: options.budgetNs,
    limits: { timeLimitMs, memoryLimitBytes, allowNodeOptions },
    injected,
  };
}

/** A sample may take longer than the whole budget, so that a program that hangs and one that needs its time look alike by then. */
function usedUp({ budgetNs }: MeasuringOptions, { cutShort }: RehearsedPairs): Failure {
  const when = cutShort === null ? 'before anything was rehearsed' : `while ${cutShort}, and cut it short`;
  return new Failure(
    'doesNotFit',
    `--budget: ${formatDuration((budgetNs ?? 0) / 1e6)} were used up ${when}: give a longer budget, by which it either ends or is told to hang, or a shorter --timeout, the limit of a single sample`,
  );
}

function startText({ kind, checkId, cells, seed, looks }: CheckPlan): string {
  const at = looks.map(({ pairs }) => pairs).join(', ');
  return `${kind} ${checkId}: ${cells.length} cells, seed ${seed}, ${at === '' ? 'no looks' : `looks at ${at} pairs`}`;
}

function plain({ label, revision, snapshot = null }: ArmSource): CheckPlan['arms']['base'] {
  return { label, revision, digest: snapshot?.digest ?? null };
}

/** A runtime of two versions would be compared with itself; that is what `compare` is for. */
function refuseSeveralVersions(runtimes: readonly FoundRuntime[]): void {
  for (const [runtime, own] of Map.groupBy(runtimes, (one) => one.runtime)) {
    if (own.length === 1) continue;
    const versions = own.map(({ version }) => version).join(' and ');
    throw new Failure(
      'usage',
      `--${runtime}: expected one version, with which both arms are measured, received ${versions}; to compare versions, measure both (interleave run --${runtime} A --${runtime} B) and give the run to interleave compare`,
    );
  }
}
