/**
 * Source and sink in the main thread, every worker a thread. Items stay where they are, in memory that all share; their places
 * go to a worker and back through a queue each. Credits keep the bound as in `thread-stages.js`, so that no queue is ever full
 * and only whoever takes has to wait.
 */
import { Bell } from './bell.js';
import { PlaceQueue } from './place-queue.js';
import { measureUnitOrder } from './ring-ends.js';
import { mostInFlight } from './settings.js';
import { SharedFields } from './shared-items.js';
import { failWith, measureUnits, startThreads } from './thread-stages.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {import('./ring-ends.js').Ends} Ends */

const ringWorker = new URL('ring-worker.js', import.meta.url);

/**
 * @param {import('./settings.js').Settings} settings
 * @param {import('./flow.js').Flow} flow
 * @param {readonly Item[]} items all there are, as from `sharedItems`
 * @param {URL} [program] what the threads run
 */
export async function connectRings(settings, flow, items, program = ringWorker) {
  const { workers, payload, cost } = settings;
  const memory = /** @type {SharedArrayBuffer} */ (items[0]?.bytes.buffer);
  const fields = new SharedFields(memory, payload);
  const credits = mostInFlight(settings);
  const mainBell = Bell.memory();
  /** @type {Ends[]} */
  const ends = Array.from({ length: workers }, () => ({
    cost,
    payload,
    items: memory,
    orders: PlaceQueue.memory(Math.ceil(credits / workers)),
    workersBell: Bell.memory(),
    answers: PlaceQueue.memory(Math.ceil(credits / workers)),
    mainBell,
  }));
  const threads = await startThreads(program, workers, (worker) => ends[worker]);
  failWith(threads, flow);
  const bell = new Bell(mainBell);
  const lines = ends.map(({ orders, workersBell, answers }) => ({
    orders: new PlaceQueue(orders),
    bell: new Bell(workersBell),
    answers: new PlaceQueue(answers),
  }));
  /** @type {Item[]} */
  const lent = [];

  /** @param {(typeof lines)[number]} line */
  const send = (line) => {
    const item = flow.offer();
    if (item === null) return;
    const place = fields.placeOf(item.bytes);
    fields.setId(place, item.id);
    lent[place] = item;
    line.orders.put(place);
    line.bell.ring();
  };

  /**
   * @param {(typeof lines)[number]} line
   * @param {number} worker
   */
  const receive = (line, worker) => {
    const place = line.answers.take();
    const item = /** @type {Item} */ (lent[place]);
    item.result = fields.result(place);
    item.worker = worker;
    flow.receive(item);
  };

  let ended = false;
  const endedOrAnswered = () => ended || lines.some(({ answers }) => answers.waiting > 0);
  const sink = async () => {
    for (;;) {
      await bell.awaitUntil(endedOrAnswered);
      if (ended) return;
      for (const [worker, line] of lines.entries()) {
        // Those that have come by now: a quick worker must not keep the sink from the others.
        for (let waiting = line.answers.waiting; waiting > 0; waiting--) {
          receive(line, worker);
          send(line);
        }
      }
    }
  };
  const sunk = sink();

  return {
    measureUnits: () =>
      measureUnits(threads, (worker) => {
        lines[worker]?.orders.put(measureUnitOrder);
        lines[worker]?.bell.ring();
      }),
    begin: () => {
      for (let credit = 0; credit < credits; credit++)
        send(/** @type {typeof lines[number]} */ (lines[credit % workers]));
    },
    end: async () => {
      ended = true;
      bell.ring();
      await sunk;
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
