import {
  defineScenario,
  type DerivedMetric,
  type IterationRecord,
  type MeasuredMetric,
  type Needs,
  type Parameters,
  type Regime,
  type SeenIteration,
  type SuiteEntry,
  type SwitchWitness,
} from '../../harness/model.ts';
import { median } from '../median.ts';

const mebibyte = 1024 * 1024;

/** Upper estimates, whatever the parameters: they decide only whether a sample is started at all. */
const needsOfGo = (): Needs => ({ memoryBytes: 32 * mebibyte, threads: 16, mappings: 1_000 });
const needsOfNode = (workers: number) => (): Needs => ({
  memoryBytes: (96 + 12 * workers) * mebibyte,
  threads: 16 + workers,
  mappings: 1_000 + 60 * workers,
});

/**
 * On several CPUs a thread may find that its turn has come before it has slept, and goroutines are spread over threads, so
 * that only one CPU fixes the number.
 */
const witness = (least: number, most: number): SwitchWitness => ({
  kind: 'context-switches',
  perMessage: { least, most },
  regimes: ['1core'],
  probes: ['memory'],
});
/** Nothing of the kernel's is needed for a hand-over; the few are the runtime's other threads (collector, compiler). */
const withinThread = witness(0, 0.02);
/** The receiver can run only where the kernel takes the CPU from the sender. */
const oncePerMessage = witness(0.98, 1.02);

const switchesOf = (parameters: Parameters): number => Number(parameters['switches']);
const batchesOf = (parameters: Parameters): number => Number(parameters['batches']);

/**
 * Hand-overs after which the figures have settled: V8 has compiled what takes 20 ns and grown its heap. Rows that need
 * microseconds each take fewer batches and have had their time after a quarter of that.
 */
const settledAfter = 200_000;

/** At least 5 batches of the default size, and as many as are measured until all has settled; never more than 200. */
function warmupsOf(parameters: Parameters): number {
  const batchesOfSettling = Math.ceil(settledAfter / switchesOf(parameters));
  const least = Math.ceil(settledAfter / 4 / switchesOf(parameters));
  return Math.min(200, Math.max(least, Math.min(batchesOf(parameters), batchesOfSettling)));
}

const warm: DerivedMetric = {
  name: 'switch_time',
  unit: 'ns/switch',
  direction: 'lower-is-better',
  description: 'Time of a batch divided by its hand-overs; the median of the measured batches',
  derive: (iterations, parameters) => {
    const measured = iterations.filter(({ warmup }) => !warmup);
    return median(measured.map(({ elapsedNs }) => elapsedNs / switchesOf(parameters)));
  },
};

const cold: DerivedMetric = {
  name: 'switch_time_cold',
  unit: 'ns/switch',
  direction: 'lower-is-better',
  description:
    'Time of the first batch of the process, which is no measured one, divided by its hand-overs; none without warm-ups',
  derive: ([first]: readonly IterationRecord[], parameters) =>
    first?.warmup ? first.elapsedNs / switchesOf(parameters) : null,
};

const contextSwitches: MeasuredMetric = {
  name: 'context_switches',
  wire: 'contextSwitches',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description:
    'Context switches of all threads during a batch, voluntary and involuntary, as counted by the kernel (getrusage)',
};

const withoutThreads = ['go/gosched', 'go/channel-unbuffered', 'node/await', 'node/set-immediate'] as const;
const furtherWithoutThreads = [
  'go/channel-buffered',
  'go/mutex-cond',
  'node/next-tick',
  'node/queue-microtask',
  'node/message-channel',
] as const;
const withThreads = [
  'go/locked-threads',
  'node/worker-message',
  'node/worker-atomics',
  'os/futex',
  'os/pipe',
] as const;
const schedulings: MeasuredMetric = {
  name: 'schedulings',
  wire: 'schedulings',
  // The others have the kernel's count.
  variants: [...withoutThreads, ...furtherWithoutThreads, 'go/locked-threads'],
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description:
    "How often the runtime's own scheduler had its turn during a batch: in Go goroutines that began to run (eight times what the scheduler, which records one in eight, has recorded), in Node.js turns of the main thread's event loop",
};

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Of two goroutines the scheduler may leave so many starts unrecorded, since it records every eighth one of each. */
const unrecordedStarts = 16;

/** What the runtime must have counted for a batch; null where it may be anything. */
function expectedSchedulings(variant: string, regime: Regime, messages: number): Bounds | null {
  switch (variant) {
    // They never come back to the event loop: that would be the next level.
    case 'node/await':
    case 'node/next-tick':
    case 'node/queue-microtask':
      return { least: 0, most: 0 };
    // A turn in which the batch begins may serve its first hand-over, and is counted already.
    case 'node/set-immediate':
      return { least: messages - 1, most: Infinity };
    // Both ports are served in one turn.
    case 'node/message-channel':
      return { least: Math.floor(messages / 2) - 1, most: Infinity };
    // Of a sender and a receiver without a buffer between them, the one that comes first has to wait.
    case 'go/channel-unbuffered':
    case 'go/locked-threads':
      return { least: messages - unrecordedStarts, most: Infinity };
    // Side by side a task may find its turn come before it has waited. On one CPU the other must have run for that.
    case 'go/gosched':
    case 'go/channel-buffered':
    case 'go/mutex-cond':
      return regime === '1core' ? { least: messages - unrecordedStarts, most: Infinity } : null;
    default:
      return null;
  }
}

/** The token's sum does not show that two tasks alternated: a single one could count alone. The runtime's own count does
 * where it counts at all; turns of the event loop say of Node's run-queue rows only that there were none. */
function verify({ variant, regime, manifest, measurements }: SeenIteration): string | null {
  const expected = expectedSchedulings(variant, regime, manifest.messages);
  if (expected === null) return null;
  const received = measurements['schedulings'] ?? Number.NaN;
  if (received >= expected.least && received <= expected.most) return null;
  const bounds = expected.most === Infinity ? `at least ${expected.least}` : String(expected.most);
  return `no alternation as the runtime counts it: schedulings expected ${bounds}, received ${received}`;
}

const bothRegimes = ['1core', 'all'] as const;

/** Across CPUs a hand-over between threads may take 50 µs, so that fewer batches must do. */
const longBatches = (variantsWithoutThreads: readonly string[]): readonly SuiteEntry[] => [
  {
    variants: variantsWithoutThreads,
    parameters: { switches: [10_000], batches: [20] },
    regimes: bothRegimes,
    probes: ['memory'],
  },
  {
    variants: withThreads,
    parameters: { switches: [10_000], batches: [5] },
    regimes: bothRegimes,
    probes: ['memory'],
  },
];

export default defineScenario({
  name: 'context-switch',
  question: 'What does handing over control cost?',
  levels: {
    'L1-run-queue': "within the scheduler's run queue",
    'L2-event-loop': 'through the event loop',
    'L3-threads': 'between kernel threads, by the means of the runtime',
    'L4-kernel': "between kernel threads, by the kernel's own means",
  },
  parameters: {
    switches: {
      kind: 'count',
      description: 'hand-overs of one batch',
      minimum: 2,
      maximum: 100_000_000,
      default: 10_000,
    },
    batches: {
      kind: 'count',
      description: 'measured batches of one process, after warm-ups of up to 200,000 hand-overs',
      minimum: 1,
      maximum: 1_000,
      default: 20,
    },
  },
  sizeParameter: 'switches',
  variants: [
    {
      name: 'go/gosched',
      level: 'L1-run-queue',
      description: 'two goroutines that call runtime.Gosched until it is their turn',
      tuning: 'default',
      needs: needsOfGo,
      witness: withinThread,
    },
    {
      name: 'go/channel-unbuffered',
      level: 'L1-run-queue',
      description: 'two goroutines and two unbuffered channels, there and back',
      tuning: 'default',
      needs: needsOfGo,
      witness: withinThread,
    },
    {
      name: 'go/channel-buffered',
      level: 'L1-run-queue',
      description: 'two goroutines and two channels with a buffer of one place, there and back',
      tuning: 'default',
      needs: needsOfGo,
      witness: withinThread,
    },
    {
      name: 'go/mutex-cond',
      level: 'L1-run-queue',
      description: 'two goroutines, a mutex and one condition variable',
      tuning: 'default',
      needs: needsOfGo,
      witness: withinThread,
    },
    {
      name: 'node/await',
      level: 'L1-run-queue',
      description: 'two async functions that await undefined until it is their turn',
      tuning: 'default',
      needs: needsOfNode(0),
      witness: withinThread,
    },
    {
      name: 'node/next-tick',
      level: 'L1-run-queue',
      description: 'two tasks whose turns are callbacks of process.nextTick',
      tuning: 'default',
      needs: needsOfNode(0),
      witness: withinThread,
    },
    {
      name: 'node/queue-microtask',
      level: 'L1-run-queue',
      description: 'two tasks whose turns are callbacks of queueMicrotask',
      tuning: 'default',
      needs: needsOfNode(0),
      witness: withinThread,
    },
    {
      name: 'node/set-immediate',
      level: 'L2-event-loop',
      description: 'two tasks whose turns are callbacks of setImmediate',
      tuning: 'default',
      needs: needsOfNode(0),
      witness: withinThread,
    },
    {
      name: 'node/message-channel',
      level: 'L2-event-loop',
      description: 'two tasks that listen on the two ports of a MessageChannel in one thread',
      tuning: 'default',
      needs: needsOfNode(0),
      witness: withinThread,
    },
    {
      name: 'go/locked-threads',
      level: 'L3-threads',
      description: 'two goroutines locked to their kernel threads, and two unbuffered channels',
      tuning: 'default',
      needs: needsOfGo,
      // A locked thread runs no scheduler for others, so a third one always comes between: 2. Where the woken thread takes
      // the CPU from its waker before that sleeps, 2.7 or 3.4 were seen (Go 1.27).
      witness: witness(1.9, 4),
    },
    {
      name: 'node/worker-message',
      level: 'L3-threads',
      description: 'the main thread and a worker over a MessageChannel',
      tuning: 'default',
      needs: needsOfNode(1),
      // The woken thread may take the CPU while its waker still holds the port's lock, which costs up to two more: 2.2 in
      // all were seen with Node 26, 2.9 with Node 20. A kernel that lets the waker go on gives 1.
      witness: witness(0.98, 3),
    },
    {
      name: 'node/worker-atomics',
      level: 'L3-threads',
      description: 'two workers that wait for their turn in Atomics.wait',
      tuning: 'default',
      needs: needsOfNode(2),
      // 1.0 with Node 24 and 26, 2.1 with Node 20; as above, a woken thread may have to hand the CPU back.
      witness: witness(0.98, 4),
    },
    {
      name: 'os/futex',
      level: 'L4-kernel',
      description: 'two kernel threads, FUTEX_WAIT and FUTEX_WAKE on one word',
      tuning: 'default',
      needs: needsOfGo,
      witness: oncePerMessage,
      platforms: ['linux'],
    },
    {
      name: 'os/pipe',
      level: 'L4-kernel',
      description: 'two kernel threads and two pipes, there and back',
      tuning: 'default',
      needs: needsOfGo,
      witness: oncePerMessage,
      platforms: ['linux'],
    },
  ],
  pilot: null,
  probes: ['memory'],
  repetition: (parameters) => ({ warmups: warmupsOf(parameters), iterations: batchesOf(parameters) }),
  holds: { memory: [], latency: [] },
  expectedManifest: (parameters) => {
    const switches = BigInt(switchesOf(parameters));
    return {
      created: 2,
      completed: 2,
      peakAlive: 2,
      messages: Number(switches),
      checksum: String((switches * (switches - 1n)) / 2n),
    };
  },
  verify,
  measurements: { memory: [contextSwitches, schedulings], latency: [] },
  derived: { memory: [warm, cold], latency: [] },
  ratios: [
    {
      name: 'futex_multiple',
      unit: 'ratio',
      direction: 'lower-is-better',
      description:
        "switch_time as a multiple of this machine's own futex switch on one CPU, which the control measured in the same round",
      of: 'switch_time',
      to: { scenario: 'control', variant: 'os/futex', regime: '1core', metric: 'futex_switch_time' },
    },
  ],
  gated: [{ metric: 'elapsed', growsWithSize: true }],
  distributions: [],
  charts: [
    {
      kind: 'dots',
      name: 'switch-multiple',
      title: 'A hand-over, as a multiple of the kernel’s futex on this machine',
      note: 'Multiples travel from machine to machine better than nanoseconds',
      metric: 'futex_multiple',
      regime: '1core',
    },
    {
      kind: 'dots',
      name: 'switch-time',
      title: 'Time of one hand-over, all on one CPU',
      metric: 'switch_time',
      regime: '1core',
    },
    {
      kind: 'dots',
      name: 'switch-time-across',
      title: 'Time of one hand-over, on all CPUs',
      note: 'Waking another CPU takes most of it where threads hand over: this is the machine’s figure',
      metric: 'switch_time',
      regime: 'all',
    },
  ],
  shown: {
    terminal: ['switch_time', 'switch_time_cold', 'futex_multiple', 'cpu'],
    report: [
      'switch_time',
      'switch_time_cold',
      'futex_multiple',
      'cpu',
      'context_switches',
      'schedulings',
      'elapsed',
    ],
  },
  // No machine hands over in less than a few cycles.
  shortestNs: switchesOf,
  // A millisecond each: a hundred times what waking another virtual CPU takes on a slow machine.
  timeLimitNs: (parameters) =>
    60e9 + switchesOf(parameters) * (warmupsOf(parameters) + batchesOf(parameters)) * 1e6,
  suites: {
    smoke: {
      runs: 1,
      entries: [
        {
          variants: [...withoutThreads, ...furtherWithoutThreads, ...withThreads],
          parameters: { switches: [10], batches: [2] },
          regimes: bothRegimes,
          probes: ['memory'],
        },
      ],
    },
    headline: { runs: 6, entries: longBatches(withoutThreads) },
    quick: {
      runs: 2,
      entries: [
        {
          variants: withoutThreads,
          parameters: { switches: [10_000], batches: [20] },
          regimes: bothRegimes,
          probes: ['memory'],
        },
        {
          variants: withThreads,
          parameters: { switches: [10_000], batches: [5] },
          regimes: ['1core'],
          probes: ['memory'],
        },
        // Waking a thread on another CPU takes ten times as long and more: the time of a round would be theirs.
        {
          variants: withThreads,
          parameters: { switches: [1_000], batches: [5] },
          regimes: ['all'],
          probes: ['memory'],
        },
      ],
    },
    gate: {
      runs: 6,
      entries: [
        // Long enough, about a tenth of a second, for a moment's disturbance to be a small part of it.
        {
          variants: ['go/channel-unbuffered'],
          parameters: { switches: [10_000], batches: [100] },
          regimes: ['1core'],
          probes: ['memory'],
        },
        {
          variants: ['node/await'],
          parameters: { switches: [10_000], batches: [400] },
          regimes: ['1core'],
          probes: ['memory'],
        },
      ],
    },
    // All variants, but nothing to sweep: the number of hand-overs and of batches changes the precision alone.
    full: { runs: 6, entries: longBatches([...withoutThreads, ...furtherWithoutThreads]) },
  },
});
