/**
 * Work for a CPU that takes equally long in Go and in V8: xorshift32, whose every step needs the one before, so that neither
 * compiler can vectorise it or leave a step out. The Go side is go-workloads/workload/cpu_unit.go; the two agree bit for bit.
 */

/** Steps of one unit, about a microsecond of a present-day CPU. How long it takes is measured, never tuned. */
export const stepsPerUnit = 500;

/**
 * @param {number} seed an integer from 1 to 2^32 - 1
 * @param {number} units
 * @returns {number} an integer from 1 to 2^32 - 1; the seed itself after 0 units
 */
export function spin(seed, units) {
  let x = seed | 0;
  for (let step = units * stepsPerUnit; step > 0; step--) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x >>> 0;
}

/** A call for each of these is enough for V8 to compile `spin` at its highest level, in every isolate anew. */
const warmupCalls = 2_000;
const blocks = 60;
const unitsPerBlock = 50;

/**
 * How long a unit takes in this isolate now, ns: the fastest of several short blocks, since whatever interrupts a block
 * only makes it longer.
 */
export function measureUnit() {
  let seed = 1;
  for (let call = 0; call < warmupCalls; call++) seed = spin(seed, 1);
  let fastestNs = Infinity;
  for (let block = 0; block < blocks; block++) {
    const startNs = process.hrtime.bigint();
    seed = spin(seed, unitsPerBlock);
    fastestNs = Math.min(fastestNs, Number(process.hrtime.bigint() - startNs));
  }
  // xorshift never reaches 0: this consumes the result.
  if (seed === 0) throw new Error('the CPU unit computed 0');
  return fastestNs / unitsPerBlock;
}
