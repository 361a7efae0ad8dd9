/** A look of the check at its data. */
export interface Look {
  /** So many pairs of every cell are there by then. */
  readonly pairs: number;
  /** False discovery rate of this look: Benjamini–Hochberg over all hypotheses, those of cells that stopped early too. */
  readonly q: number;
}

/** Of the whole q. Little is spent early: a large slowdown shows at once, and a small one needs all the pairs. */
const firstShare = 0.1;
const secondShare = 0.3;

/**
 * When a check looks at its data, and how much of its false discovery rate each look may spend; fixed before anything is
 * measured. The rates of the looks add up to q, so that together they stay within it however they depend on each other:
 * a false discovery is one of some look, whose own discoveries are no more than those of all looks. (Lan & DeMets 1983
 * spend by the looks' joint law instead, which a rank test of many cells does not have at hand.)
 *
 * Of n pairs the smallest one-sided p of the signed-rank test is 2⁻ⁿ, and a single regressed hypothesis among m passes at
 * p ≤ q / m. A first look before that n could never fire; so it is taken at the first n, from 12 on, at which it can.
 * The others follow at 20 and 32 pairs, each at least two after the one before, unless `mostPairs` says otherwise.
 *
 * A budget of `mostPairs` drops the looks beyond it, and the last look is taken at `mostPairs` itself: of a shortened plan with
 * all that the dropped ones would have spent, and where more pairs are held, at more than 32.
 *
 * @param hypotheses gated pairs of a cell and a metric, m
 * @param q above 0, at most 0.5
 * @param mostPairs what is asked for and what the time holds, decided before measuring; Infinity: no more than are needed
 * @returns empty for no hypotheses, and where `mostPairs` is too few for even one look with all of q to fire
 * @throws RangeError for another q, and for numbers that are not whole or are negative
 */
export function planLooks(hypotheses: number, q: number, mostPairs = Infinity): Look[] {
  if (!(q > 0 && q <= 0.5)) throw new RangeError(`expected q above 0 and at most 0.5, received ${q}`);
  if (!(Number.isInteger(hypotheses) && hypotheses >= 0)) {
    throw new RangeError(`expected a whole number of hypotheses, received ${hypotheses}`);
  }
  if (!((Number.isInteger(mostPairs) || mostPairs === Infinity) && mostPairs >= 0)) {
    throw new RangeError(`expected a whole number of pairs at most, received ${mostPairs}`);
  }
  if (hypotheses === 0 || mostPairs < fewestPairs(hypotheses, q)) return [];
  const first = Math.max(12, fewestPairs(hypotheses, firstShare * q));
  const second = Math.max(20, first + 2);
  const third = Math.max(32, second + 2);
  if (mostPairs >= third) {
    const early = [
      { pairs: first, q: firstShare * q },
      { pairs: second, q: secondShare * q },
    ];
    return [...early, { pairs: mostPairs === Infinity ? third : mostPairs, q: restOf(q, early) }];
  }
  const early = mostPairs >= second ? [{ pairs: first, q: firstShare * q }] : [];
  return [...early, { pairs: mostPairs, q: restOf(q, early) }];
}

/**
 * So many pairs that a single regressed hypothesis of all can be shown: the smallest n with 2⁻ⁿ ≤ q / m. Not by a logarithm,
 * whose rounding may miss a whole number; halving is exact.
 */
export function fewestPairs(hypotheses: number, q: number): number {
  let pairs = 0;
  for (let least = hypotheses; least > q; least /= 2) pairs += 1;
  return pairs;
}

/** Not a share of its own: so the looks add up to q to the last digit. */
function restOf(q: number, looks: readonly Look[]): number {
  return q - looks.reduce((sum, look) => sum + look.q, 0);
}
