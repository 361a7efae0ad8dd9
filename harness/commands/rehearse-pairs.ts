import { arms, type Arm } from '../gate/evidence.ts';
import type { Ungated } from '../gate/gate.ts';
import type { Runner } from '../measure/runner.ts';
import { metricValue } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import type { Sample } from '../store/sample.ts';
import { takePilots } from './pilots.ts';
import { formatDuration, type Progress } from './progress.ts';

export interface RehearsalTools {
  readonly scenarios: readonly Scenario[];
  readonly runners: Readonly<Record<Arm, Runner>>;
  readonly progress: Progress;
  readonly interrupt: AbortSignal;
}

/** What is known of the cells before their first pair; incomplete after an interruption. */
export interface RehearsedPairs {
  /** Those that have a gated metric. */
  readonly cells: CheckCell[];
  /** Gated by the policy, and without a value in either arm. */
  readonly ungated: Ungated[];
  /** By cell id. */
  readonly settings: CheckPlan['settings'];
  readonly pairNs: CheckPlan['pairNs'];
}

/** Tries every cell in both arms once: what a pair takes, and which metrics it has. Later samples find the files in memory. */
export async function rehearsePairs(
  cells: readonly CheckCell[],
  tools: RehearsalTools,
): Promise<RehearsedPairs> {
  const { scenarios, progress, interrupt } = tools;
  const settings = await settleForBoth(cells, tools);
  const rehearsed: RehearsedPairs = { cells: [], ungated: [], settings, pairNs: {} };
  for (const [index, cell] of cells.entries()) {
    if (interrupt.aborted) break;
    const place = `rehearsal ${index + 1}/${cells.length} ${cell.id}`;
    const skip = cell.base.skip ?? cell.head.skip;
    if (skip !== null) {
      progress.sample(`${place}: skipped: ${skip}`, true);
      rehearsed.cells.push(cell);
      continue;
    }
    progress.state(place);
    const { samples, wallNs } = await rehearse(cell, settings[cell.id] ?? {}, tools);
    if (interrupt.aborted) break;
    rehearsed.pairNs[cell.id] = wallNs;
    const problem = samples.find(({ status }) => status !== 'ok');
    progress.sample(
      `${place}: ${problem?.status ?? 'ok'} (${formatDuration(wallNs / 1e6)} a pair)`,
      problem !== undefined,
    );
    const lacking = lackingOf(cell, samples, scenarios);
    for (const metric of lacking) {
      progress.line(`${cell.id} has no ${metric}: it is not gated`);
      rehearsed.ungated.push({ cell: cell.id, metric });
    }
    const gated = cell.gated.filter(({ metric }) => !lacking.includes(metric));
    if (gated.length > 0) rehearsed.cells.push({ ...cell, gated });
  }
  return rehearsed;
}

/** Both arms wait equally long: as long as the slower one needs. */
async function settleForBoth(
  cells: readonly CheckCell[],
  { scenarios, runners, progress, interrupt }: RehearsalTools,
): Promise<CheckPlan['settings']> {
  const settings: CheckPlan['settings'] = {};
  for (const arm of arms) {
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

async function rehearse(
  cell: CheckCell,
  settings: Readonly<Record<string, number>>,
  { runners, interrupt }: RehearsalTools,
): Promise<{ readonly samples: readonly Sample[]; readonly wallNs: number }> {
  const samples: Sample[] = [];
  let wallNs = 0;
  for (const arm of arms) {
    if (interrupt.aborted) break;
    const rehearsal = await runners[arm].rehearse(cell[arm], cell.probe, settings, () => {});
    wallNs += rehearsal.wallNs;
    samples.push(rehearsal.sample);
  }
  return { samples, wallNs };
}

/** The gated metrics that neither sample has. Where one did not come through, the cell's pairs will tell why. */
function lackingOf(
  { gated, head }: CheckCell,
  samples: readonly Sample[],
  scenarios: readonly Scenario[],
): string[] {
  const scenario = scenarios.find(({ name }) => name === head.scenario);
  if (scenario === undefined) throw new Error(`there is no scenario ${head.scenario}`);
  if (samples.some(({ status }) => status !== 'ok')) return [];
  return gated
    .map(({ metric }) => metric)
    .filter((metric) =>
      samples.every((sample) => sample.status !== 'ok' || metricValue(sample, scenario, metric) === null),
    );
}
