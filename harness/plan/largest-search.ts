/** Which size to try next, when the largest is sought of which all units can be alive at once. */

export interface Trial {
  readonly size: number;
  /** Whether all of its units were alive at once. */
  readonly alive: boolean;
}

export interface SizeRange {
  /** The first size to be tried. */
  readonly from: number;
  readonly least: number;
  readonly most: number;
}

/** What the trials leave open; null: no such trial. */
export interface Bracket {
  readonly largestAlive: number | null;
  readonly smallestNot: number | null;
}

/** The answer is known when the one size is at most this share above the other. */
const closeEnough = 0.1;

/**
 * Doubles until a size is not alive, halves until one is, and then takes the middle until the two are within a tenth of each other.
 * A sample costs as much as its size, so that going up by doubling costs no more than the last step.
 *
 * @returns null when nothing is left to try
 */
export function nextSize(trials: readonly Trial[], { from, least, most }: SizeRange): number | null {
  if (trials.length === 0) return Math.min(Math.max(from, least), most);
  const { largestAlive, smallestNot } = bracketOf(trials);
  if (smallestNot === null) {
    const largest = largestAlive ?? from;
    return largest >= most ? null : Math.min(2 * largest, most);
  }
  if (largestAlive === null)
    return smallestNot <= least ? null : Math.max(least, Math.floor(smallestNot / 2));
  const gap = smallestNot - largestAlive;
  return gap <= Math.max(1, closeEnough * largestAlive) ? null : largestAlive + Math.floor(gap / 2);
}

/** The largest size alive is below every size that was not: above one, a size that came through was luck. */
export function bracketOf(trials: readonly Trial[]): Bracket {
  const failed = trials.filter(({ alive }) => !alive).map(({ size }) => size);
  const smallestNot = failed.length === 0 ? null : Math.min(...failed);
  const alive = trials
    .filter(({ size, alive }) => alive && (smallestNot === null || size < smallestNot))
    .map(({ size }) => size);
  return { largestAlive: alive.length === 0 ? null : Math.max(...alive), smallestNot };
}
