/**
 * The programs of the event loop's sleepers.
 */
import { touchedArray } from '../workload/distribution.js';
import { runSleepers } from './run-sleepers.js';
import { timerHerd } from './timer-herd.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./timer-herd.js').TimerWay} TimerWay */

/**
 * @param {string} variant
 * @param {TimerWay} way
 */
export function runTimerSleepers(variant, way) {
  return runSleepers(variant, {
    keepsState: way.keeping !== undefined,
    memory: (settings) => {
      const values = collectedValues(settings, way);
      return () => timerHerd(settings, way, { times: null, values });
    },
    latency: (settings, slots) => {
      const values = collectedValues(settings, way);
      const intendedMs = touchedArray(settings.tasks);
      const latenessNs = touchedArray(settings.tasks * slots);
      return {
        latenessNs,
        herd: (slot) => {
          const times = { intendedMs, latenessNs, firstValue: slot * settings.tasks };
          return timerHerd(settings, way, { times, values });
        },
      };
    },
  });
}

/**
 * What callbacks deliver has a place before the first task. Promises bring their own: an array of all of them, and the one
 * that Promise.all makes.
 *
 * @param {Settings} settings
 * @param {TimerWay} way
 */
function collectedValues({ tasks, join }, { promises }) {
  return join === 'results' && !promises ? touchedArray(tasks) : null;
}
