/** A point of a line, by its places along both axes. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Where one drawn line last falls below another between two places, ends included; null where it does not. A line goes straight from
 * each of its points to the next, so that where two of them cross is a matter of the axes too.
 */
export function drawnCrossing(
  line: readonly Place[],
  other: readonly Place[],
  from: number,
  to: number,
): number | null {
  const xs = [...new Set([...line, ...other].map(({ x }) => x))]
    .filter((x) => from <= x && x <= to)
    .sort((one, two) => one - two);
  const apart = xs.flatMap((x) => {
    const [own, others] = [heightAt(line, x), heightAt(other, x)];
    return own === null || others === null ? [] : [{ x, y: own - others }];
  });
  for (let index = apart.length - 2; index >= 0; index -= 1) {
    const [above, below] = [apart[index], apart[index + 1]];
    if (above !== undefined && below !== undefined && above.y >= 0 && below.y < 0) {
      return above.x + (above.y / (above.y - below.y)) * (below.x - above.x);
    }
  }
  return null;
}

/** Null where the line does not reach. */
function heightAt(line: readonly Place[], x: number): number | null {
  const before = line.filter((point) => point.x <= x).sort((one, two) => two.x - one.x)[0];
  const after = line.filter((point) => point.x >= x).sort((one, two) => one.x - two.x)[0];
  if (before === undefined || after === undefined) return null;
  if (before.x === after.x) return before.y;
  return before.y + ((x - before.x) / (after.x - before.x)) * (after.y - before.y);
}
