import { spin } from '../workload/cpu-unit.js';

/** So many different results, so that the checksum of any number of items is known from a few of them. */
const seeds = 64;

/**
 * What a worker makes of an item.
 *
 * @param {number} id
 * @param {number} cost CPU units
 */
export function resultOf(id, cost) {
  return spin((id % seeds) + 1, cost);
}
