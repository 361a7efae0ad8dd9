/**
 * Asks every thread of a pool whose library decides which of them has which task. As many tasks as there are idle threads go
 * to one each, since all are handed out before any can answer. This holds for the libraries as they are, so it is looked at.
 */
import { WorkloadFailure } from '../workload/workload-failure.js';

/** @typedef {import('./measure-in-turn.js').Turn} Turn */
/** @typedef {import('./measure-in-turn.js').Measured} Measured */

/**
 * Starts a pool and waits until every thread has answered.
 *
 * @template T
 * @param {number} count
 * @param {() => T} start
 * @param {(pool: T) => PromiseLike<number>} greet answers with the thread's number
 */
export async function startThreads(count, start, greet) {
  try {
    const pool = start();
    assertEachOnce(await Promise.all(Array.from({ length: count }, () => greet(pool))), count);
    return pool;
  } catch (error) {
    throw new WorkloadFailure('cannot-start-worker', `of ${count} workers: ${error}`, { cause: error });
  }
}

/**
 * @param {number} count
 * @param {(turn: Turn) => PromiseLike<Measured>} measure
 */
export async function measureThreads(count, measure) {
  const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const answers = await Promise.all(Array.from({ length: count }, (_, place) => measure({ turn, place })));
  assertEachOnce(
    answers.map(({ threadId }) => threadId),
    count,
  );
  return answers.map(({ ns }) => ns);
}

/**
 * @param {readonly number[]} threadIds
 * @param {number} count
 */
function assertEachOnce(threadIds, count) {
  const distinct = new Set(threadIds).size;
  if (distinct !== count) {
    throw new Error(`expected an answer of each of ${count} threads, received ${distinct}`);
  }
}
