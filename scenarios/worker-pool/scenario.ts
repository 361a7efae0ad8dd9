import {
  defineScenario,
  type IterationRecord,
  type MeasuredMetric,
  type Needs,
  type Parameters,
  type SeenIteration,
  type SuiteEntry,
  type WitnessDefinition,
} from '../../harness/model.ts';
import { taskChecksum } from '../cpu-unit.ts';

const mebibyte = 1024 * 1024;

function counts(parameters: Parameters) {
  const count = (name: string): number => Number(parameters[name]);
  return { tasks: count('tasks'), workers: count('workers'), cost: count('cost'), waitMs: count('wait_ms') };
}

/** What a task or a worker adds. */
interface Share {
  readonly bytes: number;
  readonly threads?: number;
  readonly mappings?: number;
}

/**
 * Upper estimates of a sample's peak, above what was measured with up to 1,000,000 tasks and 4,096 workers (64 threads) on
 * Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0). They decide only whether a sample is started at all.
 */
function needs(baseBytes: number, task: Share, worker: Share) {
  return (parameters: Parameters): Needs => {
    const { tasks, workers } = counts(parameters);
    return {
      memoryBytes: baseBytes + tasks * task.bytes + workers * worker.bytes,
      threads: 16 + workers * (worker.threads ?? 0),
      mappings: 1_000 + workers * (worker.mappings ?? 0),
    };
  };
}

const goBase = 16 * mebibyte;
const nodeBase = 96 * mebibyte;
const piscinaBase = 160 * mebibyte;
/** One that has to wait for a place is not there yet; what is left are its times in a latency sample. */
const boundedTask: Share = { bytes: 64 };
const goroutine: Share = { bytes: 3_600 };
const waitingPromise: Share = { bytes: 1_800 };
const promisePlace: Share = { bytes: 32 * 1024 };
const nodeThread: Share = { bytes: 14 * mebibyte, threads: 1, mappings: 60 };
const nothing: Share = { bytes: 0 };

const threadsStarted: WitnessDefinition = {
  kind: 'threads',
  at: 'armed',
  expected: (parameters) => counts(parameters).workers,
  tolerance: 0,
  probes: ['memory'],
  since: null,
};

const unboundedRows = ['go/unbounded', 'node/unbounded'];
/** Pools whose workers cost next to nothing, so that there can be many. */
const lightRows = ['go/channel-workers', 'go/errgroup-limit', 'go/ants', 'node/p-limit'];
const threadRows = ['node/worker-threads', 'node/piscina'];
const allRows = [...unboundedRows, ...lightRows, ...threadRows];

const poolStart: MeasuredMetric = {
  name: 'pool_start',
  wire: 'startNs',
  perUnit: false,
  unit: 'ns',
  direction: 'lower-is-better',
  description: 'Time from the start of the pool until every worker has answered; no task is submitted yet',
  variants: ['go/channel-workers', 'go/ants', ...threadRows],
};

const workCpu: MeasuredMetric = {
  name: 'work_cpu',
  wire: 'workCpuNs',
  perUnit: false,
  unit: 'ns',
  direction: 'lower-is-better',
  description: 'CPU time of all threads from before the first task is submitted until the last is done',
};

const workTime: MeasuredMetric = {
  name: 'work_time',
  wire: 'workNs',
  perUnit: false,
  unit: 'ns',
  direction: 'none',
  description: 'Time from before the first task is submitted until the last is done; see `task_time`',
};

const unitTime: MeasuredMetric = {
  name: 'unit_time',
  wire: 'unitNs',
  zeroMeansNone: true,
  perUnit: false,
  unit: 'ns/unit',
  direction: 'none',
  description:
    'How long one CPU unit takes, measured before the first task, one after the other, in each isolate that will run tasks (in Go: in as many goroutines as can run at once): the median; none where a task has no unit',
};

const unitSpread: MeasuredMetric = {
  name: 'unit_spread',
  wire: 'unitSpread',
  zeroMeansNone: true,
  perUnit: false,
  unit: 'ratio',
  direction: 'none',
  description: 'The slowest of these measurements over the fastest',
};

const peakRunning: MeasuredMetric = {
  name: 'peak_running',
  wire: 'peakRunning',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Most tasks that had begun and not ended at one time',
};

const workersUsed: MeasuredMetric = {
  name: 'workers_used',
  wire: 'workersUsed',
  zeroMeansNone: true,
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Workers that had at least one task; none where the row cannot tell',
};

/** Submitted to done, of all measured iterations together. */
function worked(iterations: readonly IterationRecord[], parameters: Parameters) {
  const measured = iterations.filter(({ warmup }) => !warmup);
  return {
    tasks: measured.length * counts(parameters).tasks,
    ns: measured.reduce((sum, { measurements }) => sum + (measurements['workNs'] ?? Number.NaN), 0),
  };
}

function isBounded(variant: string): boolean {
  return !unboundedRows.includes(variant);
}

/** No row needs as long to hand over one task, on a slow machine and with others at work. */
const slowSubmissionNs = 100_000;

/** A pool that runs more tasks than it has workers is no pool; one that never fills or never uses them all is a smaller one. */
function verify({ variant, parameters, measurements }: SeenIteration): string | null {
  const { tasks, workers, waitMs } = counts(parameters);
  const peak = measurements['peakRunning'] ?? Number.NaN;
  const most = isBounded(variant) ? Math.min(tasks, workers) : tasks;
  // Tasks that wait overlap whatever the number of CPUs, as long as the wait is long enough to submit one to every worker.
  const mustFill = waitMs * 1e6 >= workers * slowSubmissionNs && tasks >= 4 * workers;
  const least = isBounded(variant) && mustFill ? workers : Math.min(1, tasks);
  if (!(peak >= least && peak <= most)) {
    const expected = least === most ? String(most) : `${least} to ${most}`;
    return `wrong number of tasks at one time: peakRunning expected ${expected}, received ${peak}`;
  }
  const used = measurements['workersUsed'];
  return threadRows.includes(variant) && tasks >= 4 * workers && used !== workers
    ? `idle workers: workersUsed expected ${workers}, received ${used}`
    : null;
}

const headline: readonly SuiteEntry[] = [
  {
    variants: allRows,
    parameters: { tasks: [60_000], workers: [2], cost: [1] },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: allRows,
    parameters: { tasks: [4_000], workers: [2], cost: [100] },
    regimes: ['all'],
    probes: ['memory'],
  },
  {
    variants: allRows,
    parameters: { tasks: [20_000], workers: [2], cost: [10] },
    regimes: ['all'],
    probes: ['latency'],
  },
];

export default defineScenario({
  name: 'worker-pool',
  question: 'When does a bounded pool pay?',
  levels: { tasks: 'T tasks to completion; every row does the same work' },
  parameters: {
    tasks: { kind: 'count', description: 'tasks', minimum: 0, maximum: 1_000_000, default: 100_000 },
    workers: {
      kind: 'count',
      description: 'workers of the pool; unbounded rows have none',
      minimum: 1,
      maximum: 4_096,
      default: 4,
    },
    cost: {
      kind: 'count',
      description: 'CPU units a task, of about a microsecond each',
      minimum: 0,
      maximum: 10_000,
      default: 1,
    },
    wait_ms: {
      kind: 'count',
      description: 'milliseconds that every task waits before its CPU units',
      minimum: 0,
      maximum: 10_000,
      default: 0,
    },
  },
  sizeParameter: 'tasks',
  variants: [
    {
      name: 'go/unbounded',
      level: 'tasks',
      description: 'a goroutine a task, all at once, and a WaitGroup',
      tuning: 'default',
      needs: needs(goBase, goroutine, nothing),
      witness: null,
    },
    {
      name: 'go/channel-workers',
      level: 'tasks',
      description: 'goroutines that receive tasks from one unbuffered channel',
      tuning: 'default',
      needs: needs(goBase, boundedTask, goroutine),
      witness: null,
    },
    {
      name: 'go/errgroup-limit',
      level: 'tasks',
      description:
        'golang.org/x/sync/errgroup with SetLimit: a goroutine a task, as many at once as there are places',
      tuning: 'default',
      needs: needs(goBase, boundedTask, goroutine),
      witness: null,
    },
    {
      name: 'go/ants',
      level: 'tasks',
      description: 'ants.NewPool and Submit with a closure a task',
      tuning: 'default',
      needs: needs(goBase, boundedTask, goroutine),
      witness: null,
    },
    {
      name: 'node/unbounded',
      level: 'tasks',
      description: 'Promise.all over async functions, all at once',
      tuning: 'default',
      needs: needs(nodeBase, waitingPromise, nothing),
      witness: null,
    },
    {
      name: 'node/p-limit',
      level: 'tasks',
      description: 'p-limit over async functions of one thread',
      tuning: 'default',
      needs: needs(nodeBase, boundedTask, promisePlace),
      witness: null,
    },
    {
      name: 'node/worker-threads',
      level: 'tasks',
      description: 'worker threads, a message to an idle one for each task',
      tuning: 'default',
      needs: needs(nodeBase, boundedTask, nodeThread),
      witness: threadsStarted,
    },
    {
      name: 'node/piscina',
      level: 'tasks',
      description: 'Piscina, a run for each task',
      tuning: 'default',
      options:
        'minThreads and maxThreads as the parameter workers; all others as they come (concurrentTasksPerWorker 1, atomics sync, maxQueue Infinity, recordTiming true)',
      needs: needs(piscinaBase, boundedTask, nodeThread),
      witness: threadsStarted,
    },
  ],
  pilot: null,
  probes: ['memory', 'latency'],
  // The whole life of a pool is one iteration.
  repetition: () => ({ warmups: 0, iterations: 1 }),
  holds: { memory: ['armed', 'drained'], latency: [] },
  expectedManifest: (parameters, _, variant) => {
    const { tasks, workers, cost } = counts(parameters);
    return {
      created: tasks,
      completed: tasks,
      // Beyond those that run, one is being submitted.
      peakAlive: {
        least: Math.min(1, tasks),
        most: isBounded(variant) ? Math.min(tasks, workers + 1) : tasks,
      },
      messages: 0,
      checksum: taskChecksum(tasks, cost),
    };
  },
  verify,
  measurements: {
    memory: [poolStart, workTime, workCpu, unitTime, unitSpread, peakRunning, workersUsed],
    latency: [unitTime, peakRunning, workersUsed],
  },
  derived: {
    memory: [
      {
        name: 'throughput',
        unit: 'tasks/s',
        direction: 'higher-is-better',
        description: 'Tasks divided by the time from before the first is submitted until the last is done',
        derive: (iterations, parameters) => {
          const { tasks, ns } = worked(iterations, parameters);
          return tasks === 0 ? null : tasks / (ns / 1e9);
        },
      },
      {
        name: 'task_time',
        unit: 'ns/task',
        direction: 'lower-is-better',
        description: 'That time divided by the tasks: the price of one, shared by all that run at once',
        derive: (iterations, parameters) => {
          const { tasks, ns } = worked(iterations, parameters);
          return tasks === 0 ? null : ns / tasks;
        },
      },
    ],
    latency: [],
  },
  ratios: [],
  comparableWhile: { metric: 'unit_time', within: 0.05 },
  distributions: [
    {
      name: 'submit_to_start',
      unit: 'ns',
      direction: 'lower-is-better',
      description: "From just before the submitting call to the task's first instruction",
    },
    {
      name: 'submit_to_done',
      unit: 'ns',
      direction: 'lower-is-better',
      description: "From just before the submitting call until the task's thread has its result",
    },
  ],
  shown: {
    terminal: [
      'throughput',
      'task_time',
      'work_cpu',
      'pool_start',
      'submit_to_done_p50',
      'submit_to_done_p99',
    ],
    report: [
      'throughput',
      'task_time',
      'pool_start',
      'submit_to_start_p50',
      'submit_to_start_p99',
      'submit_to_done_p50',
      'submit_to_done_p99',
      'unit_time',
      'unit_spread',
      'peak_running',
      'workers_used',
      'peak',
      'armed_resident',
      'work_cpu',
      'cpu',
      'elapsed',
    ],
  },
  caveats: {
    submit_to_done_p50:
      'the time before a bounded row submits a task does not count, since its submitter waits until there is a place; unbounded rows submit first and wait afterwards: compare bounded rows with bounded ones',
  },
  // A worker waits once for each of its tasks; Node's timers may fire a millisecond early.
  shortestNs: (parameters, _, variant) => {
    const { tasks, workers, waitMs } = counts(parameters);
    const turns = isBounded(variant) ? Math.ceil(tasks / workers) : Math.min(1, tasks);
    return turns * Math.max(0, waitMs * 1e6 - 2e6);
  },
  // A machine that is twenty times slower than the reference machine, and runs all on one CPU, still gets through.
  timeLimitNs: (parameters) => {
    const { tasks, workers, cost, waitMs } = counts(parameters);
    const waits = Math.ceil(tasks / workers) * waitMs * 1e6;
    return 60e9 + workers * 1e9 + tasks * (1e6 + cost * 20_000) + 3 * waits;
  },
  suites: {
    headline: {
      runs: 6,
      entries: headline,
    },
    quick: {
      runs: 2,
      entries: [
        {
          variants: allRows,
          parameters: { tasks: [1_000], workers: [2], cost: [1] },
          regimes: ['1core', 'all'],
          probes: ['memory'],
        },
        {
          variants: allRows,
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
          parameters: { tasks: [0, 1, 5, 40], workers: [2], cost: [1] },
          regimes: ['1core', 'all'],
          probes: ['memory', 'latency'],
        },
        {
          variants: allRows,
          parameters: { tasks: [12], workers: [2], cost: [1], wait_ms: [5] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
      ],
    },
  },
});
