/** What each thread of Tinypool's pool loads. */
import { Tinypool } from 'tinypool';
import { workerTask } from './worker-task.js';

export { greet, measure } from './measure-in-turn.js';

export default workerTask(Tinypool.workerData);
