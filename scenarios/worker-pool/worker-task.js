/** The task of a worker thread, with what the main thread has sent along. */
import { runningIn } from './running.js';
import { taskOf, unwaitedTaskOf } from './task.js';
import { stampsInto } from './times.js';

/**
 * @typedef {object} WorkerData
 * @property {Pick<import('./settings.js').Settings, 'cost' | 'waitMs'>} settings
 * @property {import('./times.js').Times | null} times
 * @property {Int32Array} running
 */

/**
 * @param {WorkerData} workerData
 * @returns {(id: number) => number | Promise<number>} a promise only where the task waits
 */
export function workerTask({ settings, times, running }) {
  const kind = settings.waitMs > 0 ? taskOf : unwaitedTaskOf;
  return kind(settings, runningIn(running), times && stampsInto(times));
}
