import type { Suite, SuiteEntry } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';

const everyRow = [...goRows, ...nodeRows].map(({ name }) => name);
/** What people reach for first. */
const all = ['go/channels', 'node/async-generators', 'node/streams', 'node/worker-channels'] as const;
const byReference = ['go/channels', 'node/async-generators', 'node/streams'] as const;
const cloned = ['node/worker-channels'] as const;
/** Rows of references whose queues fill when a stage of theirs waits for another. */
const queued = [
  ...goRows.filter(({ level }) => level === 'L1-reference').map(({ name }) => name),
  'node/awaiting-when-blocked',
];
/** Rows of references that never have more than two items in flight while no stage waits for anything outside. */
const handedOn = ['node/async-generators', 'node/streams', 'node/web-streams', 'node/event-emitter'] as const;
const references = [...queued, ...handedOn];
/** All that copy, transfer or share: microseconds an item, so that fewer tell as much. */
const dearer = everyRow.filter((name) => !references.includes(name));
/** Rows that make and pass their copies in one thread: only the collector may use another CPU. */
const copiedInOneThread = ['node/deep-copy', 'node/structured-clone'] as const;
const dearerOnMoreCpus = dearer.filter((name) => !copiedInOneThread.some((one) => one === name));
/** Each beside the row that sends its items one by one. */
const batching = [
  'go/channels',
  'go/batches',
  'node/worker-channels',
  'node/worker-channels-batched',
] as const;
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
        variants: ['go/channels'],
        parameters: { items: [1_000_000], ...usual },
        regimes: ['1core'],
        probes: ['memory'],
      },
      {
        variants: ['node/async-generators'],
        parameters: { items: [500_000], ...usual },
        regimes: ['1core'],
        probes: ['memory'],
      },
    ],
  },
  full: {
    runs: 6,
    entries: [
      ...headline,
      {
        variants: queued,
        parameters: { items: [500_000], ...usual, buffer: [0, 1, 64, 128, 1_024] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      // Where places stay empty, none and the usual ones are enough to show it, and one CPU is as many as they use.
      {
        variants: handedOn,
        parameters: { items: [500_000], ...usual, buffer: [0, 64, 1_024] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: handedOn,
        parameters: { items: [500_000], ...usual },
        regimes: ['1core'],
        probes: ['memory'],
      },
      {
        variants: dearer,
        parameters: { items: [50_000], ...usual, buffer: [0, 1, 64, 128, 1_024] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: dearerOnMoreCpus,
        parameters: { items: [50_000], ...usual, buffer: [0, 1, 64, 128, 1_024] },
        regimes: ['1core'],
        probes: ['memory'],
      },
      {
        variants: copiedInOneThread,
        parameters: { items: [50_000], ...usual },
        regimes: ['1core'],
        probes: ['memory'],
      },
      {
        variants: references,
        parameters: { items: [500_000], ...usual, payload: [1_024, 65_536] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: dearer,
        parameters: { items: [50_000], ...usual, payload: [1_024] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: dearer,
        parameters: { items: [10_000], ...usual, payload: [65_536] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: references,
        parameters: { items: [500_000], ...usual, workers: [1] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: dearer,
        parameters: { items: [50_000], ...usual, workers: [1] },
        regimes: ['all'],
        probes: ['memory'],
      },
      // A unit is a microsecond: beside it, what passing costs is small in all rows of references. Its question is who uses
      // more than one CPU, so 50,000 will do for all.
      {
        variants: everyRow,
        parameters: { items: [50_000], ...usual, cost: [1] },
        regimes: ['1core', 'all'],
        probes: ['memory'],
      },
      {
        variants: batching,
        parameters: { items: [50_000], ...usual, batch: [1, 64] },
        regimes: ['all'],
        probes: ['memory'],
      },
      {
        variants: references,
        parameters: { items: [100_000], ...usual, buffer: [0, 64, 1_024] },
        regimes: ['all'],
        probes: ['latency'],
      },
      {
        variants: dearer,
        parameters: { items: [50_000], ...usual, buffer: [0, 64, 1_024] },
        regimes: ['all'],
        probes: ['latency'],
      },
    ],
  },
};
