import { Failure } from '../failure.ts';
import type { Runner } from '../measure/runner.ts';
import type { Scenario } from '../model.ts';
import { settingsGroupOf, type Cell } from '../plan/cases.ts';
import type { Plan } from '../store/plan.ts';
import type { Progress } from './progress.ts';

/**
 * Runs every case once up to `parked`, and settles what cases with equal parameters of one level must have in common
 * from the slowest of them. A case whose pilot fails keeps its place: its samples will tell why.
 */
export async function takePilots(
  cells: readonly Cell[],
  scenarios: readonly Scenario[],
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
): Promise<Pick<Plan, 'settings' | 'pilots'>> {
  const pilots: Record<string, number> = {};
  const slowest = new Map<string, number>();
  const runnable = cells.map((cell) => cell.case).filter(({ skip }) => skip === null);
  for (const [index, planned] of runnable.entries()) {
    if (scenarioOf(planned.scenario, scenarios).pilot === null) continue;
    if (interrupt.aborted) break;
    progress.state(`pilot ${index + 1} of ${runnable.length}: ${planned.id}`);
    const { parkedNs, reason } = await runner.pilot(planned, () => {});
    if (interrupt.aborted) break;
    progress.sample(
      `pilot ${index + 1}/${runnable.length} ${planned.id}: ${parkedNs === null ? reason : `parked after ${(parkedNs / 1e6).toFixed(1)} ms`}`,
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

function scenarioOf(name: string, scenarios: readonly Scenario[]): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Failure('foreignFile', `there is no scenario ${name}`);
  return scenario;
}
