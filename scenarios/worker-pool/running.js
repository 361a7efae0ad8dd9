/**
 * Counts the tasks that run at one time: a plain counter where all of them share a thread, atomic cells where they do not.
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

/** What `runningIn` counts in; it can be sent to a worker. */
export function runningCells() {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * @param {Int32Array} cells
 * @returns {Running}
 */
export function runningIn(cells) {
  return {
    begin: () => {
      // What the addition itself saw: a later look could tell of a number that never was.
      const running = Atomics.add(cells, runningCell, 1) + 1;
      let peak = Atomics.load(cells, peakCell);
      while (running > peak) peak = Atomics.compareExchange(cells, peakCell, peak, running);
    },
    end: () => void Atomics.sub(cells, runningCell, 1),
    peak: () => Atomics.load(cells, peakCell),
  };
}
