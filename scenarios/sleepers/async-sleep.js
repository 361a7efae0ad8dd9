import { setTimeout as sleep } from 'node:timers/promises';
import { runTimerSleepers } from './run-timer-sleepers.js';

await runTimerSleepers('node/async-sleep', {
  counted: (wake) => async (delayMs) => {
    await sleep(delayMs);
    wake();
  },
  identified: (wake) => async (delayMs, task) => {
    await sleep(delayMs);
    wake(task);
  },
});
