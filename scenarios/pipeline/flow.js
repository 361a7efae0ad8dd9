/**
 * What source, workers and sink do with an item, and what they count, alike in all variants.
 */
import { deferred } from '../workload/deferred.js';
import { resultOf } from './result-of.js';
import { isIntact, stamp } from './stamp.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {import('./item-ring.js').ItemRing} ItemRing */
/** @typedef {import('./settings.js').Settings} Settings */

/**
 * Both by the items' identities.
 *
 * @typedef {object} Times
 * @property {Float64Array} offeredMs `performance.now()`, which allocates nothing, unlike `process.hrtime.bigint()`
 * @property {Float64Array} endToEndNs
 */

const nsPerMs = 1_000_000;
/** Below this, one more result and identity still gives an exact sum. */
const exactSum = 2 ** 52;

/** The items of one iteration. */
export class Flow {
  #settings;
  #ring;
  #times;
  /** @type {ReturnType<typeof deferred<void>>} */
  #drained = deferred();
  /** The identity of the last item from each worker; -1 before its first. */
  #latest;
  #offered = 0;
  #received = 0;
  #peak = 0;
  #outOfOrder = 0;
  #corrupt = 0;
  #workersUsed = 0;
  #sum = 0;
  #carried = 0n;
  #firstOfferedNs = 0n;
  #lastReceivedNs = 0n;

  /**
   * @param {Settings} settings
   * @param {ItemRing} ring all its items are back
   * @param {Times | null} times null where nothing may be kept for each item
   */
  constructor(settings, ring, times) {
    this.#settings = settings;
    this.#ring = ring;
    this.#times = times;
    this.#latest = new Float64Array(settings.workers).fill(-1);
    // A failure may come while the program holds; it is found when the drained items are waited for.
    this.#drained.promise.catch(() => {});
    if (settings.items === 0) this.#drained.resolve();
  }

  /** Resolves when the sink has received all items. */
  get drained() {
    return this.#drained.promise;
  }

  /**
   * Ends the wait for `drained`.
   *
   * @param {Error} error
   */
  fail(error) {
    this.#drained.reject(error);
  }

  /**
   * The source's part. From here on the item is in flight, also while the source waits for a place.
   *
   * @returns {Item | null} null after the last
   */
  offer() {
    const id = this.#offered;
    if (id === this.#settings.items) return null;
    if (id === 0) this.#firstOfferedNs = process.hrtime.bigint();
    const item = this.#ring.lend();
    item.id = id;
    stamp(item.bytes, id);
    const inFlight = ++this.#offered - this.#received;
    if (inFlight > this.#peak) this.#peak = inFlight;
    if (this.#times !== null) this.#times.offeredMs[id] = performance.now();
    return item;
  }

  /**
   * A worker's part.
   *
   * @param {number} worker
   * @param {Item} item
   */
  work(worker, item) {
    item.result = resultOf(item.id, this.#settings.cost);
    item.worker = worker;
  }

  /**
   * The sink's part.
   *
   * @param {Item} item
   */
  receive(item) {
    this.#count(item.id, item.bytes, item.result, item.worker);
    this.#ring.takeBack(item);
  }

  /**
   * The sink's part where a copy arrives.
   *
   * @param {number} worker
   * @param {{ readonly id: number, readonly bytes: Uint8Array, readonly result: number }} copy
   */
  receiveCopy(worker, { id, bytes, result }) {
    this.#count(id, bytes, result, worker);
  }

  /**
   * The source has sent a copy of the item.
   *
   * @param {Item} item
   */
  copied(item) {
    this.#ring.takeBack(item);
  }

  /** From the first item offered until the last one received; 0 without items. */
  get workNs() {
    return Number(this.#lastReceivedNs - this.#firstOfferedNs);
  }

  get counts() {
    return {
      offered: this.#offered,
      received: this.#received,
      peakInFlight: this.#peak,
      outOfOrder: this.#outOfOrder,
      corrupt: this.#corrupt,
      workersUsed: this.#workersUsed,
      checksum: String(this.#carried + BigInt(this.#sum)),
    };
  }

  /**
   * @param {number} id
   * @param {Uint8Array} bytes
   * @param {number} result
   * @param {number} worker
   */
  #count(id, bytes, result, worker) {
    if (this.#times !== null) {
      const tookMs = performance.now() - /** @type {number} */ (this.#times.offeredMs[id]);
      this.#times.endToEndNs[id] = Math.round(tookMs * nsPerMs);
    }
    if (!isIntact(bytes, id, this.#settings.payload)) this.#corrupt++;
    const latest = /** @type {number} */ (this.#latest[worker]);
    if (latest === -1) this.#workersUsed++;
    else if (id <= latest) this.#outOfOrder++;
    this.#latest[worker] = id;
    this.#sum += id + result;
    if (this.#sum >= exactSum) {
      this.#carried += BigInt(this.#sum);
      this.#sum = 0;
    }
    if (++this.#received === this.#settings.items) {
      this.#lastReceivedNs = process.hrtime.bigint();
      this.#drained.resolve();
    }
  }
}
