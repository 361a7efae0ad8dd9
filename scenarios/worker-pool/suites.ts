import type { Suite, SuiteEntry } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';

const unboundedRows = ['go/unbounded', 'node/unbounded'];
/** Pools whose workers cost next to nothing, so that there can be many. */
const lightRows = ['go/channel-workers', 'go/errgroup-limit', 'go/ants', 'node/p-limit'];
const threadRows = ['node/worker-threads', 'node/piscina'];
/** What people reach for first. */
const headlineRows = [...unboundedRows, ...lightRows, ...threadRows];
const allRows = [...goRows, ...nodeRows].map(({ name }) => name);

const headline: readonly SuiteEntry[] = [
  {
    variants: headlineRows,
    parameters: { tasks: [60_000], workers: [2], cost: [1] },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: headlineRows,
    parameters: { tasks: [4_000], workers: [2], cost: [100] },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: headlineRows,
    parameters: { tasks: [20_000], workers: [2], cost: [10] },
    regimes: ['all'],
    probes: ['latency'],
  },
];

export const suites: Readonly<Record<string, Suite>> = {
  headline: {
    runs: 6,
    entries: headline,
  },
  quick: {
    runs: 2,
    entries: [
      {
        variants: headlineRows,
        parameters: { tasks: [1_000], workers: [2], cost: [1] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: headlineRows,
        parameters: { tasks: [1_000], workers: [2], cost: [1] },
        regimes: ['all'],
        probes: ['latency'],
      },
    ],
  },
  gate: {
    runs: 6,
    entries: [
      {
        variants: ['go/ants', 'node/piscina'],
        parameters: { tasks: [20_000], workers: [2], cost: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
  },
  full: {
    runs: 6,
    entries: [
      ...headline,
      // The number of workers.
      {
        variants: unboundedRows,
        parameters: { tasks: [20_000], workers: [2], cost: [10] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: lightRows,
        parameters: { tasks: [20_000], workers: [1, 2, 8, 64], cost: [10] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: threadRows,
        parameters: { tasks: [20_000], workers: [1, 2, 8], cost: [10] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      // The size of a task; 10 units stand above.
      {
        variants: allRows,
        parameters: { tasks: [60_000], workers: [2], cost: [0, 1] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: allRows,
        parameters: { tasks: [4_000], workers: [2], cost: [100] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: allRows,
        parameters: { tasks: [1_000], workers: [2], cost: [1_000] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // Tasks that mostly wait.
      {
        variants: lightRows,
        parameters: { tasks: [5_120], workers: [64, 1_024], wait_ms: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: unboundedRows,
        parameters: { tasks: [5_120], workers: [64], wait_ms: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
  },
  smoke: {
    runs: 1,
    entries: [
      {
        variants: allRows,
        parameters: { tasks: [0, 1, 5, 40], workers: [2], cost: [1], buffer: [4], batch: [3] },
        regimes: ['1core', 'all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: allRows,
        parameters: { tasks: [12], workers: [2], cost: [1], wait_ms: [5], buffer: [4], batch: [3] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
};
