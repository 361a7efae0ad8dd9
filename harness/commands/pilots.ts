import { Failure } from '../failure.ts';
import type { Runner } from '../measure/runner.ts';
import type { Probe, Scenario } from '../model.ts';
import { roundSoFar, type RoundSoFar } from '../plan/budget-clock.ts';
import { leadingFigures, leadingProbe } from '../plan/budget-precision.ts';
import { settingsGroupOf, type Cell } from '../plan/cases.ts';
import type { Plan, PlannedCase, RehearsedFigures, Rehearsals } from '../store/plan.ts';
import type { OkSample } from '../store/sample.ts';
import type { Progress } from './progress.ts';

/**
 * Runs every case once up to `parked`, and settles what cases with equal parameters of one level must have in common
 * from the slowest of them. A case whose pilot fails keeps its place: its samples will tell why.
 *
 * @param check asked before each, with its case; what it throws ends them
 */
export async function takePilots(
  cells: readonly Cell[],
  scenarios: readonly Scenario[],
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
  check: (planned: PlannedCase) => void = () => {},
): Promise<Pick<Plan, 'settings' | 'pilots'>> {
  const pilots: Record<string, number> = {};
  const slowest = new Map<string, number>();
  const runnable = cells.map((cell) => cell.case).filter(({ skip }) => skip === null);
  const piloted = runnable.filter(({ scenario }) => scenarioOf(scenario, scenarios).pilot !== null);
  for (const [index, planned] of piloted.entries()) {
    if (interrupt.aborted) break;
    check(planned);
    progress.state(`pilot ${index + 1} of ${piloted.length}: ${planned.id}`);
    const { parkedNs, reason } = await runner.pilot(planned, () => {});
    if (interrupt.aborted) break;
    progress.sample(
      `pilot ${index + 1}/${piloted.length} ${planned.id}: ${parkedNs === null ? reason : `parked after ${(parkedNs / 1e6).toFixed(1)} ms`}`,
      parkedNs === null,
    );
    if (parkedNs === null) continue;
    pilots[planned.id] = parkedNs;
    const group = settingsGroupOf(planned);
    slowest.set(group, Math.max(slowest.get(group) ?? 0, parkedNs));
  }
  const settings: Plan['settings'] = {};
  for (const planned of runnable) {
    const { pilot } = scenarioOf(planned.scenario, scenarios);
    if (pilot === null) continue;
    // Where no pilot of the group came through, the shortest setting lets the samples fail in their own words.
    const slowestNs = slowest.get(settingsGroupOf(planned)) ?? 0;
    settings[planned.id] = { [pilot.setting]: pilot.settleNs(slowestNs, planned.parameters) };
  }
  return { settings, pilots };
}

export interface RehearsalRequest {
  readonly cells: readonly Cell[];
  /** Those of them that may be tried again. */
  readonly repeated: readonly Cell[];
  readonly scenarios: readonly Scenario[];
  /** What the pilots settled. */
  readonly settings: Plan['settings'];
}

/** All in ns. */
export interface RehearsalLimits {
  /** Asked before each of the first time, with what those before it tell; what it throws ends them. */
  readonly check: (round: RoundSoFar) => void;
  /** Asked after the first time: how often in all? `repeatNs` is what another time takes. */
  readonly timesWanted: (roundNs: number, repeatNs: number) => number;
}

/** What the rehearsals of all cases have shown; incomplete after an interruption. */
export interface Rehearsed {
  /** ns by case id and probe, of several tries their mean. */
  readonly rehearsals: Rehearsals;
  readonly figures: RehearsedFigures;
  /** How often each case was tried, */
  readonly times: number;
  /** and whether any could have been tried again. */
  readonly repeatable: boolean;
}

/**
 * Tries every case and probe that can run, so that a time budget can be divided by what they take and how far they vary.
 * Only the samples that tell the leading metric are taken more than once. One that fails keeps the time it took: its samples
 * will tell why, and take as long. Every time goes through all of them: a case's tries then lie as far apart as its samples.
 */
export async function takeRehearsals(
  { cells, repeated, scenarios, settings }: RehearsalRequest,
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
  { check, timesWanted }: RehearsalLimits,
): Promise<Rehearsed> {
  let tries: Try[] = cells
    .filter((cell) => cell.case.skip === null)
    .flatMap((cell) =>
      cell.probes.map((probe) => ({ cell, probe, planned: cell.case, wallNs: [], samples: [] })),
    );
  const all = tries;
  const meanNs = ({ wallNs }: Try): number =>
    Math.round(wallNs.reduce((sum, ns) => sum + ns, 0) / wallNs.length);
  const total = (of: readonly Try[]): number =>
    of.filter(({ wallNs }) => wallNs.length > 0).reduce((sum, one) => sum + meanNs(one), 0);
  let times = 0;
  let wanted = 1;
  while (times < wanted && !interrupt.aborted) {
    for (const [index, one] of tries.entries()) {
      if (times === 0) {
        check(
          roundSoFar(all.map(({ planned: { scenario }, wallNs: [wallNs = null] }) => ({ scenario, wallNs }))),
        );
      }
      const { planned, probe } = one;
      const again = times === 0 ? '' : `, time ${times + 1} of ${wanted}`;
      progress.state(`rehearsal ${index + 1} of ${tries.length}${again}: ${planned.id} ${probe}`);
      const { wallNs, sample } = await runner.rehearse(planned, probe, settings[planned.id] ?? {}, () => {});
      if (interrupt.aborted) break;
      progress.sample(
        `rehearsal ${index + 1}/${tries.length}${again} ${planned.id} ${probe}: ${sample.status} (${(wallNs / 1e9).toFixed(1)} s)`,
        sample.status !== 'ok',
      );
      one.wallNs.push(wallNs);
      if (sample.status === 'ok') one.samples.push(sample);
    }
    times += 1;
    if (times > 1) continue;
    tries = all.filter(
      ({ cell, probe, planned, samples }) =>
        samples.length > 0 &&
        repeated.includes(cell) &&
        leadingProbe(scenarioOf(planned.scenario, scenarios), cell.probes) === probe,
    );
    wanted = interrupt.aborted ? 1 : timesWanted(total(all), total(tries));
  }
  const rehearsals: Rehearsals = {};
  for (const one of all) {
    if (one.wallNs.length === 0) continue;
    rehearsals[one.planned.id] = { ...rehearsals[one.planned.id], [one.probe]: meanNs(one) };
  }
  const figures: RehearsedFigures = {};
  for (const { planned, samples } of all) {
    const own = leadingFigures(scenarioOf(planned.scenario, scenarios), samples);
    if (own !== null) figures[planned.id] = own;
  }
  return { rehearsals, figures, times, repeatable: tries.length > 0 };
}

/** The tries of one case by one probe. */
interface Try {
  readonly cell: Cell;
  readonly planned: PlannedCase;
  readonly probe: Probe;
  readonly wallNs: number[];
  readonly samples: OkSample[];
}

function scenarioOf(name: string, scenarios: readonly Scenario[]): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Failure('foreignFile', `there is no scenario ${name}`);
  return scenario;
}
