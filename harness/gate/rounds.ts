import { Random } from '../plan/random.ts';
import { maximumPadding } from '../plan/order.ts';
import type { Arm } from './evidence.ts';

/** A pair that is to be taken next. */
export interface PlannedPair {
  readonly cell: string;
  readonly round: number;
  /** The arm that comes first. */
  readonly first: Arm;
  /** For both workloads: they do the same work. */
  readonly seed: number;
  /** By which each environment is padded, first and second. */
  readonly padding: readonly [number, number];
}

/**
 * One round: every given cell once, in random order, and in each pair a fair coin says which arm comes first. The same check,
 * round and cells give the same pairs. A check that was interrupted goes on with the round after: what was left of the
 * interrupted one is not taken, so that no coin is thrown twice.
 *
 * @param seed of the check
 */
export function planRound(seed: number, round: number, cells: readonly string[]): PlannedPair[] {
  const random = new Random((seed ^ Math.imul(round + 1, 0x9e3779b1)) >>> 0);
  return random.shuffled(cells).map((cell) => ({
    cell,
    round,
    first: random.below(2) === 0 ? 'base' : 'head',
    seed: random.uint32(),
    padding: [random.below(maximumPadding), random.below(maximumPadding)],
  }));
}
