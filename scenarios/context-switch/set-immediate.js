import { deferred } from '../workload/deferred.js';
import { runHandOvers } from './run-hand-overs.js';

await runHandOvers('node/set-immediate', (switches) => ({ handOver: () => handOver(switches) }));

/**
 * Two tasks whose turns are callbacks of setImmediate: the loop goes round once a hand-over.
 *
 * @param {number} switches
 */
async function handOver(switches) {
  const [first, second] = [
    { count: 0, sum: 0 },
    { count: 0, sum: 0 },
  ];
  /** @type {ReturnType<typeof deferred<bigint>>} */
  const finished = deferred();

  /** @param {number} token */
  function firstTurn(token) {
    first.count++;
    first.sum += token;
    if (token + 1 < switches) setImmediate(secondTurn, token + 1);
    else finished.resolve(process.hrtime.bigint());
  }

  /** @param {number} token */
  function secondTurn(token) {
    second.count++;
    second.sum += token;
    if (token + 1 < switches) setImmediate(firstTurn, token + 1);
    else finished.resolve(process.hrtime.bigint());
  }

  const startNs = process.hrtime.bigint();
  setImmediate(secondTurn, 0);
  return { startNs, finishedNs: await finished.promise, received: [first, second] };
}
