/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (/** @type {number} */ index) => /** @type {number} */ (sorted[index]);
  const last = sorted.length - 1;
  return (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2;
}
