import path from 'node:path';
import { Failure } from '../failure.ts';
import type { Arm, CellEvidence, Floor } from '../gate/evidence.ts';
import type { OneSided } from '../gate/gate.ts';
import { judgeCheck } from '../gate/judge.ts';
import type { Policy } from '../gate/policy.ts';
import { hypothesesOf } from '../gate/check-evidence.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { capacityOf } from '../measure/fit.ts';
import type { Runner } from '../measure/runner.ts';
import { metricValue } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { expandCells } from '../plan/cases.ts';
import type { FoundRuntime, ScenarioSource } from '../runtimes/runtime.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import { createCheck, type PairLine } from '../store/check-folder.ts';
import { checkFormat, type CheckCell, type CheckPlan, type Revision } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import type { PlannedCase } from '../store/plan.ts';
import { inTermsOf, has, removedCells, type Listing } from './base-listing.ts';
import { openBench } from './bench.ts';
import { cellId, checkCells } from './check-cells.ts';
import { fitnessOn, refuseWhatDoesNotFit } from './fitness.ts';
import { recordMachine } from './machine.ts';
import { takePilots } from './pilots.ts';
import { formatDuration, type Progress } from './progress.ts';
import { checkWritable, refuseNodeOptions, runIdOf } from './run.ts';
import { chooseScenarios, select, type SelectionRequest } from './selection.ts';
import type { Session } from './session.ts';
import { takePairs } from './take-pairs.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

/** Kept back of a time budget: samples vary, and reports are written after the last of them. */
const reserveMs = 2_000;

export interface MeasuringOptions extends SelectionRequest {
  readonly seed: number | null;
  /** Of everything, ns; null: no limit. */
  readonly budgetNs: number | null;
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
  readonly other: { readonly sources: readonly ScenarioSource[]; readonly listing: Listing } | null;
}

export interface ArmsRequest {
  readonly kind: CheckPlan['kind'];
  readonly base: ArmSource;
  readonly head: ArmSource;
  readonly policy: Policy;
  /** The case that head measures instead, e.g. with more work. */
  readonly headOf?: (planned: PlannedCase, scenario: Scenario) => PlannedCase;
  /** The slowdown that this is, as a share. */
  readonly injected: number | null;
  /** Pairs of every cell, whatever they show; null: until the judge has decided. */
  readonly pairs: number | null;
  /** What calibration knows of these cells on this machine. */
  readonly calibrationOf: (environment: Environment) => Promise<KnownFloors>;
  /** Told when all is settled, before the first pair. */
  readonly announce: (plan: CheckPlan) => readonly string[];
}

export interface KnownFloors {
  readonly id: string | null;
  readonly floors: readonly Floor[];
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
  const began = performance.now();
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { selections } = select(options, scenarios);
  const report = (line: string): void => progress.line(line);
  const runtimes = await findRuntimes(selections, options.runtimeRequests, report);
  refuseSeveralVersions(runtimes);
  const out = path.resolve(session.workingFolder, options.out);
  await checkWritable(out);
  const machine = await recordMachine(runtimes, session, await measureForeignCpu());
  const capacity = capacityOf(machine);
  const planned = expandCells(selections, runtimes, fitnessOn(capacity));
  const sizeIsNamed = scenarios.some(({ sizeParameter }) => sizeParameter in options.parameters);
  refuseWhatDoesNotFit(planned, scenarios, capacity, options.suite === null || sizeIsNamed);
  const { cells, oneSided } = sides(
    checkCells(planned, scenarios, request.policy, request.headOf),
    request,
    options,
    scenarios,
  );
  for (const { case: id, side } of oneSided) report(`not measured: ${side}: ${id}`);
  if (cells.length === 0)
    throw new Failure('inconclusive', 'nothing is left to compare: no gated cell is in both revisions');
  for (const warning of machine.warnings) report(`warning: ${warning}`);
  await using bench = await openBench(
    {
      ...options,
      cases: cells.flatMap(({ base, head }) => [base, head]),
      runtimes,
      capacity,
      dataLimitBytes: options.memoryLimitBytes,
    },
    { ...session, sources: request.head.other?.sources ?? session.sources },
    progress,
    request.base.other?.sources ?? null,
  );
  const runners = { base: bench.baseRunner, head: bench.runner };
  const settings = await settle(cells, scenarios, runners, progress, session.interrupt);
  const rehearsed = await rehearse(cells, scenarios, runners, settings, progress, session.interrupt);
  if (session.interrupt.aborted) throw interrupted(session.interrupt);
  const environment = { ...machine, cleanup: bench.cleanup, firstTouch: bench.firstTouch };
  const known = await request.calibrationOf(environment);
  const createdAt = session.now();
  const draft: CheckPlan = {
    format: checkFormat,
    version: packageVersion,
    checkId: runIdOf(createdAt, session.randomSeed()),
    createdAt: createdAt.toISOString(),
    kind: request.kind,
    suite: options.suite,
    seed: options.seed ?? session.randomSeed(),
    arms: { base: plain(request.base), head: plain(request.head) },
    cells: rehearsed.cells,
    oneSided,
    policy: request.policy,
    looks: [],
    floors: known.floors.filter(({ cell }) => rehearsed.cells.some(({ id }) => id === cell)),
    calibration: known.id,
    settings,
    pairNs: rehearsed.pairNs,
    budgetNs: options.budgetNs,
    injected: request.injected,
  };
  const overAt = options.budgetNs === null ? Infinity : began + options.budgetNs / 1e6 - reserveMs;
  const plan: CheckPlan = { ...draft, looks: settleLooks(draft, overAt - performance.now()) };
  for (const line of request.announce(plan)) report(line);
  const folder = await createCheck(path.join(out, plan.checkId), plan, environment);
  report(
    `${request.kind} ${plan.checkId}: ${plan.cells.length} cells, seed ${plan.seed}, looks at ${plan.looks.map(({ pairs }) => pairs).join(', ')} pairs`,
  );
  try {
    const { lines, ended } = await takePairs(
      {
        plan,
        scenarios,
        runners,
        folder,
        progress,
        interrupt: session.interrupt,
        isOver: () => performance.now() > overAt,
      },
      [],
      wantedBy(plan, request.pairs),
    );
    return { folder: folder.folder, plan, environment, lines, ended };
  } finally {
    await folder.close();
  }
}

/**
 * The cells that want another pair. A fixed number is a number of quiet pairs, within the policy's limit of repeats; else the
 * judge decides at its looks.
 */
export function wantedBy(
  plan: CheckPlan,
  pairs: number | null,
): (evidence: readonly CellEvidence[]) => readonly string[] {
  if (pairs === null) {
    return (evidence) => {
      const outcome = judgeCheck(evidence, plan);
      return outcome.state === 'closed' ? [] : [...outcome.wanted.keys()];
    };
  }
  const most = Math.ceil(pairs * plan.policy.noise.mostRepeats);
  return (evidence) =>
    evidence
      .filter((cell) => {
        const quiet = cell.pairs.filter(
          (pair) => pair.state === 'measured' && pair.noisy.base === null && pair.noisy.head === null,
        );
        const failed = cell.pairs.some(({ state }) => state === 'failed');
        return !failed && quiet.length < pairs && cell.pairs.length < most;
      })
      .map(({ cell }) => cell);
}

function plain({ label, revision }: ArmSource): CheckPlan['arms']['base'] {
  return { label, revision };
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

/** The cells that both sides can measure, and the cases that only one of them has. */
function sides(
  all: readonly CheckCell[],
  { base, head }: ArmsRequest,
  options: MeasuringOptions,
  scenarios: readonly Scenario[],
): { readonly cells: readonly CheckCell[]; readonly oneSided: OneSided[] } {
  const listingOf = ({ other }: ArmSource): Listing | null =>
    other === null ? null : inTermsOf(scenarios, other.listing);
  const [then, now] = [listingOf(base), listingOf(head)];
  const cells = all.filter((cell) => now === null || has(now, cell.head));
  if (then === null) return { cells, oneSided: [] };
  const both = cells.filter((cell) => has(then, cell.base));
  const added = cells.filter((cell) => !both.includes(cell)).map((cell) => cellId(cell.base));
  const present = new Set(cells.map((cell) => cellId(cell.base)));
  const removed =
    options.suite === null ? [] : removedCells(then, options.suite, chosenBy(options, scenarios), present);
  return {
    cells: both,
    oneSided: [...[...new Set(added)].map((id) => ({ case: id, side: 'new' as const })), ...removed],
  };
}

/** Whether a scenario and variant of the other revision are among what was asked for; those that only it has are, too. */
function chosenBy(
  { targets, suite, probe, parameters, regimes }: MeasuringOptions,
  scenarios: readonly Scenario[],
): (scenario: string, variant: string) => boolean {
  // With other values than the suite's there is nothing to miss.
  if (Object.keys(parameters).length > 0 || regimes !== null || probe !== null) return () => false;
  const named = new Set(chooseScenarios({ targets, suite, probe }, [], scenarios).map(({ name }) => name));
  if (targets.length === 0) return () => true;
  return (scenario, variant) =>
    named.has(scenario) &&
    targets.some((target) => `${scenario}/${variant}/`.startsWith(`${target.replace(/\/$/, '')}/`));
}

/** Both arms wait equally long: as long as the slower one needs. */
async function settle(
  cells: readonly CheckCell[],
  scenarios: readonly Scenario[],
  runners: Readonly<Record<Arm, Runner>>,
  progress: Progress,
  interrupt: AbortSignal,
): Promise<CheckPlan['settings']> {
  const settings: CheckPlan['settings'] = {};
  for (const arm of ['base', 'head'] as const) {
    const cases = new Map(cells.map((cell) => [cell[arm].id, cell[arm]]));
    const piloted = await takePilots(
      [...cases.values()].map((planned) => ({ case: planned, probes: ['memory'] })),
      scenarios,
      runners[arm],
      progress,
      interrupt,
    );
    for (const cell of cells) {
      const own = piloted.settings[cell[arm].id];
      if (own === undefined) continue;
      const known = settings[cell.id] ?? {};
      settings[cell.id] = Object.fromEntries(
        Object.entries(own).map(([name, value]) => [name, Math.max(value, known[name] ?? 0)]),
      );
    }
  }
  return settings;
}

/** Tries every cell in both arms once: what a pair takes, and which metrics it has. Later samples find the files in memory. */
async function rehearse(
  cells: readonly CheckCell[],
  scenarios: readonly Scenario[],
  runners: Readonly<Record<Arm, Runner>>,
  settings: CheckPlan['settings'],
  progress: Progress,
  interrupt: AbortSignal,
): Promise<{ readonly cells: CheckCell[]; readonly pairNs: Record<string, number> }> {
  const pairNs: Record<string, number> = {};
  const kept: CheckCell[] = [];
  for (const [index, cell] of cells.entries()) {
    const samples = [];
    for (const arm of ['base', 'head'] as const) {
      if (interrupt.aborted || cell[arm].skip !== null) continue;
      progress.state(`rehearsal ${index + 1} of ${cells.length}: ${cell.id} ${arm}`);
      const { wallNs, sample } = await runners[arm].rehearse(
        cell[arm],
        cell.probe,
        settings[cell.id] ?? {},
        () => {},
      );
      pairNs[cell.id] = (pairNs[cell.id] ?? 0) + wallNs;
      samples.push(sample);
    }
    const ok = samples.filter((sample) => sample.status === 'ok');
    const problem = samples.find((sample) => sample.status !== 'ok');
    progress.sample(
      `rehearsal ${index + 1}/${cells.length} ${cell.id}: ${problem === undefined ? 'ok' : `${problem.status}`} (${formatDuration((pairNs[cell.id] ?? 0) / 1e6)} a pair)`,
      problem !== undefined,
    );
    const scenario = scenarios.find(({ name }) => name === cell.head.scenario);
    if (scenario === undefined) throw new Error(`there is no scenario ${cell.head.scenario}`);
    // Where no sample came through, its pairs will tell why.
    const gated = cell.gated.filter(
      ({ metric }) => ok.length < 2 || ok.some((sample) => metricValue(sample, scenario, metric) !== null),
    );
    for (const { metric } of cell.gated.filter((one) => !gated.includes(one)))
      progress.line(`${cell.id} has no ${metric}: it is not gated`);
    if (gated.length > 0) kept.push({ ...cell, gated });
  }
  return { cells: kept, pairNs };
}

/**
 * The looks, before the first pair: as many pairs as the time holds.
 * @throws Failure of kind `doesNotFit` when the time holds no look at all.
 */
function settleLooks(plan: CheckPlan, leftMs: number): CheckPlan['looks'] {
  const hypotheses = plan.cells.flatMap(hypothesesOf).length;
  const roundMs = Object.values(plan.pairNs).reduce((sum, ns) => sum + ns / 1e6, 0);
  // Rehearsals alone may have used all of it.
  const affordable = Math.floor(Math.max(0, leftMs) / roundMs);
  const most = Math.min(plan.policy.mostPairs, affordable);
  const looks = planLooks(hypotheses, plan.policy.q, most);
  if (looks.length > 0) return looks;
  const [first] = planLooks(hypotheses, plan.policy.q);
  const least = Math.ceil(Math.log2(hypotheses / plan.policy.q));
  if (plan.policy.mostPairs < least) {
    throw new Failure(
      'usage',
      `mostPairs: expected at least ${least} for ${hypotheses} gated metrics at q = ${plan.policy.q}, received ${plan.policy.mostPairs}: fewer pairs can show nothing`,
    );
  }
  throw new Failure(
    'doesNotFit',
    `--budget: ${hypotheses} gated metrics need ${least} pairs of each cell, ${first?.pairs ?? least} to begin with; a round takes ${formatDuration(roundMs)} and ${formatDuration(Math.max(0, leftMs))} are left: give a longer budget, fewer scenarios or a smaller suite`,
  );
}

function interrupted(interrupt: AbortSignal): Failure {
  return new Failure(
    interrupt.reason === 'SIGTERM' ? 'terminated' : 'interrupted',
    'interrupted before the plan was settled: nothing was written',
  );
}
