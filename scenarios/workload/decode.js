/** What was asked is not what the contract, or this program, takes. The program then exits 64. */
export class BadRequest extends Error {
  /** @override */
  name = 'BadRequest';
}

/**
 * @param {string} line
 * @returns {unknown}
 * @throws {BadRequest} when the line is not exactly one JSON value
 */
export function json(line) {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new BadRequest(
      `expected one JSON value on the line, received ${JSON.stringify(line.slice(0, 200))}`,
      {
        cause,
      },
    );
  }
}

/**
 * @param {string} where what the value is, for the error's text
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 * @throws {BadRequest}
 */
export function object(where, value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest(`${where}: expected an object, received ${shown(value)}`);
  }
  return /** @type {Record<string, unknown>} */ (value);
}

/**
 * Like `object`, with these fields and no others.
 *
 * @param {string} where
 * @param {unknown} value
 * @param {readonly string[]} fields
 * @throws {BadRequest}
 */
export function exactObject(where, value, fields) {
  const decoded = object(where, value);
  const missing = fields.filter((field) => !Object.hasOwn(decoded, field));
  const unknown = Object.keys(decoded).filter((field) => !fields.includes(field));
  if (missing.length > 0 || unknown.length > 0) {
    throw new BadRequest(
      `${where}: expected exactly the fields ${fields.join(', ')}; ` +
        `missing: ${missing.join(', ') || 'none'}; unknown: ${unknown.join(', ') || 'none'}`,
    );
  }
  return decoded;
}

/**
 * @param {string} where
 * @param {unknown} value
 * @param {number} minimum inclusive
 * @param {number} [maximum] inclusive
 * @throws {BadRequest}
 */
export function integer(where, value, minimum, maximum = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw new BadRequest(
      `${where}: expected an integer from ${minimum} to ${maximum}, received ${shown(value)}`,
    );
  }
  return value;
}

/**
 * @param {string} where
 * @param {unknown} value
 * @throws {BadRequest}
 */
export function nonEmptyText(where, value) {
  if (typeof value !== 'string' || value === '') {
    throw new BadRequest(`${where}: expected a text that is not empty, received ${shown(value)}`);
  }
  return value;
}

/**
 * @template {string | number} T
 * @param {string} where
 * @param {unknown} value
 * @param {readonly T[]} allowed
 * @returns {T}
 * @throws {BadRequest}
 */
export function oneOf(where, value, allowed) {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new BadRequest(`${where}: expected ${allowed.map(shown).join(' or ')}, received ${shown(value)}`);
  }
  return found;
}

/** @param {unknown} value */
function shown(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}
