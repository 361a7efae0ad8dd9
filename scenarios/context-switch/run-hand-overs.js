/**
 * What all variants do alike: two tasks pass a token to and fro, and the batch is described by what each of the two received.
 * A variant brings only its way of handing over.
 */
import { performance } from 'node:perf_hooks';
import { exactObject, integer } from '../workload/decode.js';
import { contextSwitches, runBatches } from '../workload/run-batches.js';
import { WorkloadFailure } from '../workload/workload-failure.js';

/** Up to here the sum of all tokens is exact in a double. */
const maximumSwitches = 100_000_000;
const maximumBatches = 1_000;

/**
 * What one task received. Whoever receives the token counts it, adds it to its sum, and passes on the next number: a token
 * that is read twice, or not at all, changes the sum.
 *
 * @typedef {object} Receipts
 * @property {number} count
 * @property {number} sum
 */

/**
 * @typedef {object} Passage
 * @property {bigint} startNs the first task, while the other waited, was about to pass the token 0
 * @property {bigint} finishedNs the last token had been received
 * @property {readonly Receipts[]} received of each task that ended
 */

/**
 * @typedef {object} HandOvers
 * @property {() => Promise<Passage>} handOver one batch
 * @property {() => Promise<unknown>} [end] lets the threads go
 */

/**
 * @param {string} variant
 * @param {(switches: number) => HandOvers | Promise<HandOvers>} prepare `switches`: hand-overs of one batch
 */
export function runHandOvers(variant, prepare) {
  return runBatches(variant, {
    scenario: 'context-switch',
    prepare: async ({ parameters }) => {
      const { handOver, ...ending } = await prepare(decodeSwitches(parameters));
      return { batch: () => describe(handOver), ...ending };
    },
  });
}

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @throws {import('../workload/decode.js').BadRequest}
 */
function decodeSwitches(parameters) {
  const { switches, batches } = exactObject('request.parameters', parameters, ['switches', 'batches']);
  // How many batches there are is said by the request's iterations.
  integer('request.parameters.batches', batches, 1, maximumBatches);
  return integer('request.parameters.switches', switches, 2, maximumSwitches);
}

/**
 * @param {HandOvers['handOver']} handOver
 * @returns {Promise<import('../workload/run-workload.js').Outcome>}
 */
async function describe(handOver) {
  const turnsBefore = loopTurns();
  const switchesBefore = contextSwitches();
  const { startNs, finishedNs, received } = await handOver();
  const switchesAfter = contextSwitches();
  const turnsAfter = loopTurns();
  return {
    elapsedNs: Number(finishedNs - startNs),
    manifest: {
      created: 2,
      completed: received.length,
      peakAlive: 2,
      messages: received.reduce((total, { count }) => total + count, 0),
      checksum: String(received.reduce((total, { sum }) => total + sum, 0)),
    },
    measurements: {
      contextSwitches: switchesAfter - switchesBefore,
      schedulings: turnsAfter - turnsBefore,
    },
  };
}

/**
 * Turns of the main thread's event loop since its start, as libuv counts them.
 *
 * @throws {WorkloadFailure}
 */
function loopTurns() {
  const { uvMetricsInfo } = performance.nodeTiming;
  if (uvMetricsInfo !== undefined) return uvMetricsInfo.loopCount;
  throw new WorkloadFailure(
    'no-loop-count',
    `expected Node.js 20.18, 22.8 or newer, which count the turns of the event loop, received ${process.version}`,
  );
}
