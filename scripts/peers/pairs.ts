import type { GoBenchmark, OwnRow, Pair, Reason } from './pair.ts';

const switches = 10_000;
/** Enough that a batch of ours and a benchmark of Go's take about as long. */
const operations = 200_000;

function handOver(variant: string): OwnRow {
  return {
    scenario: 'context-switch',
    variant,
    parameters: { switches, batches: 20 },
    metric: 'switch_time',
  };
}

function pool(variant: string, parameters: OwnRow['parameters']): OwnRow {
  return { scenario: 'worker-pool', variant, parameters, metric: 'task_time' };
}

/** go-workloads/peers: one operation is all tasks. */
const poolTasks = 200_000;
const poolBenchmark = (benchmark: string): GoBenchmark => ({
  kind: 'go-benchmark',
  package: './peers',
  benchmark,
  operations: 1,
  unitsPerOperation: poolTasks,
});
const sleeping = { tasks: poolTasks, workers: 4_096, cost: 0, wait_ms: 10, buffer: 65_536 };
const empty = { tasks: poolTasks, workers: 2, cost: 0, buffer: 65_536 };

/** Found by adding first the closures, then the counters to the benchmark: it then takes as long as the row. */
function aClosureEach(upTo: number): Reason {
  return {
    text: 'The benchmark submits one and the same function. Ours makes a closure for each task, which knows its identity, and counts its start, its end and its result; the lighter the pool, the more that is',
    upTo,
  };
}

/**
 * Found by adding to the benchmark's loop first Add for each, then the counters: it then takes as long as the row. Goroutines
 * pay for both, ants, which is heavier, hardly for either.
 */
const addsAndCountsEach =
  'The benchmark tells the WaitGroup once how many will come. Ours, which submits one at a time, adds each before it starts, counts its start, its end and its result, and looks how many are done; other CPUs write to both';

/** Found by letting tinybench call the function of the row: it then takes as long as the row. */
function alternatingAndCounting(upTo: number): Reason {
  return {
    text: 'There one function goes through the queue again and again. In ours two alternate, and each looks at the token, counts it, adds it up and passes it on, which shows that they handed over',
    upTo,
  };
}

const piscinaRuns = 20_000;

/** Of go-workloads/peers. */
const pools: readonly {
  readonly benchmark: string;
  readonly variant: string;
  readonly form: string;
  readonly emptyReason: Reason | null;
}[] = [
  {
    benchmark: 'Ants',
    variant: 'go/ants',
    form: "the loop of ants' own file",
    emptyReason: { text: addsAndCountsEach, upTo: 1.25 },
  },
  {
    benchmark: 'PondSubmit',
    variant: 'go/pond',
    form: "one user of pond's own benchmark, with Submit",
    emptyReason: aClosureEach(1.3),
  },
  {
    benchmark: 'PondGo',
    variant: 'go/pond-go',
    form: "one user of pond's own benchmark, with Go",
    emptyReason: aClosureEach(1.8),
  },
  {
    benchmark: 'Errgroup',
    variant: 'go/errgroup-limit',
    form: "the loop of BenchmarkErrGroup in ants' file",
    emptyReason: null,
  },
];

/** The standard library has no benchmark of Gosched, Node.js none of nextTick or setImmediate: those rows have no pair. */
export const pairs: readonly Pair[] = [
  {
    name: 'channel',
    regime: '1core',
    public: {
      kind: 'go-benchmark',
      package: 'runtime',
      benchmark: 'ChanSync',
      operations,
      unitsPerOperation: 1,
    },
    ours: handOver('go/channel-unbuffered'),
    conversion:
      'An operation is a send and a receive of one of two goroutines, so that both together hand over once an operation',
    reason: null,
  },
  {
    name: 'condition variable',
    regime: '1core',
    public: {
      kind: 'go-benchmark',
      package: 'sync',
      benchmark: 'Cond1',
      operations,
      unitsPerOperation: 1,
    },
    ours: handOver('go/mutex-cond'),
    conversion:
      'In an operation each of two goroutines comes once, and one of the two waits for the other: one hand-over',
    // Found by taking one lock a hand-over from a copy of the benchmark: most of the difference goes with it.
    reason: {
      text: 'The benchmark takes the lock three times a hand-over: after the wait, to wake the other, and to wait again. Ours takes it twice, since it wakes the other where its own wait ended',
      downTo: 0.75,
    },
  },
  {
    name: 'tinybench await',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['await'],
      unitsPerOperation: switches,
    },
    ours: handOver('node/await'),
    conversion:
      'An operation is a call that awaits undefined ten thousand times, each once through the queue',
    reason: alternatingAndCounting(1.45),
  },
  {
    name: 'tinybench queueMicrotask',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['queue-microtask'],
      unitsPerOperation: switches,
    },
    ours: handOver('node/queue-microtask'),
    conversion: 'An operation is a call that queues ten thousand microtasks, each from the one before',
    reason: alternatingAndCounting(1.25),
  },
  {
    name: 'kernel pipe',
    regime: '1core',
    public: { kind: 'perf-pipe', operations: 50_000, unitsPerOperation: 2 },
    ours: handOver('os/pipe'),
    conversion: 'An operation is there and back: two hand-overs',
    reason: null,
  },
  {
    name: 'goroutines',
    regime: 'all',
    public: {
      kind: 'go-benchmark',
      package: 'runtime',
      benchmark: 'CreateGoroutinesSingle',
      operations: poolTasks,
      unitsPerOperation: 1,
    },
    ours: pool('go/unbounded', { tasks: poolTasks, workers: 1, cost: 0 }),
    conversion: 'An operation is one goroutine, started by one and the same; both end with a WaitGroup',
    reason: { text: addsAndCountsEach, upTo: 1.4 },
  },
  {
    name: 'a million sleeping goroutines',
    regime: 'all',
    public: {
      kind: 'go-benchmark',
      package: 'github.com/panjf2000/ants/v2',
      benchmark: 'Goroutines',
      operations: 1,
      unitsPerOperation: 1_000_000,
    },
    ours: pool('go/unbounded', { tasks: 1_000_000, workers: 1, cost: 0, wait_ms: 10 }),
    conversion: "An operation is a million goroutines that sleep 10 ms each: ants' own file, as it is",
    reason: null,
  },
  ...pools.flatMap(({ benchmark, variant, form, emptyReason }): Pair[] => [
    {
      name: `${variant.slice('go/'.length)}, tasks that sleep`,
      regime: 'all',
      public: poolBenchmark(`${benchmark}Sleep`),
      ours: pool(variant, sleeping),
      conversion: `An operation is ${poolTasks} tasks that sleep 10 ms, ${form} at our most workers`,
      reason: null,
    },
    {
      name: `${variant.slice('go/'.length)}, empty tasks`,
      regime: 'all',
      public: poolBenchmark(`${benchmark}Empty`),
      ours: pool(variant, empty),
      conversion: `An operation is ${poolTasks} tasks that do nothing, ${form} at two workers`,
      reason: emptyReason,
    },
  ]),
  {
    name: 'piscina',
    regime: 'all',
    public: {
      kind: 'node-program',
      program: 'piscina-run.js',
      arguments: [`${piscinaRuns}`],
      unitsPerOperation: 1,
    },
    ours: pool('node/piscina', { tasks: piscinaRuns, workers: 1, cost: 0 }),
    conversion:
      "An operation is one run of the function of Piscina's own benchmark by one thread, two in flight; there each is awaited before the next, which the row cannot do",
    reason: null,
  },
];
