import { sleeping } from './sleeping.js';
import { runTimerSleepers } from './run-timer-sleepers.js';

await runTimerSleepers('node/async-sleep', sleeping);
