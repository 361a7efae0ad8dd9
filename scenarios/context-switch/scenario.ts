import {
  defineScenario,
  type DerivedMetric,
  type IterationRecord,
  type MeasuredMetric,
  type Needs,
  type Parameters,
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
  description: 'The same of the first batch of the process, which is no measured one; none without warm-ups',
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
const withThreads = [
  'go/locked-threads',
  'node/worker-message',
  'node/worker-atomics',
  'os/futex',
  'os/pipe',
] as const;
const bothRegimes = ['1core', 'all'] as const;

/** Across CPUs a hand-over between threads may take 50 µs, so that fewer batches must do. */
const headline: readonly SuiteEntry[] = [
  {
    variants: withoutThreads,
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
      description: 'measured batches of one process, after 5 warm-ups',
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
      name: 'node/await',
      level: 'L1-run-queue',
      description: 'two async functions that await undefined until it is their turn',
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
  repetition: (parameters) => ({ warmups: 5, iterations: Number(parameters['batches']) }),
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
  measurements: { memory: [contextSwitches], latency: [] },
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
  distributions: [],
  shown: {
    terminal: ['switch_time', 'switch_time_cold', 'futex_multiple', 'cpu'],
    report: ['switch_time', 'switch_time_cold', 'futex_multiple', 'cpu', 'context_switches', 'elapsed'],
  },
  // No machine hands over in less than a few cycles.
  shortestNs: switchesOf,
  // A millisecond each: a hundred times what waking another virtual CPU takes on a slow machine.
  timeLimitNs: (parameters) => 60e9 + switchesOf(parameters) * (Number(parameters['batches']) + 5) * 1e6,
  suites: {
    smoke: {
      runs: 1,
      entries: [
        {
          variants: [...withoutThreads, ...withThreads],
          parameters: { switches: [10], batches: [2] },
          regimes: bothRegimes,
          probes: ['memory'],
        },
      ],
    },
    headline: { runs: 6, entries: headline },
    quick: {
      runs: 2,
      entries: [
        {
          variants: [...withoutThreads, ...withThreads],
          parameters: { switches: [10_000], batches: [5] },
          regimes: bothRegimes,
          probes: ['memory'],
        },
      ],
    },
    gate: {
      runs: 6,
      entries: [
        {
          variants: ['go/channel-unbuffered', 'node/await'],
          parameters: { switches: [10_000], batches: [20] },
          regimes: ['1core'],
          probes: ['memory'],
        },
      ],
    },
    // There is nothing to sweep: what could vary, the number of hand-overs and of batches, changes the precision alone.
    full: { runs: 6, entries: headline },
  },
});
