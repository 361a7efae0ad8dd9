export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point and the round in which it was taken. */
export interface RoundPoint extends Point {
  readonly round: number;
}

/** Slope of the least-squares line; null where all points have one x. */
export function leastSquaresSlope(points: readonly Point[]): number | null {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let products = 0;
  let squares = 0;
  for (const { x, y } of points) {
    products += (x - meanX) * (y - meanY);
    squares += (x - meanX) ** 2;
  }
  return squares > 0 ? products / squares : null;
}

/**
 * One slope for each round that holds at least two different x, in the order of the rounds. A single line through the points
 * of all rounds was rejected: its residuals are drift between rounds as well as noise, so its textbook interval is too
 * narrow. Slopes of rounds are independent draws, and their median has an honest interval.
 */
export function slopesByRound(points: readonly RoundPoint[]): number[] {
  return [...Map.groupBy(points, ({ round }) => round)]
    .sort(([first], [second]) => first - second)
    .map(([, members]) => leastSquaresSlope(members))
    .filter((slope) => slope !== null);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
