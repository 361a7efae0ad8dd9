import { setTimeout as sleep } from 'node:timers/promises';
import { runTimerSleepers } from './run-timer-sleepers.js';
import { sleeping } from './sleeping.js';

await runTimerSleepers('node/async-buffer-state', {
  ...sleeping,
  keeping:
    ({ begin, woke, deliver }, bytes) =>
    async (delayMs, task) => {
      const state = new Uint8Array(bytes);
      // As in the other states, what is there depends on the task and on the place.
      for (let at = 0; at < bytes; at++) state[at] = (task & 127) + (at & 127);
      begin(task, delayMs);
      await sleep(delayMs);
      woke(task);
      let value = 0;
      for (let at = 0; at < bytes; at++) value += /** @type {number} */ (state[at]);
      deliver(task, value);
      return value;
    },
});
