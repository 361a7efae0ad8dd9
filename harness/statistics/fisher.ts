/**
 * Fisher's exact test of two shares, one-sided (Fisher 1922): the chance that the first group gets so many of all marks, or more,
 * when the marks are dealt out blindly. Exact for any counts, however few: the sizes of the groups and the number of all marks
 * are taken as given.
 *
 * @param marks whole, of the `of` members of the first group; `otherMarks` and `otherOf` those of the second
 * @returns 1 where nothing is marked, or nobody could have been
 * @throws RangeError for other counts
 */
export function fisherGreater(marks: number, of: number, otherMarks: number, otherOf: number): number {
  requireCounts(marks, of);
  requireCounts(otherMarks, otherOf);
  const all = marks + otherMarks;
  const [least, most] = [Math.max(0, all - otherOf), Math.min(all, of)];
  // As multiples of the most likely number's chance: factorials would overflow, and the chances themselves vanish.
  const mode = Math.floor(((all + 1) * (of + 1)) / (of + otherOf + 2));
  let [below, atLeast] = [0, 0];
  const add = (count: number, weight: number): void => {
    if (count < marks) below += weight;
    else atLeast += weight;
  };
  add(mode, 1);
  let weight = 1;
  for (let count = mode; count < most; count += 1) {
    weight *= ((of - count) * (all - count)) / ((count + 1) * (otherOf - all + count + 1));
    add(count + 1, weight);
  }
  weight = 1;
  for (let count = mode; count > least; count -= 1) {
    weight *= (count * (otherOf - all + count)) / ((of - count + 1) * (all - count + 1));
    add(count - 1, weight);
  }
  return atLeast / (below + atLeast);
}

function requireCounts(marks: number, of: number): void {
  if (Number.isInteger(of) && Number.isInteger(marks) && marks >= 0 && marks <= of) return;
  throw new RangeError(`expected whole numbers, marks from 0 to ${of}, received ${marks} of ${of}`);
}
