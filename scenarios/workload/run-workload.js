import { BadRequest } from './decode.js';
import { encodeDistribution } from './distribution.js';
import { LineReader } from './line-reader.js';
import { openMessageStream } from './message-stream.js';
import { Session } from './session.js';
import { WorkloadFailure } from './workload-failure.js';

/** @typedef {import('./session.js').HoldPhase} HoldPhase */
/** @typedef {import('./session.js').Observation} Observation */
/** @typedef {import('./session.js').Witness} Witness */

/**
 * @typedef {object} Manifest
 * @property {number} created
 * @property {number} completed
 * @property {number} peakAlive
 * @property {number} messages
 * @property {string | null} checksum
 */

/**
 * @typedef {object} Outcome
 * @property {number} elapsedNs
 * @property {Manifest} manifest
 * @property {Readonly<Record<string, number>>} measurements
 */

/** @typedef {(phase: HoldPhase, observe: () => Observation, witness?: () => Witness) => Promise<Observation>} Hold */

/**
 * @typedef {object} Prepared
 * @property {(hold: Hold, index: number) => Promise<Outcome>} iterate `index` counts warm-ups too, from 0
 * @property {readonly import('./distribution.js').Recording[]} recordings filled by the iterations, sent after the last
 */

/**
 * @typedef {object} Workload
 * @property {string} scenario
 * @property {string} variant
 * @property {(request: import('./request.js').Request) => Prepared} prepare makes all that must be there at `baseline`;
 *   throws BadRequest for parameters that the workload does not take
 */

/**
 * Answers one request and ends the process, as `answerRequest` says.
 *
 * @param {Workload} workload
 */
export function runWorkload({ scenario, variant, prepare }) {
  return answerRequest(scenario, variant, async (session, request) => {
    const { iterate, recordings } = prepare(request);
    await session.ready();
    for (let index = 0; index < request.warmups + request.iterations; index++) {
      const outcome = await iterate(
        (phase, observe, witness) => session.hold(phase, index, observe, witness),
        index,
      );
      session.queue({ type: 'iteration', iteration: index, warmup: index < request.warmups, ...outcome });
    }
    for (const recording of recordings) session.send(await encodeDistribution(recording));
  });
}

/**
 * Takes the request, lets `answer` say everything from `ready` to the last message before `done`, and ends the process: 0
 * when done, 64 for a bad request, 70 for a failure told in good order. Any other error is a mistake in the workload and
 * stays an ordinary crash with its stack.
 *
 * @param {string} scenario
 * @param {string} variant
 * @param {(session: Session, request: import('./request.js').Request) => Promise<void>} answer
 */
export async function answerRequest(scenario, variant, answer) {
  /** @type {Session | undefined} */
  let session;
  try {
    // First of all, before anything can copy the environment.
    const messages = openMessageStream();
    session = new Session(new LineReader(process.stdin), messages);
    await answer(session, await session.request(scenario, variant));
    await session.done();
  } catch (error) {
    if (error instanceof BadRequest) {
      process.stderr.write(`bad request: ${error.message}\n`);
      process.exit(64);
    }
    if (error instanceof WorkloadFailure) {
      session?.send({ type: 'failed', reason: error.reason, detail: error.detail });
      // Not left to the empty loop: tasks may still be waiting.
      process.exit(70);
    }
    throw error;
  }
}
