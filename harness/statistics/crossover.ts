import { medianInterval } from './median-interval.ts';
import { medianOf } from './quantile.ts';

/** A value of the swept parameter, and how one way compares with another there. */
export interface SweptPoint {
  /** 0 or more. */
  readonly x: number;
  /** One for each round: the one way's figure over the other's, so that below 1 the one is better. All above 0, at least one. */
  readonly ratios: readonly number[];
}

/**
 * From which x on the ratio lies below 1. At each x the one way is *shown* better when the whole interval of the median ratio
 * (`medianInterval`) lies below 1, shown worse when it lies above 1; with fewer than six rounds, and wherever the interval
 * holds 1, nothing is shown.
 *
 * `worseAt` is the largest x at which it is shown worse, `betterAt` the smallest at which it is shown better. A crossover
 * that was found lies between the two. Nothing finer than the swept x can be shown, so both are swept values. `upTo` is the
 * largest x such that it is shown better at all from `betterAt` to there: an advantage may fade again.
 *
 * `estimate` is where the medians last fall below 1 within what is shown; null where they do not. It is a value without an
 * interval of its own, and where the status is not `found` nothing shows that there is a crossover at all.
 */
export type Crossover =
  | {
      readonly status: 'found';
      readonly estimate: number;
      readonly worseAt: number;
      readonly betterAt: number;
      readonly upTo: number;
    }
  /** Shown better at the smallest x, and nowhere worse. */
  | {
      readonly status: 'always-better';
      readonly estimate: null;
      readonly worseAt: null;
      readonly betterAt: number;
      readonly upTo: number;
    }
  /** Shown worse at the largest x, and nowhere better. */
  | {
      readonly status: 'never-better';
      readonly estimate: null;
      readonly worseAt: number;
      readonly betterAt: null;
      readonly upTo: null;
    }
  /** At least one end is missing: the one that is null. */
  | ({ readonly status: 'not-shown'; readonly estimate: number | null } & (
      | { readonly worseAt: null; readonly betterAt: number; readonly upTo: number }
      | { readonly worseAt: number | null; readonly betterAt: null; readonly upTo: null }
    ))
  /** Shown better at some x and worse at a larger one: `betterAt` is below `worseAt`. */
  | {
      readonly status: 'not-monotone';
      readonly estimate: null;
      readonly worseAt: number;
      readonly betterAt: number;
      readonly upTo: number;
    }
  /** No x has the six rounds of which an interval can be made. */
  | {
      readonly status: 'no-interval';
      readonly estimate: number | null;
      readonly worseAt: null;
      readonly betterAt: null;
      readonly upTo: null;
    };

interface Place {
  readonly x: number;
  /** The median of ln ratio: halving and doubling count alike. */
  readonly median: number;
  readonly shown: 'better' | 'worse' | 'nothing';
}

/**
 * @param points of different x, in any order
 * @throws RangeError for fewer than two x, for one that comes twice or is negative, and for ratios that are not above 0
 */
export function findCrossover(points: readonly SweptPoint[]): Crossover {
  const sorted = points.toSorted((one, other) => one.x - other.x);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || sorted.length < 2) {
    throw new RangeError(`expected at least two swept values, received ${sorted.length}`);
  }
  if (first.x < 0 || sorted.some(({ x }, index) => x === sorted[index + 1]?.x)) {
    const received = sorted.map(({ x }) => x).join(', ');
    throw new RangeError(`expected different swept values from 0 up, received ${received}`);
  }
  const places = sorted.map(placeOf);
  const worseAt = places.findLast(({ shown }) => shown === 'worse')?.x ?? null;
  const firstBetter = places.findIndex(({ shown }) => shown === 'better');
  const betterAt = places[firstBetter]?.x ?? null;
  if (betterAt === null) {
    if (worseAt === last.x) {
      return { status: 'never-better', estimate: null, worseAt, betterAt, upTo: null };
    }
    const estimate = lastFall(places, worseAt ?? first.x, last.x);
    return sorted.every(({ ratios }) => intervalOf(ratios) === null)
      ? { status: 'no-interval', estimate, worseAt: null, betterAt, upTo: null }
      : { status: 'not-shown', estimate, worseAt, betterAt, upTo: null };
  }
  const upTo = lastOfRun(places.slice(firstBetter));
  if (worseAt === null) {
    return betterAt === first.x
      ? { status: 'always-better', estimate: null, worseAt, betterAt, upTo }
      : { status: 'not-shown', estimate: lastFall(places, first.x, betterAt), worseAt, betterAt, upTo };
  }
  if (betterAt < worseAt) return { status: 'not-monotone', estimate: null, worseAt, betterAt, upTo };
  const estimate = lastFall(places, worseAt, betterAt);
  // A median lies within its interval: above 1 at the one end and below it at the other.
  if (estimate === null) throw new Error(`medians do not fall below 1 between ${worseAt} and ${betterAt}`);
  return { status: 'found', estimate, worseAt, betterAt, upTo };
}

/** The last x before the first at which it is not shown better; the first one is. */
function lastOfRun([first, ...others]: readonly Place[]): number {
  const end = others.findIndex(({ shown }) => shown !== 'better');
  const run = end === -1 ? others : others.slice(0, end);
  return run.at(-1)?.x ?? first?.x ?? Number.NaN;
}

function placeOf({ x, ratios }: SweptPoint): Place {
  const wrong = ratios.find((ratio) => !(ratio > 0 && Number.isFinite(ratio)));
  if (wrong !== undefined)
    throw new RangeError(`expected ratios above 0, received ${wrong} at the swept value ${x}`);
  const interval = intervalOf(ratios);
  let shown: Place['shown'] = 'nothing';
  if (interval !== null && interval.high < 1) shown = 'better';
  if (interval !== null && interval.low > 1) shown = 'worse';
  return { x, median: medianOf(ratios.map(Math.log)), shown };
}

function intervalOf(ratios: readonly number[]) {
  return medianInterval(ratios.toSorted((one, other) => one - other));
}

/** The last x between the two at which the medians fall below 0; null where they do not. Before and after it they may waver. */
function lastFall(places: readonly Place[], from: number, to: number): number | null {
  const within = places.filter(({ x }) => from <= x && x <= to);
  for (let index = within.length - 2; index >= 0; index -= 1) {
    const [above, below] = [within[index], within[index + 1]];
    if (above !== undefined && below !== undefined && above.median >= 0 && below.median < 0) {
      return fallBetween(above, below);
    }
  }
  return null;
}

/**
 * Along a straight line over ln x, since sizes are swept by factors. 0 has no logarithm, and on such an axis it is infinitely
 * far from the next value; up to that one the line goes over x itself.
 */
function fallBetween(above: Place, below: Place): number {
  const share = above.median / (above.median - below.median);
  return above.x === 0 ? share * below.x : above.x * (below.x / above.x) ** share;
}
