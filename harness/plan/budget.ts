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

/** The median of fewer values has no interval of 95 %. */
export const leastForInterval = 6;

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

/**
 * How often each case is rehearsed in all, as told after the first time. A second time is taken only where six rounds of
 * everything fit beside it, since up to there the spread decides nothing; a third where all of them take a quarter of the
 * budget at most.
 *
 * @param leftNs after the first time
 * @param roundNs what one round of everything takes
 * @param repeatNs what rehearsing again takes; 0 when there is nothing to rehearse again
 * @param ceiling the most rounds of any block
 */
export function timesToRehearse({
  budgetNs,
  leftNs,
  roundNs,
  repeatNs,
  ceiling,
}: {
  readonly budgetNs: number;
  readonly leftNs: number;
  readonly roundNs: number;
  readonly repeatNs: number;
  readonly ceiling: number;
}): number {
  const fits = (more: number): boolean => leftNs - more * repeatNs >= leastForInterval * roundNs;
  if (ceiling < leastForInterval || repeatNs === 0 || !fits(1)) return 1;
  return fits(2) && roundNs + 2 * repeatNs <= budgetNs / 4 ? 3 : 2;
}

/**
 * Gives every block six rounds, and each further one to the block whose expected interval is the widest, while the budget
 * holds it: the half-width falls as spread / √rounds. What the widest cannot use goes to the next. The blocks of every
 * round are paid for as often as the plan has rounds.
 *
 * No other numbers have a narrower widest interval. A block gets a round only while it is the widest, so that whatever does
 * better has at least as many rounds of each, and costs no less; and once the widest cannot be afforded, nothing does better.
 *
 * @param spreads by block; one without gets six rounds, and what nobody else can use: there is no width to narrow
 * @param budgetNs what is left for samples, integer
 * @param ceiling the most rounds of any block
 * @returns null when the spreads cannot decide: none is known, or six rounds of everything do not fit
 */
export function allocateByPrecision(
  costs: readonly BlockCost[],
  spreads: ReadonlyMap<string, number>,
  budgetNs: number,
  ceiling: number,
): Allocation | null {
  const own = costs.filter(({ everyRound, roundNs }) => !everyRound && roundNs > 0);
  if (spreads.size === 0 || own.length === 0 || ceiling < leastForInterval) return null;
  const commonNs = roundOfAll(costs.filter(({ everyRound }) => everyRound));
  let rounds = leastForInterval;
  let leftNs = budgetNs - rounds * roundOfAll(costs);
  if (leftNs < 0) return null;
  const open = own.map(({ block, roundNs }) => ({
    block,
    roundNs,
    runs: rounds,
    variance: (spreads.get(block) ?? 0) ** 2,
  }));
  const settled = new Map<string, number>();
  while (open.length > 0) {
    // Of equals the first, so that the same costs always give the same plan.
    const widest = open.reduce((one, other) =>
      other.variance / other.runs > one.variance / one.runs ? other : one,
    );
    const neededNs = widest.roundNs + (widest.runs === rounds ? commonNs : 0);
    if (widest.runs === ceiling || neededNs > leftNs) {
      settled.set(widest.block, widest.runs);
      open.splice(open.indexOf(widest), 1);
    } else {
      widest.runs += 1;
      rounds = Math.max(rounds, widest.runs);
      leftNs -= neededNs;
    }
  }
  // Neither the blocks of every round nor those of which nothing runs are among the settled.
  return { rounds, runs: new Map(costs.map(({ block }) => [block, settled.get(block) ?? rounds])) };
}

/** The rounds, from 0, in which a block takes part: evenly over the plan, so that drift meets every block alike. */
export function spreadRounds(runs: number, rounds: number): number[] {
  return Array.from({ length: runs }, (_, run) => Math.floor((run * rounds) / runs));
}
