import type { PlanEntry } from '../store/plan.ts';
import { blockOf, type Cell } from './cases.ts';
import { Random } from './random.ts';

/** Up to one page: the size of the environment moves the stack and with it the timing (Mytkowicz et al. 2009). */
const maximumPadding = 4096;

/**
 * A randomised block design: in every round the blocks come in random order, and within a block all its cells do.
 * The same cells, number of runs and seed always give the same entries.
 */
export function orderEntries(cells: readonly Cell[], runs: number, seed: number): PlanEntry[] {
  const random = new Random(seed);
  const blocks = new Map<string, Cell[]>();
  for (const cell of cells) {
    const block = blockOf(cell.case);
    blocks.set(block, [...(blocks.get(block) ?? []), cell]);
  }
  const entries: PlanEntry[] = [];
  for (let round = 0; round < runs; round += 1) {
    for (const [block, members] of random.shuffled([...blocks])) {
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
