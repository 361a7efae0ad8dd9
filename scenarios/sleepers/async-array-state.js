import { setTimeout as sleep } from 'node:timers/promises';
import { runTimerSleepers } from './run-timer-sleepers.js';
import { sleeping } from './sleeping.js';

const bytesPerDouble = 8;

await runTimerSleepers('node/async-array-state', {
  ...sleeping,
  keeping: ({ begin, woke, deliver }, bytes) => {
    const doubles = bytes / bytesPerDouble;
    return async (delayMs, task) => {
      // Array.from would fill it through a call a place, and an array that grows is larger than it has to be.
      // oxlint-disable-next-line unicorn/no-new-array
      const state = new Array(doubles);
      // As in the other states, what is there depends on the task and on the place. The half makes V8 keep doubles: whole
      // numbers would be another kind of array.
      for (let at = 0; at < doubles; at++) state[at] = (task & 127) + (at & 127) + 0.5;
      begin(task, delayMs);
      await sleep(delayMs);
      woke(task);
      let value = 0;
      for (let at = 0; at < doubles; at++) value += state[at];
      deliver(task, value);
      return value;
    };
  },
});
