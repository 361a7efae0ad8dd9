import type { Suite } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';

const timers = ['go/after-func', 'node/timeout-callback'];
/** What people reach for first. */
const suspended = ['go/goroutine-sleep', 'node/async-sleep'];
const otherSuspended = ['go/goroutine-channel', 'node/promisified-timeout'];
const eventDriven = [...timers, ...suspended];
const allEventDriven = [...eventDriven, ...otherSuspended];
const stateful = [...goRows, ...nodeRows].filter(({ state }) => state !== null).map(({ name }) => name);
const threads = ['go/locked-thread', 'node/worker-thread'];
const allRows = [...goRows, ...nodeRows].map(({ name }) => name);

/** A row of L3-state with no state is the row of L2-suspended: it shows what the state adds. */
const states = [0, 256, 1_024, 4_096];

export const suites: Readonly<Record<string, Suite>> = {
  // Of all scenarios together this one takes the most time: at a million tasks only memory is read.
  headline: {
    runs: 6,
    entries: [
      { variants: eventDriven, parameters: { tasks: [1_000_000] }, regimes: ['all'], probes: ['memory'] },
      // A second size, so that memory is also given as a slope.
      {
        variants: eventDriven,
        parameters: { tasks: [100_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
  smoke: {
    runs: 1,
    entries: [
      {
        variants: allRows,
        parameters: { tasks: [0, 1, 5] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allRows,
        parameters: { tasks: [5] },
        regimes: ['1core'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allRows,
        parameters: { tasks: [5], durations: [3], join: ['results'] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: stateful,
        parameters: { tasks: [5], state: states.slice(1) },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
  quick: {
    runs: 2,
    entries: [
      {
        variants: eventDriven,
        parameters: { tasks: [1_000, 10_000] },
        regimes: ['all'],
        probes: ['memory'],
      },
      { variants: eventDriven, parameters: { tasks: [1_000] }, regimes: ['all'], probes: ['latency'] },
      {
        variants: threads,
        parameters: { tasks: [4] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
  gate: {
    runs: 6,
    entries: [
      // At half as many V8's heap grows once more in some processes and not in others.
      { variants: suspended, parameters: { tasks: [100_000] }, regimes: ['all'], probes: ['memory'] },
    ],
  },
  full: {
    runs: 6,
    entries: [
      // No task at all: what the runtime costs anyway.
      { variants: allRows, parameters: { tasks: [0] }, regimes: ['all'], probes: ['memory'] },
      {
        variants: eventDriven,
        parameters: { tasks: [1_000, 10_000, 100_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      { variants: eventDriven, parameters: { tasks: [1_000_000] }, regimes: ['all'], probes: ['memory'] },
      {
        variants: eventDriven,
        parameters: { tasks: [100_000] },
        regimes: ['1core'],
        probes: ['memory'],
      },
      // Other ways to suspend.
      { variants: otherSuspended, parameters: { tasks: [10_000] }, regimes: ['all'], probes: ['memory'] },
      {
        variants: otherSuspended,
        parameters: { tasks: [100_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      // What is kept across the wait.
      {
        variants: stateful,
        parameters: { tasks: [10_000, 100_000], state: states },
        regimes: ['all'],
        probes: ['memory'],
      },
      // Many durations, one deadline, results: each where it shows most. The other probe is in `exhaustive`.
      {
        variants: eventDriven,
        parameters: { tasks: [100_000], durations: [1_000] },
        regimes: ['all'],
        probes: ['latency'],
      },
      {
        variants: eventDriven,
        parameters: { tasks: [100_000], wake: ['same-deadline'] },
        regimes: ['all'],
        probes: ['latency'],
      },
      {
        variants: eventDriven,
        parameters: { tasks: [100_000], join: ['results'] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // Threads: as many of Node's as a machine holds in seconds; the kernel's own go on.
      { variants: threads, parameters: { tasks: [10, 100] }, regimes: ['all'], probes: ['memory'] },
      { variants: threads, parameters: { tasks: [10] }, regimes: ['all'], probes: ['latency'] },
      {
        variants: ['go/locked-thread'],
        parameters: { tasks: [1_000] },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
  },
  // Hours: what `full` has no time for. Three rounds tell the size of an effect, not its interval.
  exhaustive: {
    runs: 3,
    entries: [
      {
        variants: allEventDriven,
        parameters: { tasks: [1_000, 10_000, 100_000, 1_000_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allEventDriven,
        parameters: { tasks: [10_000, 100_000] },
        regimes: ['1core'],
        probes: ['memory', 'latency'],
      },
      { variants: allEventDriven, parameters: { tasks: [3_000_000] }, regimes: ['all'], probes: ['memory'] },
      { variants: threads, parameters: { tasks: [100] }, regimes: ['all'], probes: ['latency'] },
      {
        variants: ['go/locked-thread'],
        parameters: { tasks: [1_000, 10_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      // As many durations as tasks: the last one wakes 100 s after the first.
      {
        variants: allEventDriven,
        parameters: { tasks: [100_000], durations: [1_000, 100_000] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allEventDriven,
        parameters: { tasks: [100_000], wake: ['same-deadline'] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allEventDriven,
        parameters: { tasks: [100_000], join: ['results'] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: stateful,
        parameters: { tasks: [1_000_000], state: states.slice(0, 3) },
        regimes: ['all'],
        probes: ['memory'],
      },
      // V8's heap, of 4 GB unless told otherwise, does not hold a million arrays of this size.
      {
        variants: stateful.filter((name) => name !== 'node/async-array-state'),
        parameters: { tasks: [1_000_000], state: states.slice(3) },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
  },
};
