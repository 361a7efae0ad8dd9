import { runHandOvers } from './run-hand-overs.js';

await runHandOvers('node/await', (switches) => ({ handOver: () => handOver(switches) }));

/**
 * Two async functions. When they alternate, as they do, each finds its turn come after exactly one await. The token says
 * whose turn it is: even ones are for the second task, odd ones for the first.
 *
 * @param {number} switches
 */
async function handOver(switches) {
  const shared = { token: -1, finishedNs: 0n };
  const second = receive(0, Math.ceil(switches / 2));
  const startNs = process.hrtime.bigint();
  shared.token = 0;
  const first = receive(1, Math.floor(switches / 2));
  const received = await Promise.all([first, second]);
  return { startNs, finishedNs: shared.finishedNs, received };

  /**
   * @param {0 | 1} parity
   * @param {number} receptions
   */
  async function receive(parity, receptions) {
    let count = 0;
    let sum = 0;
    while (count < receptions) {
      while ((shared.token & 1) !== parity) await undefined;
      const { token } = shared;
      count++;
      sum += token;
      if (token + 1 < switches) shared.token = token + 1;
      else shared.finishedNs = process.hrtime.bigint();
    }
    return { count, sum };
  }
}
