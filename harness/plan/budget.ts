/** How many rounds each block gets out of a time budget, and which rounds of the plan those are. */
import type { Rehearsals } from '../store/plan.ts';
import { blockOf, type Cell } from './cases.ts';

/** What one round of a block takes, as its rehearsals measured it. */
export interface BlockCost {
  readonly block: string;
  /** Integer nanoseconds; 0 where nothing of the block can run here. */
  readonly roundNs: number;
  /** Whether the block belongs into every round, as the control does. */
  readonly everyRound: boolean;
}

export interface Allocation {
  /** Of the plan: as many as the block with the most of them takes part in. */
  readonly rounds: number;
  /** Of each block, at least 1. */
  readonly runs: ReadonlyMap<string, number>;
}

/** @param everyRound the blocks that belong into every round */
export function blockCosts(
  cells: readonly Cell[],
  rehearsals: Rehearsals,
  everyRound: ReadonlySet<string>,
): BlockCost[] {
  const costs = new Map<string, number>();
  for (const cell of cells) {
    const block = blockOf(cell.case);
    const taken = cell.probes.map((probe) => rehearsals[cell.case.id]?.[probe] ?? 0);
    costs.set(
      block,
      taken.reduce((sum, ns) => sum + ns, costs.get(block) ?? 0),
    );
  }
  return [...costs].map(([block, roundNs]) => ({ block, roundNs, everyRound: everyRound.has(block) }));
}

/** What one round of everything takes, ns. */
export function roundOfAll(costs: readonly BlockCost[]): number {
  return costs.reduce((sum, { roundNs }) => sum + roundNs, 0);
}

/**
 * Gives every block an equal share of the time, and as many rounds as its share holds: at least 1, and at most the ceiling.
 * What a block cannot use goes back to the others (water-filling); its cells stay paired, since a round is taken whole.
 * The blocks of every round have one share together. They need not less than the plan has rounds, so that the plan has
 * the most rounds at which their share still suffices: were their time taken off beforehand, a cheap block with many rounds
 * would have the dearer blocks pay for the control of each.
 *
 * The rounds of all blocks together take no longer than the budget, and what free blocks (0 ns) take is nothing.
 *
 * @param budgetNs what is left for samples, integer
 * @param ceiling the most rounds of any block, at least 1
 * @returns null when not even one round of everything fits
 */
export function allocateRounds(
  costs: readonly BlockCost[],
  budgetNs: number,
  ceiling: number,
): Allocation | null {
  if (roundOfAll(costs) > budgetNs) return null;
  const own = costs
    .filter(({ everyRound, roundNs }) => !everyRound && roundNs > 0)
    .map(({ roundNs }) => roundNs);
  const commonNs = roundOfAll(costs.filter(({ everyRound }) => everyRound));
  const claims = commonNs > 0 ? [...own, commonNs] : own;
  for (let rounds = ceiling; ; rounds -= 1) {
    const shareNs = equalShare(claims, rounds, budgetNs);
    const runsOf = (roundNs: number): number =>
      roundNs === 0 ? rounds : Math.min(rounds, Math.max(1, Math.floor(shareNs / roundNs)));
    const reached = own.length === 0 || own.some((roundNs) => runsOf(roundNs) === rounds);
    // In a plan of one round each takes part in it, and it fits.
    if (rounds === 1 || (reached && runsOf(commonNs) === rounds)) {
      const runs = costs.map(
        ({ block, roundNs, everyRound }) => [block, everyRound ? rounds : runsOf(roundNs)] as const,
      );
      return { rounds, runs: new Map(runs) };
    }
  }
}

/**
 * The share that uses up the budget when each claim takes it as far as it can: not less than its one round, not more than
 * all its rounds. The time in use grows with the share along straight lines that bend only where some claim starts
 * or stops to take more, so that the last bend within the budget and the slope after it give the share exactly.
 */
function equalShare(claims: readonly number[], rounds: number, budgetNs: number): number {
  const used = (shareNs: number): number =>
    claims.reduce((sum, ns) => sum + Math.min(ns * rounds, Math.max(ns, shareNs)), 0);
  const bend = claims
    .flatMap((ns) => [ns, ns * rounds])
    .filter((ns) => used(ns) <= budgetNs)
    .reduce((most, ns) => Math.max(most, ns), 0);
  const growing = claims.filter((ns) => ns <= bend && bend < ns * rounds).length;
  return growing === 0 ? bend : bend + Math.floor((budgetNs - used(bend)) / growing);
}

/** The rounds, from 0, in which a block takes part: evenly over the plan, so that drift meets every block alike. */
export function spreadRounds(runs: number, rounds: number): number[] {
  return Array.from({ length: runs }, (_, run) => Math.floor((run * rounds) / runs));
}
