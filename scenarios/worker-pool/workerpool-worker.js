/** What each thread of workerpool's pool runs. */
import { workerData } from 'node:worker_threads';
import workerpool from 'workerpool';
import { greet, measure } from './measure-in-turn.js';
import { workerTask } from './worker-task.js';

workerpool.worker({ task: workerTask(workerData), greet, measure });
