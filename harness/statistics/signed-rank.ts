/** What the signed-rank test says about paired differences. */
export interface SignedRank {
  /** Differences other than zero. */
  readonly n: number;
  readonly zeros: number;
  /** W+: the ranks of the absolute values of the positive differences, summed; equal absolute values share their mean rank. */
  readonly statistic: number;
  /** P(W+ ≥ statistic): small where the differences lie above zero. */
  readonly pGreater: number;
  /** P(W+ ≤ statistic): small where they lie below zero. */
  readonly pLess: number;
  /** Twice the smaller one, at most 1. */
  readonly pTwoSided: number;
}

export type PValues = Pick<SignedRank, 'pGreater' | 'pLess' | 'pTwoSided'>;

/** Up to here 2⁻ⁿ is far from the smallest float, and the whole law takes milliseconds. */
const mostExact = 200;

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945). Given the absolute values, a fair coin that decides which program of a pair
 * runs first makes all 2ⁿ sign patterns equally likely, if the programs do not differ; the p values count these patterns.
 * So up to 200 differences they are exact, with ties and whatever the drift, tail or autocorrelation. Beyond that the normal
 * approximation with tie and continuity correction (Hollander, Wolfe & Chicken 2014, 3.1).
 *
 * Zeros are dropped, as Wilcoxon did, and R and SciPy do by default. Pratt (1959) ranks them first and drops their ranks
 * then. Under the coin both are exact, since a zero has no sign to flip; what everybody can compute again was preferred.
 *
 * @param differences ln(head / base) of each pair. Taken as ln(head) − ln(base) they only change sign when the programs are
 *   exchanged, to the last digit, which ln of a rounded quotient does not.
 * @returns p = 1 for no differences, and where all are zero
 * @throws RangeError for NaN and infinite values
 */
export function signedRankTest(differences: readonly number[]): SignedRank {
  requireFinite(differences);
  const sorted = differences
    .filter((difference) => difference !== 0)
    .sort((one, other) => Math.abs(one) - Math.abs(other));
  const n = sorted.length;
  const ranks = doubledMidranks(sorted.map((difference) => Math.abs(difference)));
  const doubled = sumOf(ranks.filter((_, index) => (sorted[index] ?? 0) > 0));
  return {
    n,
    zeros: differences.length - n,
    statistic: doubled / 2,
    ...(n <= mostExact
      ? exactPValues(signFlipLaw(ranks), doubled)
      : normalPValues(
          doubled - sumOf(ranks) / 2,
          // A rank counts or does not: a variance of rank² / 4. With ties this is the textbook's corrected one.
          Math.sqrt(sumOf(ranks.map((rank) => rank ** 2)) / 4),
        )),
  };
}

/**
 * How many of the smallest Walsh averages, and of the largest, an interval may leave out, plus one: the largest k such that
 * P(W+ ≤ k − 1) is at most `tail`; 0 where not even all of them are enough. Of n differences without ties.
 */
export function signedRankCriticalRank(n: number, tail: number): number {
  return n <= mostExact
    ? criticalRank(lawWithoutTies(n), tail)
    : normalCriticalRank((n * (n + 1)) / 4, Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24), tail);
}

/** By n: calibration asks for the same some hundred thousand times. */
const lawsWithoutTies = new Map<number, Float64Array>();

function lawWithoutTies(n: number): Float64Array {
  const known = lawsWithoutTies.get(n);
  if (known !== undefined) return known;
  const law = signFlipLaw(Array.from({ length: n }, (_, index) => index + 1));
  lawsWithoutTies.set(n, law);
  return law;
}

/** Of the sum of the weights for which a fair coin shows heads: index s holds the probability of s. */
function signFlipLaw(weights: readonly number[]): Float64Array {
  const law = new Float64Array(sumOf(weights) + 1);
  law[0] = 1;
  let largest = 0;
  for (const weight of weights) {
    largest += weight;
    for (let sum = largest; sum >= 0; sum -= 1) {
      const without = law[sum] ?? 0;
      const withIt = sum >= weight ? (law[sum - weight] ?? 0) : 0;
      law[sum] = (without + withIt) / 2;
    }
  }
  return law;
}

/**
 * Twice the rank of each value, from 1; equal values share their mean rank. Doubled, mean ranks are whole numbers, and
 * statistics can be compared exactly.
 *
 * @param sorted ascending
 */
export function doubledMidranks(sorted: readonly number[]): number[] {
  const ranks: number[] = [];
  while (ranks.length < sorted.length) {
    const first = ranks.length;
    let end = first + 1;
    while (sorted[end] === sorted[first] && end < sorted.length) end += 1;
    for (let index = first; index < end; index += 1) ranks.push(first + 1 + end);
  }
  return ranks;
}

/** @param law of the statistic under the null hypothesis: index s holds the probability of s */
export function exactPValues(law: Float64Array, statistic: number): PValues {
  // Each tail is summed from its end, so that a small one has all its digits.
  let greater = 0;
  for (let sum = law.length - 1; sum >= statistic; sum -= 1) greater += law[sum] ?? 0;
  let less = 0;
  for (let sum = 0; sum <= statistic; sum += 1) less += law[sum] ?? 0;
  return pValues(greater, less);
}

/**
 * With the usual continuity correction of half a rank.
 *
 * @param deviation of the doubled rank sum from its mean
 * @param standardDeviation of the doubled rank sum; 0 where all values are tied
 */
export function normalPValues(deviation: number, standardDeviation: number): PValues {
  return pValues(
    normalUpperTail((deviation - 1) / standardDeviation),
    normalUpperTail((-deviation - 1) / standardDeviation),
  );
}

function pValues(greater: number, less: number): PValues {
  return {
    pGreater: Math.min(1, greater),
    pLess: Math.min(1, less),
    pTwoSided: Math.min(1, 2 * Math.min(greater, less)),
  };
}

/** The largest k such that P(statistic ≤ k − 1) is at most `tail`. @param law index s holds the probability of s */
export function criticalRank(law: Float64Array, tail: number): number {
  // A tail of exactly that size is allowed, as a p of exactly 5 % rejects at 5 % (R stays one rank further out then). The
  // margin is for rounding, of (1 - 0.95) / 2 as of the sums.
  const most = tail * (1 + 1e-12);
  let missed = 0;
  const rank = law.findIndex((probability) => {
    missed += probability;
    return missed > most;
  });
  // All of a law is more than any tail.
  return Math.max(0, rank);
}

/** The same by the normal approximation with continuity correction. */
export function normalCriticalRank(mean: number, standardDeviation: number, tail: number): number {
  let low = 0;
  let high = Math.ceil(mean);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (normalUpperTail((mean - middle - 0.5) / standardDeviation) <= tail) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** P(Z > z) of the standard normal law, to at least ten digits (Abramowitz & Stegun 1964, 26.2.11 and 26.2.14). */
function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let [sum, term] = [z, z];
    for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // From 3 on half minus nearly half would lose digits; there a continued fraction of 100 levels is exact.
  let fraction = z;
  for (let level = 100; level >= 1; level -= 1) fraction = z + level / fraction;
  return density / fraction;
}

/** @throws RangeError that names the first value that is NaN or infinite */
export function requireFinite(values: readonly number[]): void {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`expected finite values, received ${wrong}`);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
