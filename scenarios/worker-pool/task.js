/** The task, the same in every row and thread. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spin } from '../workload/cpu-unit.js';

const seeds = 64;

/**
 * @param {Pick<import('./settings.js').Settings, 'cost' | 'waitMs'>} settings
 * @param {Pick<import('./running.js').Running, 'begin' | 'end'>} running
 * @param {Pick<import('./times.js').Stamps, 'start' | 'done'> | null} stamps null in a memory sample
 * @returns {(id: number) => Promise<number>} what it adds to the checksum
 */
export function taskOf({ cost, waitMs }, running, stamps) {
  return async (id) => {
    stamps?.start(id);
    running.begin();
    // Awaiting nothing would still cost a turn of the microtask queue.
    if (waitMs > 0) await sleep(waitMs);
    const result = spin((id % seeds) + 1, cost) + id;
    stamps?.done(id);
    running.end();
    return result;
  };
}

/**
 * The task that has no wait, for rows that call it where they need not await it: a promise for each would be a price that
 * they do not have.
 *
 * @param {Pick<import('./settings.js').Settings, 'cost'>} settings
 * @param {Pick<import('./running.js').Running, 'begin' | 'end'>} running
 * @param {Pick<import('./times.js').Stamps, 'start' | 'done'> | null} stamps
 * @returns {(id: number) => number}
 */
export function unwaitedTaskOf({ cost }, running, stamps) {
  return (id) => {
    stamps?.start(id);
    running.begin();
    const result = spin((id % seeds) + 1, cost) + id;
    stamps?.done(id);
    running.end();
    return result;
  };
}
