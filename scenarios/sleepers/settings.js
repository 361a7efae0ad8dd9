import { BadRequest, exactObject, integer, oneOf } from '../workload/decode.js';

const nsPerMs = 1_000_000;
/** Up to here the sum of all task numbers is exact in a double. */
const maximumTasks = 100_000_000;
/** Node turns a longer delay into 1 ms. */
const maximumDelayMs = 2 ** 31 - 1;

/**
 * @typedef {object} Settings
 * @property {number} tasks
 * @property {'same-duration' | 'same-deadline'} wake each task waits `waitNs` from its own start, or all wake at the
 *   timed region's start + `waitNs`
 * @property {number} waitNs whole milliseconds: Node's timers know nothing finer
 */

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @returns {Settings}
 * @throws {BadRequest}
 */
export function decodeSettings(parameters) {
  const { tasks, wake, waitNs } = exactObject('request.parameters', parameters, ['tasks', 'wake', 'waitNs']);
  const settings = {
    tasks: integer('request.parameters.tasks', tasks, 0, maximumTasks),
    wake: oneOf('request.parameters.wake', wake, /** @type {const} */ (['same-duration', 'same-deadline'])),
    waitNs: integer('request.parameters.waitNs', waitNs, nsPerMs, maximumDelayMs * nsPerMs),
  };
  if (settings.waitNs % nsPerMs !== 0) {
    throw new BadRequest(`request.parameters.waitNs: expected whole milliseconds in ns, received ${waitNs}`);
  }
  return settings;
}
