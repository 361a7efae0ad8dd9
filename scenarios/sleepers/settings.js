import { BadRequest, exactObject, integer, oneOf } from '../workload/decode.js';

const nsPerMs = 1_000_000;
/** Up to here the sum of all task numbers, and of all states, is exact in a double. */
const maximumTasks = 100_000_000;
/** Node turns a longer delay into 1 ms. */
const maximumDelayMs = 2 ** 31 - 1;

/**
 * How far a task's duration is from the one before: a prime, so that every count of durations but itself is gone through
 * completely before one comes again, and so far that no later timer is simply the next to fire. As on the Go side.
 */
const strideMs = 611_953;

const fields = ['tasks', 'wake', 'waitNs', 'durations', 'state', 'join'];

/**
 * @typedef {object} Settings
 * @property {number} tasks
 * @property {'same-duration' | 'same-deadline'} wake each task waits its own duration from its own start, or all wake at
 *   the timed region's start + `waitNs`
 * @property {number} waitNs the shortest duration, whole milliseconds: Node's timers know nothing finer
 * @property {number} durations distinct ones, a millisecond apart
 * @property {number} strideMs from one task's duration to the next one's, over the end back to the shortest
 * @property {number} state bytes that a task keeps across its wait
 * @property {'counter' | 'results'} join
 */

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @param {boolean} keepsState where the variant keeps none, another state than 0 is refused: the sample would not be what
 *   its row says
 * @returns {Settings}
 * @throws {BadRequest}
 */
export function decodeSettings(parameters, keepsState) {
  const decoded = exactObject('request.parameters', parameters, fields);
  const wakes = /** @type {const} */ (['same-duration', 'same-deadline']);
  const wake = oneOf('request.parameters.wake', decoded['wake'], wakes);
  const maximumDurations = wake === 'same-deadline' ? 1 : 1_000_000;
  const durations = integer('request.parameters.durations', decoded['durations'], 1, maximumDurations);
  const maximumWaitNs = (maximumDelayMs - (durations - 1)) * nsPerMs;
  const waitNs = integer('request.parameters.waitNs', decoded['waitNs'], nsPerMs, maximumWaitNs);
  if (waitNs % nsPerMs !== 0) {
    throw new BadRequest(`request.parameters.waitNs: expected whole milliseconds in ns, received ${waitNs}`);
  }
  const joins = /** @type {const} */ (['counter', 'results']);
  return {
    tasks: integer('request.parameters.tasks', decoded['tasks'], 0, maximumTasks),
    wake,
    waitNs,
    durations,
    strideMs: strideMs % durations,
    state: oneOf('request.parameters.state', decoded['state'], keepsState ? [0, 256, 1_024, 4_096] : [0]),
    join: oneOf('request.parameters.join', decoded['join'], joins),
  };
}
