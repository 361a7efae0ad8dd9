/**
 * Every stage a stream of node:stream in object mode. A Writable takes as many chunks as its highWaterMark says, the one
 * that it is busy with among them, and never fewer than one: so `places + 1` gives it places for those that wait. A
 * Transform holds back what nobody reads, and is busy with it; the Readable has no place of its own. A Writable has its
 * places to itself, so the first hop's are dealt out to the workers.
 */
import { Readable, Transform, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { share } from './share.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {Pick<import('./flow.js').Flow, 'offer' | 'work'>} Flow */

/**
 * @param {Pick<import('./settings.js').Settings, 'workers' | 'buffer'>} settings
 * @param {Flow} flow
 * @param {(item: Item, done: () => void) => void} receive
 */
export function connectStreams({ workers, buffer }, flow, receive) {
  const source = new Readable({
    objectMode: true,
    highWaterMark: 1,
    read() {
      const item = flow.offer();
      if (item !== null) this.push(item);
    },
  });
  const transforms = Array.from(
    { length: workers },
    (_, worker) =>
      new Transform({
        objectMode: true,
        readableHighWaterMark: 1,
        writableHighWaterMark: share(buffer, workers, worker) + 1,
        transform(item, _encoding, done) {
          flow.work(worker, item);
          done(null, item);
        },
      }),
  );
  const sink = new Writable({
    objectMode: true,
    highWaterMark: buffer + 1,
    write(item, _encoding, done) {
      receive(item, done);
    },
  });
  fanOut(source, transforms);
  fanIn(transforms, sink);
  return {
    begin: () => void source.resume(),
    end: async () => {
      source.push(null);
      await finished(sink);
    },
  };
}

/**
 * To each worker in turn, past those that are full.
 *
 * @param {Readable} source left paused
 * @param {readonly Transform[]} workers
 */
function fanOut(source, workers) {
  let turn = 0;
  source.pause();
  source.on('data', (item) => {
    workers[turn]?.write(item);
    for (let full = 0; full < workers.length; full++) {
      turn = turn + 1 === workers.length ? 0 : turn + 1;
      if (workers[turn]?.writableNeedDrain === false) return;
    }
    source.pause();
  });
  for (const [index, worker] of workers.entries()) {
    worker.on('drain', () => {
      if (!source.isPaused()) return;
      turn = index;
      source.resume();
    });
  }
  source.on('end', () => {
    for (const worker of workers) worker.end();
  });
}

/**
 * When the sink is full all workers pause, not only the one that found it so: with `pipe` each of the others would write
 * one more. They are let in again one item each in turn, or the first one would always be first.
 *
 * @param {readonly Transform[]} workers
 * @param {Writable} sink
 */
function fanIn(workers, sink) {
  let turn = 0;
  let paused = false;
  let ended = 0;
  for (const worker of workers) {
    worker.on('data', (item) => {
      if (sink.write(item) || paused) return;
      paused = true;
      for (const other of workers) other.pause();
    });
    worker.on('end', () => {
      if (++ended === workers.length) sink.end();
    });
  }
  sink.on('drain', () => {
    for (let empty = 0; empty < workers.length;) {
      turn = turn + 1 === workers.length ? 0 : turn + 1;
      // What is read goes to the listener for `data`.
      if (workers[turn]?.read() === null) empty++;
      else empty = 0;
      if (sink.writableNeedDrain) return;
    }
    paused = false;
    for (const worker of workers) worker.resume();
  });
}
