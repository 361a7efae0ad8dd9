import { runHandOvers } from './run-hand-overs.js';

await runHandOvers('node/await', (switches) => ({ handOver: () => handOver(switches) }));

/**
 * Two async functions. When they alternate, as they do, each finds its turn come after exactly one await.
 *
 * @param {number} switches
 */
async function handOver(switches) {
  const shared = { turn: 0, token: -1, finishedNs: 0n };
  const second = receive(1, Math.ceil(switches / 2));
  const startNs = process.hrtime.bigint();
  pass(1);
  const first = receive(0, Math.floor(switches / 2));
  const received = await Promise.all([first, second]);
  return { startNs, finishedNs: shared.finishedNs, received };

  /**
   * @param {number} me
   * @param {number} receptions
   */
  async function receive(me, receptions) {
    let count = 0;
    let sum = 0;
    while (count < receptions) {
      while (shared.turn !== me) await undefined;
      count++;
      sum += shared.token;
      if (shared.token + 1 < switches) pass(1 - me);
      else shared.finishedNs = process.hrtime.bigint();
    }
    return { count, sum };
  }

  /** @param {number} to */
  function pass(to) {
    shared.token++;
    shared.turn = to;
  }
}
