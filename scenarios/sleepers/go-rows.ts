import type { WitnessDefinition } from '../../harness/model.ts';
import { bytes, mebibyte, needs, type SleeperRow } from './rows.ts';

const base = { bytes: 16 * mebibyte, threads: 16 };
/** What a goroutine has beside its stack: its descriptor, its timer and what it was started with. */
const besideStack = 1_400;

/** A stack starts with 2 KiB and doubles; beside the state it holds the frames of the wait. */
function stackOf(stateBytes: number): number {
  const leastBytes = 2_048;
  return Math.max(leastBytes, 2 ** Math.ceil(Math.log2(stateBytes + besideStack)));
}

const goroutinesWaiting: WitnessDefinition = {
  kind: 'goroutines-waiting',
  tolerance: 8,
  probes: ['memory', 'latency'],
  since: '1.26',
};

export const goRows: readonly SleeperRow[] = [
  {
    name: 'go/after-func',
    level: 'L1-timer',
    description: 'time.AfterFunc; each firing runs the callback in a goroutine of its own',
    tuning: 'default',
    needs: needs(base, { bytes: 4_500 }),
    witness: null,
    state: null,
  },
  {
    name: 'go/goroutine-sleep',
    level: 'L2-suspended',
    description: 'a goroutine in time.Sleep',
    tuning: 'default',
    needs: needs(base, { bytes: 3_400 }),
    witness: goroutinesWaiting,
    state: null,
  },
  {
    name: 'go/goroutine-channel',
    level: 'L2-suspended',
    description: 'a goroutine that receives from the channel of time.After',
    tuning: 'default',
    needs: needs(base, { bytes: 3_700 }),
    witness: goroutinesWaiting,
    state: null,
  },
  {
    name: 'go/goroutine-stack-state',
    level: 'L3-state',
    description: 'a goroutine in time.Sleep that keeps an array on its stack',
    tuning: 'default',
    needs: needs(base, { bytes: 3_400, withState: (state) => besideStack + stackOf(state) }),
    witness: goroutinesWaiting,
    state: bytes,
  },
  {
    name: 'go/goroutine-heap-state',
    level: 'L3-state',
    description: 'a goroutine in time.Sleep that keeps a slice on the heap',
    tuning: 'default',
    needs: needs(base, { bytes: 3_400, withState: (state) => 3_600 + 1.2 * state }),
    witness: goroutinesWaiting,
    state: bytes,
  },
  {
    name: 'go/locked-thread',
    level: 'L4-thread',
    description: 'a goroutine locked to its kernel thread, blocked in nanosleep',
    tuning: 'default',
    needs: needs(base, { bytes: 72 * 1024, threads: 1, mappings: 2 }),
    witness: { kind: 'threads', tolerance: 4, probes: ['memory', 'latency'], since: null },
    state: null,
  },
];
