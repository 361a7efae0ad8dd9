/**
 * Adjusted p values of Benjamini & Hochberg (1995): the hypotheses whose value is at most q are those that the step-up
 * procedure rejects at a false discovery rate of q. Sound for independent tests and for tests that depend on each other
 * positively (Benjamini & Yekutieli 2001), such as metrics of the same samples that grow worse together.
 *
 * @param ps from 0 to 1, in any order
 * @returns in the order of `ps`, at most 1
 * @throws RangeError for values outside 0 to 1
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const adjusted = ps.map(() => 1);
  let smallest = 1;
  for (const [above, { p, index }] of ascending(ps).toReversed().entries()) {
    smallest = Math.min(smallest, p * (ps.length / (ps.length - above)));
    adjusted[index] = smallest;
  }
  return adjusted;
}

/**
 * Adjusted p values of Holm (1979): the hypotheses whose value is at most α are those that the step-down procedure rejects,
 * with a chance of at most α that any of them is true, however the tests depend on each other.
 *
 * @param ps from 0 to 1, in any order
 * @returns in the order of `ps`, at most 1
 * @throws RangeError for values outside 0 to 1
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = ps.map(() => 1);
  let largest = 0;
  for (const [below, { p, index }] of ascending(ps).entries()) {
    largest = Math.min(1, Math.max(largest, p * (ps.length - below)));
    adjusted[index] = largest;
  }
  return adjusted;
}

function ascending(ps: readonly number[]): { readonly p: number; readonly index: number }[] {
  const wrong = ps.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`expected p values from 0 to 1, received ${wrong}`);
  return ps.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
}
