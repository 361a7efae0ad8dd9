/**
 * Every stage a loop, a bounded queue on each hop as in `generator-stages.js`. A loop awaits only where the queue is full or
 * empty, so that it passes as many items at a stretch as there are places; an async generator awaits at every item.
 */
import { BoundedQueue } from './bounded-queue.js';

/**
 * @template Offered, Worked
 * @typedef {object} Passing
 * @property {() => Offered | null} offer null after the last
 * @property {(worker: number, item: Offered) => Worked} work
 */

/**
 * @template {{}} Offered
 * @template {{}} Worked
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 * @param {Passing<Offered, Worked>} passing
 * @param {(items: BoundedQueue<Worked>) => Promise<void>} sink
 */
export function connectQueues({ workers, buffer }, { offer, work }, sink) {
  /** @type {BoundedQueue<Offered>} */
  const offered = new BoundedQueue(buffer);
  /** @type {BoundedQueue<Worked>} */
  const worked = new BoundedQueue(buffer);
  const merged = Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (;;) {
        const item = offered.tryTake() ?? (await offered.next()).value;
        if (item === undefined) return;
        const passed = work(worker, item);
        if (!worked.tryPut(passed)) await worked.put(passed);
      }
    }),
  );
  const ended = sink(worked);
  return {
    begin: async () => {
      for (let item = offer(); item !== null; item = offer()) {
        if (!offered.tryPut(item)) await offered.put(item);
      }
    },
    end: async () => {
      offered.close();
      await merged;
      worked.close();
      await ended;
    },
  };
}

/**
 * @template {{}} Value
 * @param {BoundedQueue<Value>} items until it is closed
 * @param {(item: Value) => void} each
 */
export async function takeEach(items, each) {
  for (;;) {
    const item = items.tryTake() ?? (await items.next()).value;
    if (item === undefined) return;
    each(item);
  }
}
