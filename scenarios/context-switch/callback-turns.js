import { deferred } from '../workload/deferred.js';

/**
 * Two tasks whose turns are callbacks, each of which schedules the other's; two functions, since V8 would specialise on one.
 * The token is shared and no argument of the callback: queueMicrotask passes none, and nextTick takes half as long again
 * with one.
 *
 * @param {(turn: () => void) => unknown} schedule lets the runtime call the turn later
 * @param {number} switches
 * @returns {Promise<import('./run-hand-overs.js').Passage>}
 */
export async function handOverByCallbacks(schedule, switches) {
  let token = 0;
  const [first, second] = [
    { count: 0, sum: 0 },
    { count: 0, sum: 0 },
  ];
  /** @type {ReturnType<typeof deferred<bigint>>} */
  const finished = deferred();

  function firstTurn() {
    first.count++;
    first.sum += token;
    if (token + 1 < switches) {
      token++;
      schedule(secondTurn);
    } else finished.resolve(process.hrtime.bigint());
  }

  function secondTurn() {
    second.count++;
    second.sum += token;
    if (token + 1 < switches) {
      token++;
      schedule(firstTurn);
    } else finished.resolve(process.hrtime.bigint());
  }

  const startNs = process.hrtime.bigint();
  schedule(secondTurn);
  return { startNs, finishedNs: await finished.promise, received: [first, second] };
}
