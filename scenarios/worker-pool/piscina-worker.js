/** What each thread of Piscina's pool loads. */
import { workerData } from 'node:worker_threads';
import { workerTask } from './worker-task.js';

export { greet, measure } from './measure-in-turn.js';

export default workerTask(workerData);
