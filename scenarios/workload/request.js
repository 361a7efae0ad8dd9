/**
 * What the harness may say. Written by hand: a schema library would be loaded into the measured process.
 */
import { BadRequest, exactObject, integer, json, nonEmptyText, object, oneOf } from './decode.js';

export const protocolVersion = 1;

/**
 * @typedef {object} Request
 * @property {string} scenario
 * @property {string} variant
 * @property {Readonly<Record<string, number | string>>} parameters
 * @property {number} iterations at least 1
 * @property {number} warmups
 * @property {number} seed 32 bits, unsigned
 * @property {'memory' | 'latency'} probe
 */

/**
 * @param {string} line
 * @returns {Request}
 * @throws {BadRequest}
 */
export function decodeRequest(line) {
  const fields = exactObject('request', json(line), [
    'type',
    'protocol',
    'scenario',
    'variant',
    'parameters',
    'iterations',
    'warmups',
    'seed',
    'probe',
  ]);
  oneOf('request.type', fields['type'], ['request']);
  oneOf('request.protocol', fields['protocol'], [protocolVersion]);
  return {
    scenario: nonEmptyText('request.scenario', fields['scenario']),
    variant: nonEmptyText('request.variant', fields['variant']),
    parameters: decodeParameters(fields['parameters']),
    iterations: integer('request.iterations', fields['iterations'], 1),
    warmups: integer('request.warmups', fields['warmups'], 0),
    seed: integer('request.seed', fields['seed'], 0, 0xffff_ffff),
    probe: oneOf('request.probe', fields['probe'], ['memory', 'latency']),
  };
}

/**
 * @param {string} line
 * @throws {BadRequest}
 */
export function decodeContinue(line) {
  const fields = exactObject('continue', json(line), ['type']);
  oneOf('continue.type', fields['type'], ['continue']);
}

/**
 * @param {unknown} value
 * @returns {Readonly<Record<string, number | string>>}
 */
function decodeParameters(value) {
  const parameters = object('request.parameters', value);
  for (const [name, parameter] of Object.entries(parameters)) {
    if (typeof parameter !== 'string' && !Number.isSafeInteger(parameter)) {
      throw new BadRequest(
        `request.parameters.${name}: expected an integer or a text, received ${JSON.stringify(parameter)}`,
      );
    }
  }
  return /** @type {Record<string, number | string>} */ (parameters);
}
