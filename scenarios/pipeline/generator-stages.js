/**
 * Every stage an async generator, a bounded queue on each hop. Whoever waits, waits in the order of coming, so that no worker
 * is passed over.
 */
import { BoundedQueue } from './bounded-queue.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {Pick<import('./flow.js').Flow, 'offer' | 'work'>} Flow */

/**
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 * @param {Flow} flow
 * @param {(items: AsyncIterable<Item>) => Promise<void>} sink
 */
export function connectGenerators({ workers, buffer }, flow, sink) {
  /** @type {BoundedQueue<Item>} */
  const offered = new BoundedQueue(buffer);
  /** @type {BoundedQueue<Item>} */
  const worked = new BoundedQueue(buffer);
  const merged = Promise.all(
    Array.from({ length: workers }, (_, worker) => fill(worked, work(offered, worker, flow))),
  );
  const ended = sink(worked);
  return {
    begin: () => fill(offered, offer(flow)),
    end: async () => {
      offered.close();
      await merged;
      worked.close();
      await ended;
    },
  };
}

/** @param {Flow} flow */
async function* offer(flow) {
  for (let item = flow.offer(); item !== null; item = flow.offer()) yield item;
}

/**
 * @param {AsyncIterable<Item>} items shared by all workers
 * @param {number} worker
 * @param {Flow} flow
 */
async function* work(items, worker, flow) {
  for await (const item of items) {
    flow.work(worker, item);
    yield item;
  }
}

/**
 * @param {BoundedQueue<Item>} queue
 * @param {AsyncIterable<Item>} items
 */
async function fill(queue, items) {
  for await (const item of items) await queue.put(item);
}
