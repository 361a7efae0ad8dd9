/** What the rows of a table are ordered by; what is missing comes last either way. */

const collator = new Intl.Collator('en', { numeric: true });

/**
 * @template Row
 * @param {readonly Row[]} rows
 * @param {(row: Row) => string} cellOf
 * @param {number} sign
 */
export function byNumber(rows, cellOf, sign) {
  return ordered(
    rows,
    (row) => figureOf(cellOf(row)),
    Number.isNaN,
    (one, other) => sign * (one - other),
  );
}

/**
 * @template Row
 * @param {readonly Row[]} rows
 * @param {(row: Row) => string} cellOf
 * @param {number} sign
 */
export function byText(rows, cellOf, sign) {
  return ordered(
    rows,
    (row) => cellOf(row).trim(),
    (text) => text === '' || text === '–',
    (one, other) => sign * collator.compare(one, other),
  );
}

/**
 * @template Row
 * @template Key
 * @param {readonly Row[]} rows
 * @param {(row: Row) => Key} keyOf
 * @param {(key: Key) => boolean} isMissing
 * @param {(one: Key, other: Key) => number} compare
 */
function ordered(rows, keyOf, isMissing, compare) {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  const there = keyed.filter(({ key }) => !isMissing(key));
  const missing = keyed.filter(({ key }) => isMissing(key));
  there.sort((one, other) => compare(one.key, other.key));
  return [...there, ...missing].map(({ row }) => row);
}

/**
 * The first number of a cell: of `2,708 ±0.3%` it is 2708, of `<0.01 ms` 0.01; NaN where there is none.
 * @param {string} text
 */
function figureOf(text) {
  const [number] = /-?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?/i.exec(text) ?? [];
  return number === undefined ? Number.NaN : Number(number.replaceAll(',', ''));
}
