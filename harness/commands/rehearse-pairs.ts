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
  /** Of the user, or of the time budget. */
  readonly interrupt: AbortSignal;
}

/** A cell of which one arm gave no result; its pairs will tell the same, once. */
export interface FailedRehearsal {
  readonly cell: string;
  readonly arm: Arm;
  readonly status: string;
  readonly reason: string;
  /** Of both arms. */
  readonly wallNs: number;
}

/** What is known of the cells before their first pair; incomplete where it was interrupted. */
export interface RehearsedPairs {
  /** Those that have a gated metric. */
  readonly cells: CheckCell[];
  /** Gated by the policy, and without a value in either arm. */
  readonly ungated: Ungated[];
  /** By cell id. */
  readonly settings: CheckPlan['settings'];
  /** Of the cells that came through: of the others one pair is taken and no more. */
  readonly pairNs: CheckPlan['pairNs'];
  readonly failed: readonly FailedRehearsal[];
  /** What was running when the interruption came; null: there was none. */
  readonly cutShort: string | null;
}

/** Tries every cell in both arms once: what a pair takes, and which metrics it has. Later samples find the files in memory. */
export async function rehearsePairs(
  cells: readonly CheckCell[],
  tools: RehearsalTools,
): Promise<RehearsedPairs> {
  const { scenarios, progress, interrupt } = tools;
  const { settings, cutShort } = await settleForBoth(cells, tools);
  const failed: FailedRehearsal[] = [];
  const rehearsed: RehearsedPairs = { cells: [], ungated: [], settings, pairNs: {}, failed, cutShort };
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
    const { samples, wallNs, running } = await rehearse(cell, settings[cell.id] ?? {}, tools);
    if (interrupt.aborted)
      return { ...rehearsed, cutShort: running === null ? null : `${running} of ${cell.id} was rehearsed` };
    const problem = problemOf(cell.id, samples, wallNs);
    progress.sample(
      `${place}: ${problem === null ? 'ok' : `${problem.arm} ${problem.status}: ${problem.reason}`} (${formatDuration(wallNs / 1e6)} a pair)`,
      problem !== null,
    );
    // What was not attained is tried again with a longer wait, and may well come through.
    if (problem !== null && problem.status !== 'not-attained') failed.push(problem);
    else rehearsed.pairNs[cell.id] = wallNs;
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

function problemOf(cell: string, samples: readonly Sample[], wallNs: number): FailedRehearsal | null {
  for (const [index, arm] of arms.entries()) {
    const sample = samples[index];
    if (sample === undefined || sample.status === 'ok') continue;
    return { cell, arm, status: sample.status, reason: sample.reason, wallNs };
  }
  return null;
}

/** Both arms wait equally long: as long as the slower one needs. */
async function settleForBoth(
  cells: readonly CheckCell[],
  { scenarios, runners, progress, interrupt }: RehearsalTools,
): Promise<Pick<RehearsedPairs, 'settings' | 'cutShort'>> {
  const settings: CheckPlan['settings'] = {};
  for (const arm of arms) {
    let piloted = '';
    const cases = new Map(cells.map((cell) => [cell[arm].id, cell[arm]]));
    const settled = await takePilots(
      [...cases.values()].map((planned) => ({ case: planned, probes: ['memory'] })),
      scenarios,
      runners[arm],
      progress,
      interrupt,
      ({ id }) => (piloted = id),
    );
    if (interrupt.aborted)
      return { settings, cutShort: piloted === '' ? null : `the pilot of ${piloted} (${arm}) was running` };
    for (const cell of cells) {
      const own = settled.settings[cell[arm].id];
      if (own === undefined) continue;
      const known = settings[cell.id] ?? {};
      settings[cell.id] = Object.fromEntries(
        Object.entries(own).map(([name, value]) => [name, Math.max(value, known[name] ?? 0)]),
      );
    }
  }
  return { settings, cutShort: null };
}

async function rehearse(
  cell: CheckCell,
  settings: Readonly<Record<string, number>>,
  { runners, interrupt }: RehearsalTools,
): Promise<{ readonly samples: readonly Sample[]; readonly wallNs: number; readonly running: Arm | null }> {
  const samples: Sample[] = [];
  let wallNs = 0;
  let running: Arm | null = null;
  for (const arm of arms) {
    if (interrupt.aborted) break;
    running = arm;
    const rehearsal = await runners[arm].rehearse(cell[arm], cell.probe, settings, () => {});
    wallNs += rehearsal.wallNs;
    samples.push(rehearsal.sample);
  }
  return { samples, wallNs, running };
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
