import { setTimeout as sleep } from 'node:timers/promises';

/**
 * An async function that sleeps, without a state.
 *
 * @satisfies {import('./timer-herd.js').TimerWay}
 */
export const sleeping = {
  promises: true,
  /** @param {() => void} wake */
  alike: (wake) => async (/** @type {number} */ delayMs) => {
    await sleep(delayMs);
    wake();
  },
  /** @param {(task: number) => void} wake */
  own: (wake) => async (/** @type {number} */ delayMs, /** @type {number} */ task) => {
    await sleep(delayMs);
    wake(task);
    return task;
  },
};
