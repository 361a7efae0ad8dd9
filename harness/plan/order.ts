import type { PlanEntry } from '../store/plan.ts';
import { spreadRounds } from './budget.ts';
import { blockOf, type Cell } from './cases.ts';
import { Random } from './random.ts';

/** Up to one page: the size of the environment moves the stack and with it the timing (Mytkowicz et al. 2009). */
export const maximumPadding = 4096;

/**
 * A randomised block design: in every round the blocks come in random order, and within a block all its cells do.
 * The same cells, numbers of runs and seed always give the same entries.
 *
 * @param runs the rounds in which a block takes part: of all blocks alike, or of each; the plan has as many as the most
 */
export function orderEntries(
  cells: readonly Cell[],
  runs: number | ReadonlyMap<string, number>,
  seed: number,
): PlanEntry[] {
  const random = new Random(seed);
  const blocks = new Map<string, Cell[]>();
  for (const cell of cells) {
    const block = blockOf(cell.case);
    blocks.set(block, [...(blocks.get(block) ?? []), cell]);
  }
  const rounds = typeof runs === 'number' ? runs : Math.max(0, ...runs.values());
  const roundsOf = new Map(
    [...blocks.keys()].map((block) => [block, new Set(spreadRounds(runsOf(block, runs), rounds))]),
  );
  const entries: PlanEntry[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const present = [...blocks].filter(([block]) => roundsOf.get(block)?.has(round));
    for (const [block, members] of random.shuffled(present)) {
      const samples = members.flatMap((cell) => cell.probes.map((probe) => ({ cell, probe })));
      for (const { cell, probe } of random.shuffled(samples)) {
        entries.push({
          order: entries.length,
          round,
          block,
          case: cell.case.id,
          probe,
          seed: random.uint32(),
          padding: random.below(maximumPadding),
        });
      }
    }
  }
  return entries;
}

function runsOf(block: string, runs: number | ReadonlyMap<string, number>): number {
  const own = typeof runs === 'number' ? runs : runs.get(block);
  if (own === undefined) throw new Error(`no number of rounds for the block ${block}`);
  return own;
}
