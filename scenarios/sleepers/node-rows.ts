import type { WitnessDefinition } from '../../harness/model.ts';
import { bytes, doubles, mebibyte, needs, type SleeperRow } from './rows.ts';

const base = { bytes: 96 * mebibyte, threads: 16 };
/** What Promise.all keeps for each promise, and the two arrays. */
const collectedPromise = 300;

/** To count them costs memory. */
const timeoutResources: WitnessDefinition = {
  kind: 'timeout-resources',
  tolerance: 0,
  probes: ['latency'],
  since: null,
};

export const nodeRows: readonly SleeperRow[] = [
  {
    name: 'node/timeout-callback',
    level: 'L1-timer',
    description: 'setTimeout with one shared callback',
    tuning: 'default',
    needs: needs(base, { bytes: 800 }),
    witness: timeoutResources,
    state: null,
  },
  {
    name: 'node/async-sleep',
    level: 'L2-suspended',
    description: 'an async function that awaits setTimeout of node:timers/promises',
    tuning: 'default',
    needs: needs(base, { bytes: 1_700 }, collectedPromise),
    witness: timeoutResources,
    state: null,
  },
  {
    name: 'node/promisified-timeout',
    level: 'L2-suspended',
    description: 'an async function that awaits a new Promise whose resolve is the callback of setTimeout',
    tuning: 'default',
    needs: needs(base, { bytes: 1_700 }, collectedPromise),
    witness: timeoutResources,
    state: null,
  },
  {
    name: 'node/async-buffer-state',
    level: 'L3-state',
    description: 'an async function that sleeps and keeps a Uint8Array',
    tuning: 'default',
    needs: needs(base, { bytes: 1_700, withState: (state) => 2_600 + 1.2 * state }, collectedPromise),
    witness: timeoutResources,
    state: bytes,
  },
  {
    name: 'node/async-array-state',
    level: 'L3-state',
    description: 'an async function that sleeps and keeps an array of doubles',
    tuning: 'default',
    needs: needs(base, { bytes: 1_700, withState: (state) => 2_000 + 1.6 * state }, collectedPromise),
    witness: timeoutResources,
    state: doubles,
  },
  {
    name: 'node/worker-thread',
    level: 'L4-thread',
    description: 'a worker thread, blocked in Atomics.wait',
    tuning: 'default',
    needs: needs(base, { bytes: 12 * mebibyte, threads: 1, mappings: 60 }),
    witness: { kind: 'threads', tolerance: 4, probes: ['memory', 'latency'], since: null },
    state: null,
  },
];
