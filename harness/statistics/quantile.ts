/**
 * Quantile of type 7 (Hyndman & Fan 1996): linear interpolation between order statistics, as R and NumPy do by default,
 * so that whoever computes it again from `samples.csv` gets the same figure.
 *
 * @param sorted ascending, not empty
 * @param probability from 0 to 1
 */
export function quantile(sorted: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`expected a probability from 0 to 1, received ${probability}`);
  }
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined)
    throw new RangeError('expected at least one value, received none');
  return below + (above - below) * (position - Math.floor(position));
}

/** Of values in any order. @throws RangeError when there are none */
export function medianOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
