import { Failure } from '../failure.ts';
import type { Runner } from '../measure/runner.ts';
import type { Scenario } from '../model.ts';
import { settingsGroupOf, type Cell } from '../plan/cases.ts';
import type { Plan, Rehearsals } from '../store/plan.ts';
import type { Progress } from './progress.ts';

/**
 * Runs every case once up to `parked`, and settles what cases with equal parameters of one level must have in common
 * from the slowest of them. A case whose pilot fails keeps its place: its samples will tell why.
 *
 * @param check asked before each; what it throws ends them
 */
export async function takePilots(
  cells: readonly Cell[],
  scenarios: readonly Scenario[],
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
  check: () => void = () => {},
): Promise<Pick<Plan, 'settings' | 'pilots'>> {
  const pilots: Record<string, number> = {};
  const slowest = new Map<string, number>();
  const runnable = cells.map((cell) => cell.case).filter(({ skip }) => skip === null);
  const piloted = runnable.filter(({ scenario }) => scenarioOf(scenario, scenarios).pilot !== null);
  for (const [index, planned] of piloted.entries()) {
    if (interrupt.aborted) break;
    check();
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

/**
 * Tries every case and probe that can run once, so that a time budget can be divided by what they take. One that fails
 * keeps the time it took: its samples will tell why, and take as long.
 *
 * @param check asked before each, with the ns of all those before it; what it throws ends them
 * @returns ns by case id and probe; incomplete after an interruption
 */
export async function takeRehearsals(
  cells: readonly Cell[],
  settings: Plan['settings'],
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
  check: (roundNs: number) => void,
): Promise<Rehearsals> {
  const rehearsals: Rehearsals = {};
  let roundNs = 0;
  const tries = cells
    .filter((cell) => cell.case.skip === null)
    .flatMap((cell) => cell.probes.map((probe) => ({ planned: cell.case, probe })));
  for (const [index, { planned, probe }] of tries.entries()) {
    if (interrupt.aborted) break;
    check(roundNs);
    progress.state(`rehearsal ${index + 1} of ${tries.length}: ${planned.id} ${probe}`);
    const { wallNs, status } = await runner.rehearse(planned, probe, settings[planned.id] ?? {}, () => {});
    if (interrupt.aborted) break;
    progress.sample(
      `rehearsal ${index + 1}/${tries.length} ${planned.id} ${probe}: ${status} (${(wallNs / 1e9).toFixed(1)} s)`,
      status !== 'ok',
    );
    rehearsals[planned.id] = { ...rehearsals[planned.id], [probe]: wallNs };
    roundNs += wallNs;
  }
  return rehearsals;
}

function scenarioOf(name: string, scenarios: readonly Scenario[]): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Failure('foreignFile', `there is no scenario ${name}`);
  return scenario;
}
