import type { Suite, SuiteEntry } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';

const everyRow = [...goRows, ...nodeRows].map(({ name }) => name);
/** What people reach for first. */
const all = ['go/channels', 'node/async-generators', 'node/streams', 'node/worker-channels'] as const;
const byReference = ['go/channels', 'node/async-generators', 'node/streams'] as const;
const cloned = ['node/worker-channels'] as const;
const usual = { workers: [4], buffer: [64], payload: [8], cost: [0] } as const;

const headline: readonly SuiteEntry[] = [
  {
    variants: byReference,
    parameters: { items: [1_000_000], ...usual },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: cloned,
    parameters: { items: [100_000], ...usual },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: all,
    parameters: { items: [100_000], ...usual },
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
        variants: all,
        parameters: { items: [2_000], ...usual },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
  smoke: {
    runs: 1,
    entries: [
      {
        variants: everyRow,
        parameters: { items: [5, 300], workers: [3], buffer: [0], payload: [8], cost: [0], batch: [3] },
        regimes: ['1core', 'all'],
        probes: ['memory', 'latency'],
      },
      {
        variants: everyRow,
        parameters: {
          items: [0, 1, 300],
          workers: [1],
          buffer: [4],
          payload: [1_000],
          cost: [1],
          batch: [3],
        },
        regimes: ['all'],
        probes: ['memory', 'latency'],
      },
    ],
  },
  gate: {
    runs: 6,
    entries: [
      {
        variants: ['go/channels', 'node/async-generators'],
        parameters: { items: [200_000], ...usual },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
  },
  full: {
    runs: 6,
    entries: [
      ...headline,
      {
        variants: byReference,
        parameters: { items: [500_000], ...usual, buffer: [0, 1, 64, 128, 1_024] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: cloned,
        parameters: { items: [50_000], ...usual, buffer: [0, 1, 64, 128, 1_024] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: byReference,
        parameters: { items: [500_000], ...usual, payload: [1_024, 65_536] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: cloned,
        parameters: { items: [50_000], ...usual, payload: [1_024] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: cloned,
        parameters: { items: [10_000], ...usual, payload: [65_536] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: byReference,
        parameters: { items: [500_000], ...usual, workers: [1] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: cloned,
        parameters: { items: [50_000], ...usual, workers: [1] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: all,
        parameters: { items: [100_000], ...usual, buffer: [0, 64, 1_024] },
        regimes: ['all'],
        probes: ['latency'],
      },
    ],
  },
};
