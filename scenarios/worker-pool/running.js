/**
 * Counts the tasks that run at one time: a plain counter where all of them share a thread, atomic cells where they do not.
 * There the threads that run any are counted too.
 *
 * @typedef {object} Running
 * @property {() => void} begin
 * @property {() => void} end
 * @property {() => number} peak
 */

/** @returns {Running} */
export function runningHere() {
  let running = 0;
  let peak = 0;
  return {
    begin: () => {
      if (++running > peak) peak = running;
    },
    end: () => {
      running--;
    },
    peak: () => peak,
  };
}

const runningCell = 0;
const peakCell = 1;
const usedCell = 2;

/** What `runningIn` counts in; it can be sent to a worker. */
export function runningCells() {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * @param {Int32Array} cells
 * @returns {Running & { used: () => number }} `used`: the threads that have begun a task, each with a `Running` of its own
 */
export function runningIn(cells) {
  let used = false;
  return {
    begin: () => {
      if (!used) {
        used = true;
        Atomics.add(cells, usedCell, 1);
      }
      // What the addition itself saw: a later look could tell of a number that never was.
      const running = Atomics.add(cells, runningCell, 1) + 1;
      let peak = Atomics.load(cells, peakCell);
      while (running > peak) peak = Atomics.compareExchange(cells, peakCell, peak, running);
    },
    end: () => void Atomics.sub(cells, runningCell, 1),
    peak: () => Atomics.load(cells, peakCell),
    used: () => Atomics.load(cells, usedCell),
  };
}
