import {
  defineScenario,
  type IterationRecord,
  type MeasuredMetric,
  type Needs,
  type Parameters,
  type SuiteEntry,
} from '../../harness/model.ts';
import { taskChecksum } from '../cpu-unit.ts';

const mebibyte = 1024 * 1024;

/**
 * In every variant the most items that the source has begun to offer and the sink has not counted: one that the source
 * offers, the places of the first hop, one in the hands of each worker, the places of the second hop, one in the hands of
 * the sink.
 */
function mostInFlight(parameters: Parameters): number {
  return 1 + Number(parameters['buffer']) + Number(parameters['workers']) + Number(parameters['buffer']) + 1;
}

/** What an isolate leaves lying before it collects the memory of copies. */
const uncollectedBytes = 96 * mebibyte;

/**
 * Upper estimates of a sample's peak, above what was measured on Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0). They
 * decide only whether a sample is started at all.
 */
function needs(
  base: { bytes: number; threads: number },
  worker: { bytes: number; threads: number; mappings: number },
  passes: 'references' | 'copies',
) {
  return (parameters: Parameters): Needs => {
    const [items, workers, payload] = [
      Number(parameters['items']),
      Number(parameters['workers']),
      Number(parameters['payload']),
    ];
    // The ring of items is twice as long as the bound; a slot has more around its payload.
    const ringBytes = 2 * mostInFlight(parameters) * (payload + 512);
    const copiedBytes =
      passes === 'references'
        ? 0
        : 2 * ringBytes + (workers + 1) * Math.min(uncollectedBytes, items * (payload + 512));
    // A latency sample keeps two numbers for each item.
    const timeBytes = 16 * items;
    return {
      memoryBytes: base.bytes + workers * worker.bytes + ringBytes + copiedBytes + timeBytes,
      threads: base.threads + workers * worker.threads,
      mappings: 1_000 + workers * worker.mappings,
    };
  };
}

const goBase = { bytes: 16 * mebibyte, threads: 16 };
const nodeBase = { bytes: 128 * mebibyte, threads: 16 };
const goroutine = { bytes: 8 * 1024, threads: 0, mappings: 0 };
const object = { bytes: 16 * 1024, threads: 0, mappings: 0 };
const thread = { bytes: 12 * mebibyte, threads: 1, mappings: 60 };

const start: MeasuredMetric = {
  name: 'pipeline_start',
  wire: 'startNs',
  perUnit: false,
  unit: 'ns',
  direction: 'lower-is-better',
  description: 'Time until all stages stand and wait for the first item, with the start of worker threads',
};

const itemTime: MeasuredMetric = {
  name: 'item_time',
  wire: 'workNs',
  perUnit: true,
  unit: 'ns/item',
  direction: 'lower-is-better',
  description: 'Time from the first item offered until the last one received, divided by their number',
};

const workCpu: MeasuredMetric = {
  name: 'work_cpu',
  wire: 'workCpuNs',
  perUnit: false,
  unit: 'ns',
  direction: 'lower-is-better',
  description: 'CPU time of all threads while the items pass',
};

const unitTime: MeasuredMetric = {
  name: 'unit_time',
  wire: 'unitNs',
  zeroMeansNone: true,
  perUnit: false,
  unit: 'ns/unit',
  direction: 'none',
  description: 'What one CPU unit takes in this process, the median over its isolates; none where cost is 0',
};

const outOfOrder: MeasuredMetric = {
  name: 'out_of_order',
  wire: 'outOfOrder',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Items that the sink received after a later one of the same worker; any fails the sample',
};

const corrupt: MeasuredMetric = {
  name: 'corrupt_items',
  wire: 'corrupt',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Items whose payload did not arrive as it was sent; any fails the sample',
};

const peakInFlight: MeasuredMetric = {
  name: 'peak_in_flight',
  wire: 'peakInFlight',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Most items that the source had begun to offer and the sink had not counted',
};

const workersUsed: MeasuredMetric = {
  name: 'workers_used',
  wire: 'workersUsed',
  zeroMeansNone: true,
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Workers that had at least one item; none where the row cannot tell',
};

/** A thread that the kernel has taken off its CPU is back by then, and so its worker is no longer passed over by chance. */
const longerThanAnySlice = 50e6;

/** Null where as many workers had items as there are; latency samples do not tell how long the work took. */
function idleWorkers(parameters: Parameters, workNs: number, used = Number.NaN): string | null {
  const [items, workers] = [Number(parameters['items']), Number(parameters['workers'])];
  const most = Math.min(items, workers);
  const least = workNs >= longerThanAnySlice ? most : Math.min(1, items);
  if (used >= least && used <= most) return null;
  const expected = least === most ? String(most) : `${least} to ${most}`;
  return `idle workers: workersUsed expected ${expected}, received ${used}`;
}

/** Items a second, over all measured iterations together; null without items. */
function throughput(iterations: readonly IterationRecord[], parameters: Parameters): number | null {
  const measured = iterations.filter(({ warmup }) => !warmup);
  const workNs = measured.reduce((sum, { measurements }) => sum + (measurements['workNs'] ?? Number.NaN), 0);
  return workNs > 0 ? (measured.length * Number(parameters['items']) * 1e9) / workNs : null;
}

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

export default defineScenario({
  name: 'pipeline',
  question: 'What does passing data between stages cost?',
  levels: {
    'L1-reference': 'items pass as references within one memory',
    'L2-cloned': 'items are copied from thread to thread, on both hops',
  },
  parameters: {
    items: {
      kind: 'count',
      description: 'items that pass from the source through a worker to the sink',
      minimum: 0,
      maximum: 10_000_000,
      default: 1_000_000,
    },
    workers: {
      kind: 'count',
      description: 'workers between source and sink, each with one item at a time',
      minimum: 1,
      maximum: 256,
      default: 4,
    },
    buffer: {
      kind: 'count',
      description: 'places for items that wait, on each of the two hops',
      minimum: 0,
      maximum: 65_536,
      default: 64,
    },
    payload: {
      kind: 'count',
      description: 'bytes of an item',
      minimum: 8,
      maximum: mebibyte,
      default: 8,
    },
    cost: {
      kind: 'count',
      description: 'CPU units, of about a microsecond, that a worker spends on an item',
      minimum: 0,
      maximum: 1_000,
      default: 0,
    },
  },
  sizeParameter: 'items',
  variants: [
    {
      name: 'go/channels',
      level: 'L1-reference',
      description: 'references on one channel to all workers and on one from them, both with `buffer` places',
      tuning: 'default',
      needs: needs(goBase, goroutine, 'references'),
      witness: null,
    },
    {
      name: 'node/async-generators',
      level: 'L1-reference',
      description: 'references through async generators and bounded queues; every operation is awaited',
      tuning: 'default',
      needs: needs(nodeBase, object, 'references'),
      witness: null,
    },
    {
      name: 'node/streams',
      level: 'L1-reference',
      description: 'references through Readable, Transforms and Writable of node:stream in object mode',
      tuning: 'tuned',
      options: 'highWaterMark: source 1, worker 1 + its share of buffer, sink 1 + buffer',
      needs: needs(nodeBase, object, 'references'),
      witness: null,
    },
    {
      name: 'node/worker-channels',
      level: 'L2-cloned',
      description: 'structured clones to and from worker threads, a MessagePort each; credits bound them',
      tuning: 'default',
      needs: needs(nodeBase, thread, 'copies'),
      witness: {
        kind: 'threads',
        at: 'armed',
        expected: (parameters) => Number(parameters['workers']),
        tolerance: 0,
        probes: ['memory'],
        since: null,
      },
    },
  ],
  pilot: null,
  probes: ['memory', 'latency'],
  repetition: () => ({ warmups: 0, iterations: 1 }),
  holds: { memory: ['armed', 'drained'], latency: [] },
  expectedManifest: (parameters) => {
    const items = Number(parameters['items']);
    return {
      created: items,
      completed: items,
      peakAlive: { least: Math.min(1, items), most: Math.min(items, mostInFlight(parameters)) },
      messages: 2 * items,
      checksum: taskChecksum(items, Number(parameters['cost'])),
    };
  },
  verify: ({ probe, parameters, manifest, measurements }) => {
    const [late, damaged] = [measurements['outOfOrder'], measurements['corrupt']];
    if (late !== 0) return `wrong order: outOfOrder expected 0, received ${late}`;
    if (damaged !== 0) return `damaged items: corrupt expected 0, received ${damaged}`;
    if (probe === 'memory' && measurements['peakInFlight'] !== manifest.peakAlive) {
      return `two figures for one: peakInFlight expected ${manifest.peakAlive} as in the manifest, received ${measurements['peakInFlight']}`;
    }
    return idleWorkers(parameters, measurements['workNs'] ?? 0, measurements['workersUsed']);
  },
  measurements: {
    memory: [start, itemTime, workCpu, unitTime, outOfOrder, corrupt, peakInFlight, workersUsed],
    latency: [unitTime, outOfOrder, corrupt, workersUsed],
  },
  derived: {
    memory: [
      {
        name: 'throughput',
        unit: 'items/s',
        direction: 'higher-is-better',
        description: 'Items a second from the first one offered until the last one received',
        derive: throughput,
      },
    ],
    latency: [],
  },
  ratios: [],
  comparableWhile: { metric: 'unit_time', within: 0.05 },
  distributions: [
    {
      name: 'end_to_end',
      unit: 'ns',
      direction: 'lower-is-better',
      description:
        'From just before the source offers an item until the sink has it, waiting for a place included',
    },
  ],
  shown: {
    terminal: ['throughput', 'item_time', 'work_cpu', 'end_to_end_p50', 'end_to_end_p99'],
    report: [
      'throughput',
      'item_time',
      'end_to_end_p50',
      'end_to_end_p99',
      'work_cpu',
      'cpu',
      'pipeline_start',
      'peak_in_flight',
      'workers_used',
      'unit_time',
      'peak',
      'armed_resident',
      'elapsed',
    ],
  },
  caveats: {
    end_to_end_p50:
      'in a closed loop an item takes as long as those before it: about item_time times the items in flight. A row that keeps few in flight is not quicker for it',
  },
  // A unit is 500 steps of three shifts and exclusive ors, 3,000 operations that each need the one before: more than 250 ns
  // on any CPU. There may be a CPU a worker.
  shortestNs: (parameters) =>
    (Number(parameters['items']) * Number(parameters['cost']) * 250) / Number(parameters['workers']),
  // Twenty times what slow rows take on the reference machine: a hand-over between threads, copies, units on one CPU.
  timeLimitNs: (parameters) =>
    60e9 +
    Number(parameters['items']) *
      (200_000 + 20 * Number(parameters['payload']) + 20_000 * Number(parameters['cost'])),
  suites: {
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
          variants: all,
          parameters: { items: [5, 300], workers: [3], buffer: [0], payload: [8], cost: [0] },
          regimes: ['1core', 'all'],
          probes: ['memory', 'latency'],
        },
        {
          variants: all,
          parameters: { items: [0, 1, 300], workers: [1], buffer: [4], payload: [1_000], cost: [1] },
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
  },
});
