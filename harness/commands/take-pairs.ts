import { evidenceOf } from '../gate/check-evidence.ts';
import type { Arm, CellEvidence, Pair } from '../gate/evidence.ts';
import { planRound, type PlannedPair } from '../gate/rounds.ts';
import type { Runner } from '../measure/runner.ts';
import type { Scenario } from '../model.ts';
import type { CheckFolder, PairLine } from '../store/check-folder.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import { formatDuration, type Progress } from './progress.ts';

export interface PairTools {
  readonly plan: CheckPlan;
  readonly scenarios: readonly Scenario[];
  readonly runners: Readonly<Record<Arm, Runner>>;
  readonly folder: CheckFolder;
  readonly progress: Progress;
  readonly interrupt: AbortSignal;
  /** Whether the time is up: no further pair begins. Where the runners are stopped without `interrupt`, it was used up meanwhile. */
  readonly isOver: () => boolean;
}

/**
 * Takes pairs, round after round, until no cell wants more of them, and stores each sample before the next one starts.
 *
 * @param stored what an interrupted check has already
 * @param wantedOf the cells that want another pair, by what was measured so far; empty: it is over
 * @returns all lines, and why it ended early; null: it did not
 */
export async function takePairs(
  { plan, scenarios, runners, folder, progress, interrupt, isOver }: PairTools,
  stored: readonly PairLine[],
  wantedOf: (evidence: readonly CellEvidence[]) => readonly string[],
): Promise<{ readonly lines: readonly PairLine[]; readonly ended: string | null }> {
  const lines = [...stored];
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  const { noise } = plan.policy;
  const evidence = new Map(evidenceOf(plan, stored, scenarios, noise).map((one) => [one.cell, one]));
  let round = lines.reduce((most, line) => Math.max(most, line.round + 1), 0);
  let number = lines.reduce((most, { pair }) => Math.max(most, pair + 1), 0);
  for (; ; round += 1) {
    const wanted = wantedOf([...evidence.values()]);
    if (wanted.length === 0) break;
    for (const pair of planRound(plan.seed, round, wanted)) {
      if (interrupt.aborted) return { lines, ended: 'interrupted' };
      if (isOver()) return { lines, ended: 'the time budget is used up' };
      const cell = cells.get(pair.cell) as CheckCell;
      const began = performance.now();
      const own: PairLine[] = [];
      const stopped = await takePair(pair, number, cell, plan, runners, interrupt, async (line) => {
        own.push(line);
        lines.push(line);
        await folder.append(line);
      });
      if (stopped !== null) {
        if (interrupt.aborted) return { lines, ended: 'interrupted' };
        const after = formatDuration(performance.now() - began);
        progress.sample(`round ${round + 1} ${pair.cell}: ${stopped} was cut short by the time budget`, true);
        return {
          lines,
          ended: `the time budget is used up (${after} into a pair of ${pair.cell}, ${stopped} was still running)`,
        };
      }
      // Its own lines alone: to read all of them anew with each round takes longer and longer.
      const added = evidenceOf({ cells: [cell] }, own, scenarios, noise).flatMap(({ pairs }) => pairs);
      evidence.set(cell.id, joined(evidence.get(cell.id) as CellEvidence, added));
      number += 1;
      const took = formatDuration(performance.now() - began);
      const problem = added.find((one) => one.state === 'failed');
      progress.sample(
        `round ${round + 1} ${pair.cell}: ${problem === undefined ? 'ok' : `${problem.arm} ${problem.status}`} (${pair.first} first, ${took})`,
        problem !== undefined,
      );
      progress.state(`round ${round + 1} · ${wanted.length} cells are open · ${pair.cell}`);
    }
  }
  progress.done();
  return { lines, ended: null };
}

function joined(known: CellEvidence, added: readonly Pair[]): CellEvidence {
  const { length } = known.pairs;
  return {
    ...known,
    pairs: [...known.pairs, ...added.map((pair, index) => ({ ...pair, index: length + index }))],
  };
}

/** @returns the arm that was stopped before its end; null: none was */
async function takePair(
  { round, first, seed, padding }: PlannedPair,
  number: number,
  cell: CheckCell,
  { settings }: CheckPlan,
  runners: Readonly<Record<Arm, Runner>>,
  interrupt: AbortSignal,
  store: (line: PairLine) => Promise<void>,
): Promise<Arm | null> {
  const order: readonly Arm[] = first === 'base' ? ['base', 'head'] : ['head', 'base'];
  for (const [position, arm] of order.entries()) {
    const planned = cell[arm];
    const entry = {
      order: 2 * number + position,
      round,
      block: cell.id,
      case: planned.id,
      probe: cell.probe,
      seed,
      padding: padding[position === 0 ? 0 : 1],
    };
    const taken = await runners[arm].take(entry, planned, settings[cell.id] ?? {}, 1, {
      progress: () => {},
      ended: async (sample) => store({ pair: number, round, cell: cell.id, arm, position, sample }),
    });
    if (!taken || interrupt.aborted) return arm;
  }
  return null;
}
