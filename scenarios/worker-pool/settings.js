import { exactObject, integer } from '../workload/decode.js';

/**
 * @typedef {object} Settings
 * @property {number} tasks
 * @property {number} workers the pool's bound; unbounded rows have none and read past it
 * @property {number} cost CPU units a task
 * @property {number} waitMs of every task, before its CPU units
 */

/** Up to these the sum of all results and identities is exact in a double. */
const maximum = { tasks: 1_000_000, workers: 4_096, cost: 10_000, waitMs: 10_000 };

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @returns {Settings}
 * @throws {import('../workload/decode.js').BadRequest}
 */
export function decodeSettings(parameters) {
  const names = ['tasks', 'workers', 'cost', 'wait_ms'];
  const { tasks, workers, cost, wait_ms: waitMs } = exactObject('request.parameters', parameters, names);
  return {
    tasks: integer('request.parameters.tasks', tasks, 0, maximum.tasks),
    workers: integer('request.parameters.workers', workers, 1, maximum.workers),
    cost: integer('request.parameters.cost', cost, 0, maximum.cost),
    waitMs: integer('request.parameters.wait_ms', waitMs, 0, maximum.waitMs),
  };
}
