import { runTimerSleepers } from './run-timer-sleepers.js';

await runTimerSleepers('node/promisified-timeout', {
  promises: true,
  alike: (wake) => async (delayMs) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    wake();
  },
  own: (wake) => async (delayMs, task) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    wake(task);
    return task;
  },
});
