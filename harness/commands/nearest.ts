import leven from 'leven';

/** ` (did you mean X?)` for the nearest of the known names, or nothing when none is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  let best: string | null = null;
  // Something must agree: every name is near a single letter.
  const farthest = Math.min(Math.max(2, Math.floor(given.length / 2)), given.length - 1);
  let bestDistance = farthest + 1;
  for (const name of known) {
    // The tail counts too: `after-fun` is near `go/after-func`.
    const tail = name.slice(Math.max(0, name.length - given.length - 1));
    const distance = Math.min(leven(given, name), leven(given, tail) + 1);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best === null ? '' : ` (did you mean ${best}?)`;
}
