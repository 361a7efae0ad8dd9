import { runTimerSleepers } from './run-timer-sleepers.js';

await runTimerSleepers('node/timeout-callback', {
  promises: false,
  alike: (wake) => (delayMs) => setTimeout(wake, delayMs),
  // The number travels as the timer's argument: a closure a task would cost more.
  own: (wake) => (delayMs, task) => setTimeout(wake, delayMs, task),
});
