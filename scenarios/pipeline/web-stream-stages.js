/**
 * Every stage a web stream with a CountQueuingStrategy. As the Streams Standard says: a WritableStream counts the chunk that
 * is being written among those of its queue, and asks for no more once they are as many as its highWaterMark; with 0 it would
 * never ask for one. A TransformStream whose readable side has none transforms a chunk only when somebody reads, and until then
 * keeps it in the queue of its writable side. A ReadableStream with 0 pulls only when somebody reads, and not before its start
 * has settled.
 */
import { deferred } from '../workload/deferred.js';
import { share } from './share.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {Pick<import('./flow.js').Flow, 'offer' | 'work'>} Flow */

/**
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 * @param {Flow} flow
 * @param {(item: Item) => void | Promise<void>} receive
 */
export function connectWebStreams({ workers, buffer }, flow, receive) {
  /** @type {ReturnType<typeof deferred<void>>} */
  const begun = deferred();
  const ended = deferred();
  const source = new ReadableStream(
    {
      start: async (controller) => {
        void ended.promise.then(() => controller.close());
        await begun.promise;
      },
      pull: (controller) => {
        const item = flow.offer();
        if (item !== null) controller.enqueue(item);
      },
    },
    new CountQueuingStrategy({ highWaterMark: 0 }),
  );
  const transforms = Array.from(
    { length: workers },
    (_, worker) =>
      new TransformStream(
        {
          transform: (/** @type {Item} */ item, controller) => {
            flow.work(worker, item);
            controller.enqueue(item);
          },
        },
        new CountQueuingStrategy({ highWaterMark: Math.max(1, share(buffer, workers, worker)) }),
        new CountQueuingStrategy({ highWaterMark: 0 }),
      ),
  );
  const sink = new WritableStream(
    { write: (/** @type {Item} */ item) => receive(item) },
    new CountQueuingStrategy({ highWaterMark: buffer + 1 }),
  );
  const passed = Promise.all([fanOut(source, transforms), fanIn(transforms, sink)]);
  return {
    begin: () => begun.resolve(),
    end: async () => {
      ended.resolve(undefined);
      await passed;
    },
  };
}

/**
 * The most in flight: what the queues of the workers hold, one that has been read from each worker and has no place at the
 * sink yet, and what the sink holds. The source has no item of its own, since it is read only when a worker has a place.
 *
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 */
export function mostInWebStreams({ workers, buffer }) {
  return Math.max(buffer, workers) + workers + buffer + 1;
}

/**
 * Each worker reads from the source whenever it has a place; reads are served in the order of their coming.
 *
 * @param {ReadableStream<Item>} source
 * @param {readonly TransformStream<Item, Item>[]} workers
 */
async function fanOut(source, workers) {
  const reader = source.getReader();
  await Promise.all(
    workers.map(async ({ writable }) => {
      const writer = writable.getWriter();
      for (;;) {
        await writer.ready;
        const { value, done } = await reader.read();
        if (done) break;
        // Its end is not waited for: that would be one item at a time, whatever the highWaterMark.
        void writer.write(value);
      }
      await writer.close();
    }),
  );
}

/**
 * @param {readonly TransformStream<Item, Item>[]} workers
 * @param {WritableStream<Item>} sink
 */
async function fanIn(workers, sink) {
  const writer = sink.getWriter();
  await Promise.all(
    workers.map(async ({ readable }) => {
      const reader = readable.getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        // One place wakes all who wait for it, so whoever is not the first looks again.
        while (Number(writer.desiredSize) <= 0) await writer.ready;
        void writer.write(value);
      }
    }),
  );
  await writer.close();
}
