/**
 * Workloads whose iterations are short batches that never hold: tinybench runs them, one after another, in one process.
 * tinybench is loaded with this file, so before `baseline`.
 */
import { Bench } from 'tinybench';
import { answerRequest } from './run-workload.js';

/** @typedef {import('./run-workload.js').Outcome} Outcome */

/**
 * @typedef {object} Batches
 * @property {() => Promise<Outcome>} batch times its own region
 * @property {() => Promise<unknown>} [end] called after the last batch, lets go of what would keep the process alive
 */

/**
 * @typedef {object} BatchWorkload
 * @property {string} scenario
 * @property {(request: import('./request.js').Request) => Batches | Promise<Batches>} prepare makes all that must be there
 *   at `baseline`; throws BadRequest for parameters that the workload does not take
 */

/**
 * Answers one request and ends the process, with the same messages and exit codes as `runWorkload`.
 *
 * @param {string} variant
 * @param {BatchWorkload} workload
 */
export function runBatches(variant, { scenario, prepare }) {
  return answerRequest(scenario, variant, async (session, request) => {
    const { batch, end } = await prepare(request);
    await session.ready();
    const outcomes = await repeat(batch, request);
    await end?.();
    for (const [iteration, outcome] of outcomes.entries()) {
      session.queue({ type: 'iteration', iteration, warmup: iteration < request.warmups, ...outcome });
    }
  });
}

/**
 * The outcomes are kept here, as they came: tinybench sorts its samples, keeps none of the warm-ups, and times from the
 * call to the settled promise, hence with all that a batch does outside its timed region.
 *
 * @param {Batches['batch']} batch
 * @param {import('./request.js').Request} request
 */
async function repeat(batch, { warmups, iterations }) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const bench = new Bench({
    // No budgets of time: each of its two phases then makes exactly as many calls as asked for.
    time: 0,
    iterations,
    warmup: warmups > 0,
    warmupTime: 0,
    warmupIterations: warmups,
    // By default it keeps a batch's error in its result and goes on.
    throws: true,
  });
  bench.add(
    'batch',
    async () => {
      outcomes.push(await batch());
    },
    // Said and not left to be found out: it calls a function that it cannot judge by its kind once more to see whether a
    // promise comes back, and that call would be the cold one.
    { async: true },
  );
  await bench.run();
  return outcomes;
}

/** Of all threads of this process since its start, voluntary and involuntary; the kernel's own count (getrusage). */
export function contextSwitches() {
  const { voluntaryContextSwitches, involuntaryContextSwitches } = process.resourceUsage();
  return voluntaryContextSwitches + involuntaryContextSwitches;
}
