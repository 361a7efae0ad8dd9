import {
  defineScenario,
  type IterationRecord,
  type MeasuredMetric,
  type Parameters,
} from '../../harness/model.ts';
import { taskChecksum } from '../cpu-unit.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';
import { counts, mebibyte, type PipelineRow } from './rows.ts';
import { suites } from './suites.ts';

const rows: readonly PipelineRow[] = [...goRows, ...nodeRows];

function rowOf(variant: string): PipelineRow {
  const row = rows.find(({ name }) => name === variant);
  if (row === undefined) throw new Error(`pipeline has no row ${variant}`);
  return row;
}

/** For pictures in which all ways to pass references would be a thicket: the quick, the slow and the usual ones. */
const representatives = [
  'go/channels',
  'go/batches',
  'go/mutex-queue',
  'node/awaiting-when-blocked',
  'node/streams',
  'node/web-streams',
  ...rows.filter(({ level }) => level !== 'L1-reference').map(({ name }) => name),
];

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
  description:
    'Items that the sink received after a later one of the same worker, in go/channel-per-worker of any; any fails the sample',
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

/** Null where as many workers had items as there are messages for; latency samples do not tell how long the work took. */
function idleWorkers(
  { batches, reachesAllWorkers }: PipelineRow,
  parameters: Parameters,
  workNs: number,
  used = Number.NaN,
): string | null {
  const { items, workers, batch } = counts(parameters);
  const most = Math.min(batches ? Math.ceil(items / batch) : items, workers);
  const reachesAll = reachesAllWorkers !== false && workNs >= longerThanAnySlice;
  const least = reachesAll ? most : Math.min(1, items);
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

export default defineScenario({
  name: 'pipeline',
  question: 'What does passing data between stages cost?',
  levels: {
    'L1-reference': 'items pass as references within one memory',
    'L2-copied': 'items are copied on each hop: a structured clone or a deep copy',
    'L3-transferred': "the payload's memory changes its owner on each hop; nothing is copied",
    'L4-shared': 'items lie in memory that both sides share; only their place is passed',
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
    batch: {
      kind: 'count',
      description: 'items of one message, in rows that batch; in others it is one',
      minimum: 1,
      maximum: 10_000,
      default: 16,
    },
  },
  sizeParameter: 'items',
  variants: rows,
  pilot: null,
  probes: ['memory', 'latency'],
  repetition: () => ({ warmups: 0, iterations: 1 }),
  holds: { memory: ['armed', 'drained'], latency: [] },
  expectedManifest: (parameters, _, variant) => {
    const all = counts(parameters);
    const { items, cost } = all;
    return {
      created: items,
      completed: items,
      peakAlive: { least: Math.min(1, items), most: Math.min(items, rowOf(variant).mostInFlight(all)) },
      messages: 2 * items,
      checksum: taskChecksum(items, cost),
    };
  },
  verify: ({ variant, probe, parameters, manifest, measurements }) => {
    const [late, damaged] = [measurements['outOfOrder'], measurements['corrupt']];
    if (late !== 0) return `wrong order: outOfOrder expected 0, received ${late}`;
    if (damaged !== 0) return `damaged items: corrupt expected 0, received ${damaged}`;
    if (probe === 'memory' && measurements['peakInFlight'] !== manifest.peakAlive) {
      return `two figures for one: peakInFlight expected ${manifest.peakAlive} as in the manifest, received ${measurements['peakInFlight']}`;
    }
    return idleWorkers(rowOf(variant), parameters, measurements['workNs'] ?? 0, measurements['workersUsed']);
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
  gated: [{ metric: 'elapsed', growsWithSize: true }],
  distributions: [
    {
      name: 'end_to_end',
      unit: 'ns',
      direction: 'lower-is-better',
      description:
        'From just before the source offers an item until the sink has it, waiting for a place included',
    },
  ],
  charts: [
    {
      kind: 'dots',
      name: 'item-time',
      title: 'Time of one item through a pipeline',
      note: 'From the first item to the last, divided by their number',
      metric: 'item_time',
      where: { cost: 0 },
    },
    {
      kind: 'lines',
      name: 'throughput-over-buffer',
      title: 'Items a second, by the buffer between stages',
      note: 'buffer: places between a stage and the next',
      metric: 'throughput',
      over: 'buffer',
      where: { cost: 0 },
      variants: representatives,
    },
    {
      kind: 'lines',
      name: 'time-over-payload',
      title: 'Time of one item, by its payload',
      note: 'payload: bytes of an item',
      metric: 'item_time',
      over: 'payload',
      variants: representatives,
    },
    {
      kind: 'percentiles',
      name: 'latency',
      title: 'How long an item is on its way',
      note: 'From just before the source offers it until the sink has it, waiting for a place included',
      distribution: 'end_to_end',
      variants: representatives,
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
  suites,
});
