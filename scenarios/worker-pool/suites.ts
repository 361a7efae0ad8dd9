import type { Suite, SuiteEntry } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';

const unboundedRows = ['go/unbounded', 'node/unbounded'];
/** Without a pool and without concurrency: what speed-ups are held against. */
const serialRows = ['go/serial', 'node/serial'];
const pools = [...goRows, ...nodeRows].filter(
  ({ name }) => ![...unboundedRows, ...serialRows].includes(name),
);
/** Workers of their own, which cost a thread or a process each. */
const heavyRows = nodeRows
  .filter(({ name }) => pools.some((pool) => pool.name === name) && !isOfMainThread(name))
  .map(({ name }) => name);
/** Pools whose workers cost next to nothing, so that there can be many. */
const lightRows = pools.map(({ name }) => name).filter((name) => !heavyRows.includes(name));
/** What people reach for first. */
const headlineRows = [
  ...unboundedRows,
  'go/channel-workers',
  'go/errgroup-limit',
  'go/ants',
  'node/p-limit',
  'node/worker-threads',
  'node/piscina',
];
const allRows = [...goRows, ...nodeRows].map(({ name }) => name);
/** With two workers a multi-pool is one pool. */
const rowsOfTwo = allRows.filter((name) => name !== 'go/ants-multi-pool');

function isOfMainThread(name: string): boolean {
  return ['node/p-limit', 'node/p-limit-map', 'node/p-queue'].includes(name);
}

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
  // On one CPU: across two the same program differs far more from one process to the next (results/checks/gate has the spread here).
  gate: {
    runs: 6,
    entries: [
      {
        variants: ['go/ants', 'node/piscina'],
        parameters: { tasks: [20_000], workers: [2], cost: [10] },
        regimes: ['1core'],
        probes: ['memory'],
      },
    ],
  },
  full: {
    runs: 6,
    entries: [
      ...headline,
      // The size of a task: fewer of the long ones, so that a sample stays below a second or two.
      {
        variants: rowsOfTwo,
        parameters: { tasks: [60_000], workers: [2], cost: [0, 1] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: rowsOfTwo,
        parameters: { tasks: [20_000], workers: [2], cost: [10] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: rowsOfTwo,
        parameters: { tasks: [8_000], workers: [2], cost: [30] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: rowsOfTwo,
        parameters: { tasks: [4_000], workers: [2], cost: [100] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: rowsOfTwo,
        parameters: { tasks: [500], workers: [2], cost: [1_000] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // All on one CPU.
      {
        variants: rowsOfTwo,
        parameters: { tasks: [20_000], workers: [2], cost: [1] },
        regimes: ['1core'],
        probes: ['memory'],
      },
      {
        variants: rowsOfTwo,
        parameters: { tasks: [2_000], workers: [2], cost: [100] },
        regimes: ['1core'],
        probes: ['memory'],
      },
      // The number of workers.
      {
        variants: [...unboundedRows, ...lightRows],
        parameters: { tasks: [20_000], workers: [1, 8, 64], cost: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: heavyRows,
        parameters: { tasks: [20_000], workers: [1, 8], cost: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: lightRows,
        parameters: { tasks: [20_000], workers: [64], cost: [10] },
        regimes: ['all'],
        probes: ['latency'],
      },
      // Tasks that mostly wait.
      {
        variants: [...unboundedRows, ...lightRows],
        parameters: { tasks: [2_560], workers: [64], wait_ms: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // Long enough for the submitter to fill them all.
      {
        variants: [...unboundedRows, ...lightRows],
        parameters: { tasks: [5_120], workers: [1_024], wait_ms: [40] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: heavyRows,
        parameters: { tasks: [320], workers: [8], wait_ms: [10] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // The number of tasks, with start-up; 4,000 stand above.
      {
        variants: ['node/serial', 'node/unbounded', ...heavyRows],
        parameters: { tasks: [100, 400, 1_000], workers: [2], cost: [100] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // What only some rows have; the defaults stand above.
      {
        variants: ['go/buffered-workers', 'go/pond', 'node/shared-ring'],
        parameters: { tasks: [60_000], workers: [2], cost: [1], buffer: [1, 1_024] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: ['go/batched-workers', 'node/worker-threads-batched', 'node/piscina-tuned'],
        parameters: { tasks: [60_000], workers: [2], cost: [1], batch: [8, 512] },
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
        parameters: { tasks: [24], workers: [2], cost: [1], wait_ms: [5], buffer: [4], batch: [3] },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
};
