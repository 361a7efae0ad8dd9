import { exactObject, integer } from '../workload/decode.js';

const maximumItems = 10_000_000;
const maximumWorkers = 256;
const maximumBuffer = 65_536;
/** The stamp of an item needs so many. */
const minimumPayload = 8;
const maximumPayload = 1024 * 1024;
const maximumCost = 1_000;
const maximumBatch = 10_000;

/**
 * @typedef {object} Settings
 * @property {number} items
 * @property {number} workers
 * @property {number} buffer places for items that wait, on each of the two hops
 * @property {number} payload bytes of an item
 * @property {number} cost CPU units that a worker spends on an item
 * @property {number} batch items of one message; rows that send one read past it
 */

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @returns {Settings}
 * @throws {import('../workload/decode.js').BadRequest}
 */
export function decodeSettings(parameters) {
  const { items, workers, buffer, payload, cost, batch } = exactObject('request.parameters', parameters, [
    'items',
    'workers',
    'buffer',
    'payload',
    'cost',
    'batch',
  ]);
  return {
    items: integer('request.parameters.items', items, 0, maximumItems),
    workers: integer('request.parameters.workers', workers, 1, maximumWorkers),
    buffer: integer('request.parameters.buffer', buffer, 0, maximumBuffer),
    payload: integer('request.parameters.payload', payload, minimumPayload, maximumPayload),
    cost: integer('request.parameters.cost', cost, 0, maximumCost),
    batch: integer('request.parameters.batch', batch, 1, maximumBatch),
  };
}

/**
 * The most items that the source has begun to offer and the sink has not counted: one that the source offers, `buffer`
 * that wait for a worker, one in the hands of each worker, `buffer` that wait for the sink, and one in its hands.
 *
 * @param {Pick<Settings, 'workers' | 'buffer'>} settings
 */
export function mostInFlight({ workers, buffer }) {
  return 1 + buffer + workers + buffer + 1;
}
