/** The task of a worker thread, of our own pool or of Piscina's, with what the main thread has sent along. */
import { workerData } from 'node:worker_threads';
import { runningIn } from './running.js';
import { taskOf } from './task.js';
import { stampsInto } from './times.js';

/**
 * @typedef {object} WorkerData
 * @property {Pick<import('./settings.js').Settings, 'cost' | 'waitMs'>} settings
 * @property {import('./times.js').Times | null} times
 * @property {Int32Array} running
 */

const { settings, times, running } = /** @type {WorkerData} */ (workerData);

export const task = taskOf(settings, runningIn(running), times && stampsInto(times));
