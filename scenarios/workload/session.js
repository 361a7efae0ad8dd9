import { BadRequest } from './decode.js';
import { readLimits } from './limits.js';
import { decodeContinue, decodeRequest, protocolVersion } from './request.js';
import { WorkloadFailure } from './workload-failure.js';

/** @typedef {import('./line-reader.js').LineReader} LineReader */
/** @typedef {import('./message-stream.js').MessageStream} MessageStream */

/** @typedef {'armed' | 'parked' | 'drained' | 'collected'} HoldPhase */

/**
 * What a workload sees of its own tasks at one moment.
 *
 * @typedef {object} Observation
 * @property {number} elapsedNs since the timed region began
 * @property {number} created
 * @property {number} completed
 * @property {number | null} timeLeftNs until the first deadline; negative once it has passed
 */

/**
 * The runtime's own count of what waits.
 *
 * @typedef {{ readonly kind: 'timeout-resources', readonly count: number } | null} Witness
 */

/** One talk between harness and workload, from the request to `done`. */
export class Session {
  #lines;
  #messages;
  /** @type {{ readonly type: string, readonly [field: string]: unknown }[]} */
  #queued = [];

  /**
   * @param {LineReader} lines
   * @param {MessageStream} messages
   */
  constructor(lines, messages) {
    this.#lines = lines;
    this.#messages = messages;
  }

  /**
   * @param {string} scenario
   * @param {string} variant
   * @throws {BadRequest} also when the request is meant for another program
   */
  async request(scenario, variant) {
    const line = await this.#lines.next();
    if (line === null) throw new BadRequest('expected a request on stdin, received end of input');
    const request = decodeRequest(line);
    if (request.scenario !== scenario || request.variant !== variant) {
      throw new BadRequest(
        `expected a request for ${scenario} ${variant}, received one for ${request.scenario} ${request.variant}`,
      );
    }
    return request;
  }

  /** Holds at `baseline`: all that the measured region needs must exist by now. */
  async ready() {
    this.send({
      type: 'ready',
      protocol: protocolVersion,
      runtime: 'node',
      runtimeVersion: process.versions.node,
      limits: readLimits(),
    });
    await this.#continued('baseline');
  }

  /**
   * Holds still until the harness says `continue`.
   *
   * @param {HoldPhase} phase
   * @param {number} iteration
   * @param {() => Observation} observe called on both sides of the hold
   * @param {() => Witness} [witness] called after the hold only: a witness may allocate as much as what it counts, and
   *   during the hold memory is read
   * @returns {Promise<Observation>} what was true when the hold ended
   */
  async hold(phase, iteration, observe, witness = () => null) {
    this.send({ type: 'hold', phase, iteration, ...observe(), witness: null });
    await this.#continued(phase);
    const resumed = observe();
    const { completed, timeLeftNs } = resumed;
    this.send({ type: 'resumed', phase, iteration, completed, timeLeftNs, witness: witness() });
    return resumed;
  }

  /** Ends the talk: the harness reads the high-water mark after `done` and then closes stdin. */
  async done() {
    this.send({ type: 'done' });
    if (!this.#messages.byHand) {
      const line = await this.#lines.next();
      if (line !== null)
        throw new BadRequest(`expected end of input after done, received ${JSON.stringify(line)}`);
    }
    this.#lines.close();
  }

  /**
   * Keeps a message back until the next one that is sent: whoever reads it would wake up beside the iteration that follows.
   *
   * @param {{ readonly type: string, readonly [field: string]: unknown }} message
   */
  queue(message) {
    this.#queued.push(message);
  }

  /** @param {{ readonly type: string, readonly [field: string]: unknown }} message */
  send(message) {
    for (const queued of this.#queued.splice(0)) this.#messages.write(queued);
    this.#messages.write(message);
  }

  /** @param {HoldPhase | 'baseline'} phase */
  async #continued(phase) {
    const line = await this.#lines.next();
    if (line !== null) return decodeContinue(line);
    // By hand (`echo … | node program.js`) nobody is there to say continue. Under the harness it means that the
    // harness is gone, and nobody would read the result.
    if (!this.#messages.byHand) {
      throw new WorkloadFailure('stdin-ended', `expected continue at ${phase}, received end of input`);
    }
  }
}
