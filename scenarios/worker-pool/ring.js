/**
 * Tasks and their results in shared memory: identities go in through a ring with as many places as the pool has, results come
 * out through one with a place for every task in flight. The main thread is the only one that gives tasks and collects
 * results; the workers share both ends.
 *
 * Nobody is notified who does not sleep, since a notification costs more than a hand-over. A worker that finds no task says
 * that it sleeps (`sleepersCell`) and sleeps until `newsCell` changes; the main thread says for what it sleeps (`mainCell`).
 * All of them look once more after they have said so: atomic operations have one order, so that either the sleeper sees the
 * news or whoever brings it sees the sleeper.
 */

/** Cells of one array, each in a cache line of its own: what one thread writes must not slow the next cell's readers. */
const lineLength = 16;
/** Counts only grow: with a million tasks at most, none comes near 2^31. */
const givenCell = 0;
const takenCell = 1 * lineLength;
const claimedCell = 2 * lineLength;
const sleepersCell = 3 * lineLength;
const newsCell = 4 * lineLength;
const mainCell = 5 * lineLength;
const turnCell = 6 * lineLength;
const cellCount = 7 * lineLength;

/** What the main thread may sleep for. */
const awake = 0;
const forResult = 1;
const forResultOrPlace = 2;

/** No worker has its turn to measure. */
const nobody = 0;

/**
 * What can be sent to a worker.
 *
 * @typedef {object} Ring
 * @property {Int32Array} cells
 * @property {Int32Array} tasks identities, one a place
 * @property {Float64Array} results one for every task in flight
 * @property {Int32Array} numbers of the result that stands in each place, from 1
 */

/**
 * @param {number} places
 * @param {number} mostInFlight
 * @returns {Ring}
 */
export function newRing(places, mostInFlight) {
  const shared = (/** @type {number} */ bytes) => new SharedArrayBuffer(bytes);
  return {
    cells: new Int32Array(shared(cellCount * Int32Array.BYTES_PER_ELEMENT)),
    tasks: new Int32Array(shared(places * Int32Array.BYTES_PER_ELEMENT)),
    results: new Float64Array(shared(mostInFlight * Float64Array.BYTES_PER_ELEMENT)),
    numbers: new Int32Array(shared(mostInFlight * Int32Array.BYTES_PER_ELEMENT)),
  };
}

/** The main thread's end. It never blocks. */
export class RingEnd {
  #ring;
  #given = 0;
  #collected = 0;

  /** @param {Ring} ring */
  constructor(ring) {
    this.#ring = ring;
  }

  /**
   * @param {number} id
   * @returns {boolean} false when there is no place
   */
  give(id) {
    const { cells, tasks } = this.#ring;
    if (this.#isFull()) return false;
    tasks[this.#given % tasks.length] = id;
    Atomics.store(cells, givenCell, ++this.#given);
    if (Atomics.load(cells, sleepersCell) > 0) this.#wakeWorkers(1);
    return true;
  }

  /** @returns {number | undefined} the next result, if there is one */
  collect() {
    if (!this.#hasResult()) return undefined;
    const { results } = this.#ring;
    return results[this.#collected++ % results.length];
  }

  /**
   * Until there is a result, or a place too.
   *
   * @param {boolean} wantsPlace
   */
  async sleep(wantsPlace) {
    const { cells } = this.#ring;
    const wanted = wantsPlace ? forResultOrPlace : forResult;
    const hasNews = () => this.#hasResult() || (wantsPlace && !this.#isFull());
    while (!hasNews()) {
      Atomics.store(cells, mainCell, wanted);
      if (hasNews()) break;
      await Atomics.waitAsync(cells, mainCell, wanted).value;
    }
    Atomics.store(cells, mainCell, awake);
  }

  /**
   * Has a worker that finds no task answer with its measurement.
   *
   * @param {number} worker from 1
   */
  callOn(worker) {
    const { cells } = this.#ring;
    Atomics.store(cells, turnCell, worker);
    // Those whose turn it is not sleep again.
    this.#wakeWorkers(Infinity);
  }

  /** @param {number} most */
  #wakeWorkers(most) {
    const { cells } = this.#ring;
    Atomics.add(cells, newsCell, 1);
    // Who is woken is counted out here, so that the next task notifies nobody twice.
    Atomics.sub(cells, sleepersCell, Atomics.notify(cells, newsCell, most));
  }

  #isFull() {
    const { cells, tasks } = this.#ring;
    return this.#given - Atomics.load(cells, takenCell) === tasks.length;
  }

  /** Workers fill the places in any order; they are emptied in turn. */
  #hasResult() {
    const { numbers } = this.#ring;
    return Atomics.load(numbers, this.#collected % numbers.length) === this.#collected + 1;
  }
}

/**
 * A worker's end: blocks until there is a task.
 *
 * @param {Ring} ring
 * @param {number} worker from 1
 * @param {() => void} measure what it does when its turn has come
 * @returns {number} identity
 */
export function takeTask(ring, worker, measure) {
  const { cells } = ring;
  for (;;) {
    const id = takeTaskIfAny(ring);
    if (id !== undefined) return id;
    Atomics.add(cells, sleepersCell, 1);
    const news = Atomics.load(cells, newsCell);
    const isTurn = Atomics.load(cells, turnCell) === worker;
    const sleeps = !isTurn && Atomics.load(cells, givenCell) === Atomics.load(cells, takenCell);
    // Who notifies a sleeper counts it out.
    if (!sleeps || Atomics.wait(cells, newsCell, news) !== 'ok') Atomics.sub(cells, sleepersCell, 1);
    if (isTurn) {
      Atomics.store(cells, turnCell, nobody);
      measure();
    }
  }
}

/** @param {Ring} ring */
function takeTaskIfAny({ cells, tasks }) {
  for (;;) {
    const taken = Atomics.load(cells, takenCell);
    if (taken === Atomics.load(cells, givenCell)) return undefined;
    // Read first: once it is taken, the place may have the next task. Whoever was slower has read in vain.
    const id = tasks[taken % tasks.length];
    if (Atomics.compareExchange(cells, takenCell, taken, taken + 1) !== taken) continue;
    if (Atomics.load(cells, mainCell) === forResultOrPlace) wakeMain(cells, forResultOrPlace);
    return id;
  }
}

/**
 * @param {Ring} ring
 * @param {number} result
 */
export function giveResult({ cells, results, numbers }, result) {
  const number = Atomics.add(cells, claimedCell, 1);
  const place = number % results.length;
  results[place] = result;
  Atomics.store(numbers, place, number + 1);
  const wanted = Atomics.load(cells, mainCell);
  if (wanted !== awake) wakeMain(cells, wanted);
}

/**
 * @param {Int32Array} cells
 * @param {number} wanted
 */
function wakeMain(cells, wanted) {
  // Only one of those who see it asleep.
  if (Atomics.compareExchange(cells, mainCell, wanted, awake) === wanted) Atomics.notify(cells, mainCell);
}
