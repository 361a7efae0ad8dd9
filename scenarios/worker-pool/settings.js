import { exactObject, integer } from '../workload/decode.js';

/**
 * @typedef {object} Settings
 * @property {number} tasks
 * @property {number} workers the pool's bound; unbounded rows have none and read past it
 * @property {number} cost CPU units a task
 * @property {number} waitMs of every task, before its CPU units
 * @property {number} buffer places of a queue of the pool's own; rows without one read past it
 * @property {number} batch tasks that a worker gets at once; rows that send one read past it
 */

/** Up to these the sum of all results and identities is exact in a double. */
const maximum = {
  tasks: 1_000_000,
  workers: 4_096,
  cost: 10_000,
  waitMs: 10_000,
  buffer: 65_536,
  batch: 10_000,
};

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @returns {Settings}
 * @throws {import('../workload/decode.js').BadRequest}
 */
export function decodeSettings(parameters) {
  const names = ['tasks', 'workers', 'cost', 'wait_ms', 'buffer', 'batch'];
  const {
    tasks,
    workers,
    cost,
    wait_ms: waitMs,
    buffer,
    batch,
  } = exactObject('request.parameters', parameters, names);
  return {
    tasks: integer('request.parameters.tasks', tasks, 0, maximum.tasks),
    workers: integer('request.parameters.workers', workers, 1, maximum.workers),
    cost: integer('request.parameters.cost', cost, 0, maximum.cost),
    waitMs: integer('request.parameters.wait_ms', waitMs, 0, maximum.waitMs),
    buffer: integer('request.parameters.buffer', buffer, 0, maximum.buffer),
    batch: integer('request.parameters.batch', batch, 1, maximum.batch),
  };
}
