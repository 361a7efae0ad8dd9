/** What the rows of the scenario are described by, beyond what every variant is. */
import type { Needs, Parameters, Variant } from '../../harness/model.ts';

export const mebibyte = 1024 * 1024;

/** The parameters as numbers and texts. */
export function asked(parameters: Parameters) {
  return {
    tasks: Number(parameters['tasks']),
    wake: String(parameters['wake']),
    durations: Number(parameters['durations']),
    state: Number(parameters['state']),
    join: String(parameters['join']),
  };
}

export interface SleeperRow extends Variant {
  /** What a task keeps across its wait where `state` asks for some; null: it keeps nothing, and refuses to. */
  readonly state: StateValues | null;
}

/** A state is a row of values. Each depends on the task and on its place, and all are summed up after the wait. */
export interface StateValues {
  readonly bytesEach: number;
  /** Added to every value, so that it is one that the array has to be made for. */
  readonly fraction: number;
}

export const bytes: StateValues = { bytesEach: 1, fraction: 0 };
/** With a fraction: V8 keeps whole numbers in another kind of array. */
export const doubles: StateValues = { bytesEach: 8, fraction: 0.5 };

/** How many different values the tasks' numbers, and the places, add: together they fit into a byte. */
const range = 128;

/** The sum of what all tasks read from their states. */
export function sumOfStates(tasks: number, stateBytes: number, { bytesEach, fraction }: StateValues): bigint {
  const places = stateBytes / bytesEach;
  const ofPlaces = sumOfRemainders(places) + BigInt(places * fraction);
  return BigInt(places) * sumOfRemainders(tasks) + BigInt(tasks) * ofPlaces;
}

/** Of 0, 1, 2 … `count` - 1, each modulo `range`. */
function sumOfRemainders(count: number): bigint {
  const rest = count % range;
  const rounds = (count - rest) / range;
  return BigInt(rounds) * sumBelow(range) + sumBelow(rest);
}

/** Of 0, 1, 2 … `count` - 1. */
export function sumBelow(count: number): bigint {
  return (BigInt(count) * (BigInt(count) - 1n)) / 2n;
}

/** From one task's duration to the next one's, modulo the distinct ones; a prime above most counts of them. */
const strideMs = 611_953;

/** How much longer than the shortest the longest of the tasks' durations is, ms. */
export function longestOffsetMs(tasks: number, durations: number): number {
  if (tasks >= durations) return durations - 1;
  let longest = 0;
  for (let task = 0; task < tasks; task++) longest = Math.max(longest, (task * strideMs) % durations);
  return longest;
}

/** Why no row, or none without a state, has such a case. */
export function refusal(parameters: Parameters, state: StateValues | null): string | null {
  const { wake, durations, state: stateBytes } = asked(parameters);
  if (wake === 'same-deadline' && durations > 1) {
    return 'with wake=same-deadline all tasks wake at one moment, which no second duration ends at: durations must be 1';
  }
  if (durations === strideMs) {
    return `durations=${strideMs} is how far one task's duration is from the next one's, so that all would be equal: choose another number`;
  }
  if (state === null && stateBytes > 0) {
    return 'only the rows of the level L3-state keep a state: state must be 0';
  }
  return null;
}

/** What a task adds, and how much its state adds to that. */
export interface Share {
  readonly bytes: number;
  readonly threads?: number;
  readonly mappings?: number;
  readonly withState?: (stateBytes: number) => number;
}

/** What a value and its place in a collection take at most; promises need more, see there. */
const collectedBytes = 16;

/**
 * Upper estimates of a sample's peak, above what was measured at any N on Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0).
 * They decide only whether a sample is started at all.
 */
export function needs(base: { bytes: number; threads: number }, task: Share, collected = collectedBytes) {
  return (parameters: Parameters): Needs => {
    const { tasks, state, join } = asked(parameters);
    const taskBytes = state > 0 && task.withState !== undefined ? task.withState(state) : task.bytes;
    return {
      memoryBytes: base.bytes + tasks * (taskBytes + (join === 'results' ? collected : 0)),
      threads: base.threads + tasks * (task.threads ?? 0),
      mappings: 1_000 + tasks * (task.mappings ?? 0),
    };
  };
}
