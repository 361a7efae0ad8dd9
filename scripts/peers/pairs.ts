import type { GoBenchmark, OwnRow, Pair, Reason } from './pair.ts';
import { limit } from './verdict.ts';

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

/** For pairs in which the public benchmark is the slower one. */
function more(text: string): Reason {
  return { text, upTo: limit };
}

/** Found by adding first the closures, then the counters to the benchmark: it then takes as long as the row. */
const aClosureEach: Reason = {
  text: 'The benchmark submits one and the same function. Ours makes a closure for each task, which knows its identity, and counts its start, its end and its result; for a pool as light as this one that is much',
  upTo: 1.8,
};

const timedCalls = more(
  'tinybench times each call by itself, with two readings of the clock and the promise of the call; ours divides the time of 10,000',
);

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
    name: 'channel ping-pong beside a hog',
    regime: '1core',
    public: {
      kind: 'go-benchmark',
      package: 'runtime',
      benchmark: 'PingPongHog',
      operations,
      unitsPerOperation: 2,
    },
    ours: handOver('go/channel-unbuffered'),
    conversion: 'An operation is there and back: two hand-overs',
    reason: more('The hog has the CPU half of the time, 10 ms after 10 ms; ours has none'),
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
    reason: more(
      'The benchmark takes the lock twice a hand-over and wakes with Broadcast; ours takes it once, with Signal',
    ),
  },
  {
    name: 'tinybench await, one a call',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['await', 'once'],
      unitsPerOperation: 1,
    },
    ours: handOver('node/await'),
    conversion: 'An operation is a call that awaits undefined once: one way through the queue',
    reason: timedCalls,
  },
  {
    name: 'tinybench await, a thousand a call',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['await', 'loop'],
      unitsPerOperation: 1_000,
    },
    ours: handOver('node/await'),
    conversion: 'An operation is a call that awaits undefined a thousand times',
    reason: {
      text: 'There one function awaits in a loop. In ours two alternate, look whose turn it is, count the token and add it up, which is what shows that they handed over; without that they take about as long',
      upTo: 1.45,
    },
  },
  {
    name: 'tinybench queueMicrotask, one a call',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['queue-microtask', 'once'],
      unitsPerOperation: 1,
    },
    ours: handOver('node/queue-microtask'),
    conversion: 'An operation is a call that queues one microtask',
    reason: timedCalls,
  },
  {
    name: 'tinybench queueMicrotask, a thousand a call',
    regime: '1core',
    public: {
      kind: 'node-program',
      program: 'tinybench-call.js',
      arguments: ['queue-microtask', 'loop'],
      unitsPerOperation: 1_000,
    },
    ours: handOver('node/queue-microtask'),
    conversion: 'An operation is a call that queues a thousand microtasks, each from the one before',
    reason: null,
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
    reason: null,
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
  ...(['Ants', 'Pond', 'Errgroup'] as const).flatMap((library): Pair[] => {
    const variant = { Ants: 'go/ants', Pond: 'go/pond', Errgroup: 'go/errgroup-limit' }[library];
    const form = {
      Ants: "the loop of ants' own file at our most workers",
      Pond: "one user of pond's own benchmark at our most workers",
      Errgroup: "the loop of BenchmarkErrGroup in ants' file at our most workers",
    }[library];
    return [
      {
        name: `${library.toLowerCase()}, tasks that sleep`,
        regime: 'all',
        public: poolBenchmark(`${library}Sleep`),
        ours: pool(variant, sleeping),
        conversion: `An operation is ${poolTasks} tasks that sleep 10 ms, ${form}`,
        reason: null,
      },
      {
        name: `${library.toLowerCase()}, empty tasks`,
        regime: 'all',
        public: poolBenchmark(`${library}Empty`),
        ours: pool(variant, empty),
        conversion: `An operation is ${poolTasks} tasks that do nothing, two workers`,
        reason: library === 'Pond' ? aClosureEach : null,
      },
    ];
  }),
  {
    name: 'piscina',
    regime: 'all',
    public: { kind: 'node-program', program: 'piscina-simple.js', unitsPerOperation: 1 },
    ours: pool('node/piscina', { tasks: 20_000, workers: 1, cost: 0 }),
    conversion:
      'An operation is one run that is awaited before the next, by one thread; ours has one more waiting',
    reason: null,
  },
];
