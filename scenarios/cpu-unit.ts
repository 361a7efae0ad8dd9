/**
 * The CPU unit once more, written without a look at the workloads' own (scenarios/workload/cpu-unit.js, cpu_unit.go), so that
 * the expected checksums do not come from the programs that they check.
 */

const stepsPerUnit = 500;
/** Tasks start from this many different seeds, so that a checksum over a million tasks is known from a few of them. */
const seeds = 64;

/** The state of xorshift32 (13, 17, 5; Marsaglia 2003) after so many units, unsigned. */
export function spun(seed: number, units: number): number {
  let state = seed;
  for (let step = 0; step < units * stepsPerUnit; step += 1) {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
  }
  return state;
}

/** Results by seed, for each number of units asked for: a sample in a run asks again and again. */
const known = new Map<number, readonly number[]>();

function resultsOf(units: number): readonly number[] {
  let results = known.get(units);
  if (results === undefined) {
    results = Array.from({ length: seeds }, (_, index) => spun(index + 1, units));
    known.set(units, results);
  }
  return results;
}

/** The checksum of tasks 0 … count - 1, each of so many units: the sum of every task's result and identity. */
export function taskChecksum(count: number, units: number): string {
  let sum = (BigInt(count) * (BigInt(count) - 1n)) / 2n;
  for (const [seedIndex, result] of resultsOf(units).entries()) {
    if (seedIndex >= count) break;
    const tasksWithSeed = Math.floor((count - 1 - seedIndex) / seeds) + 1;
    sum += BigInt(tasksWithSeed) * BigInt(result);
  }
  return String(sum);
}
