/**
 * Every stage an EventEmitter. `emit` calls its listeners at once, so an item passes through all stages before the source
 * offers the next one, unless a stage is held up; then items wait before it, and a stage that has as many as its
 * highWaterMark says, the one that it is busy with among them, has what comes before it paused.
 */
import { EventEmitter, once } from 'node:events';
import { Places } from './places.js';
import { share } from './share.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {Pick<import('./flow.js').Flow, 'offer' | 'work'>} Flow */

/**
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 * @param {Flow} flow
 * @param {(item: Item, done: () => void) => void} receive
 */
export function connectEmitters({ workers, buffer }, flow, receive) {
  const source = new Source(flow);
  const stages = Array.from({ length: workers }, (_, worker) => {
    const stage = new Stage(share(buffer, workers, worker) + 1, (item, done) => {
      flow.work(worker, item);
      stage.emit('item', item);
      done();
    });
    return stage;
  });
  const sink = new Stage(buffer + 1, receive);
  fanOut(source, stages);
  fanIn(stages, sink);
  return {
    begin: () => source.resume(),
    end: async () => {
      const ended = once(sink, 'end');
      source.emit('end');
      await ended;
    },
  };
}

/**
 * The most in flight: what the highWaterMarks of workers and sink add up to. The source has no item of its own, since it
 * offers one only while a worker has a place for it.
 *
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 */
export function mostInEmitters({ workers, buffer }) {
  return buffer + workers + buffer + 1;
}

/** Emits `item` until it is paused. */
class Source extends EventEmitter {
  #flow;
  #paused = true;
  #offering = false;

  /** @param {Flow} flow */
  constructor(flow) {
    super();
    this.#flow = flow;
  }

  get isPaused() {
    return this.#paused;
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    // A listener may resume what it has paused, within the same `emit`.
    if (this.#offering) return;
    this.#offering = true;
    while (!this.#paused) {
      const item = this.#flow.offer();
      if (item === null) break;
      this.emit('item', item);
    }
    this.#offering = false;
  }
}

/** Emits `full` when it has as many items as its highWaterMark says, and `drain` when it then has a place again. */
class Stage extends EventEmitter {
  /** @type {Places<Item>} */
  #items;
  #handle;
  #running = false;
  #busy = false;
  #paused = false;
  #told = false;

  /**
   * @param {number} highWaterMark
   * @param {(item: Item, done: () => void) => void} handle
   */
  constructor(highWaterMark, handle) {
    super();
    this.#items = new Places(highWaterMark);
    this.#handle = handle;
  }

  get isFull() {
    return this.#items.isFull;
  }

  /** @param {Item} item there must be a place */
  take(item) {
    this.#items.put(item);
    this.#run();
    if (this.#items.isFull && !this.#told) {
      this.#told = true;
      this.emit('full');
    }
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    this.#run();
  }

  #run() {
    // Whoever is done at once is called from this loop again, and not from within itself.
    if (this.#running) return;
    this.#running = true;
    while (!this.#busy && !this.#paused && this.#items.length > 0) {
      this.#busy = true;
      this.#handle(this.#items.first, this.#done);
    }
    this.#running = false;
  }

  #done = () => {
    this.#busy = false;
    this.#items.take();
    if (this.#told) {
      this.#told = false;
      this.emit('drain');
    }
    this.#run();
  };
}

/**
 * To each worker in turn, past those that are full.
 *
 * @param {Source} source
 * @param {readonly Stage[]} workers
 */
function fanOut(source, workers) {
  let turn = 0;
  source.on('item', (item) => {
    workers[turn]?.take(item);
    for (let full = 0; full < workers.length; full++) {
      turn = turn + 1 === workers.length ? 0 : turn + 1;
      if (workers[turn]?.isFull === false) return;
    }
    source.pause();
  });
  for (const [index, worker] of workers.entries()) {
    worker.on('drain', () => {
      if (!source.isPaused) return;
      turn = index;
      source.resume();
    });
  }
  source.on('end', () => {
    for (const worker of workers) worker.emit('end');
  });
}

/**
 * A full sink pauses all workers, and lets them in again in turn, or the first one would always be first.
 *
 * @param {readonly Stage[]} workers
 * @param {Stage} sink
 */
function fanIn(workers, sink) {
  let turn = 0;
  let ended = 0;
  for (const worker of workers) {
    worker.on('item', (item) => sink.take(item));
    worker.on('end', () => {
      if (++ended === workers.length) sink.emit('end');
    });
  }
  sink.on('full', () => {
    for (const worker of workers) worker.pause();
  });
  sink.on('drain', () => {
    for (let tried = 0; tried < workers.length && !sink.isFull; tried++) {
      turn = turn + 1 === workers.length ? 0 : turn + 1;
      workers[turn]?.resume();
    }
  });
}
