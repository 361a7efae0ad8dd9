import {
  defineScenario,
  type IterationRecord,
  type MeasuredMetric,
  type Parameters,
  type SeenIteration,
} from '../../harness/model.ts';
import { taskChecksum } from '../cpu-unit.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';
import { batchEach, counts, type Counts, type PoolRow } from './rows.ts';
import { suites } from './suites.ts';

const rows: readonly PoolRow[] = [...goRows, ...nodeRows];

function rowOf(variant: string): PoolRow {
  const row = rows.find(({ name }) => name === variant);
  if (row === undefined) throw new Error(`worker-pool has no row ${variant}`);
  return row;
}

const poolStart: MeasuredMetric = {
  name: 'pool_start',
  wire: 'startNs',
  perUnit: false,
  unit: 'ns',
  direction: 'lower-is-better',
  description: 'Time from the start of the pool until every worker has answered; no task is submitted yet',
  variants: rows.filter(({ startsWorkers }) => startsWorkers).map(({ name }) => name),
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
  description: 'The slowest measurement of a CPU unit in this process over the fastest; see `unit_time`',
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

/** One of each kind, for pictures in which all of them would be a thicket. */
const representatives = [
  'go/unbounded',
  'go/channel-workers',
  'go/errgroup-limit',
  'go/ants',
  'node/unbounded',
  'node/p-limit',
  'node/worker-threads',
  'node/piscina',
];

function isBounded(variant: string): boolean {
  return rowOf(variant).mostInFlight !== null;
}

/** A row may have fewer tasks in flight than the pool has workers: a loop has one. */
function mostRunning(variant: string, all: Counts): number {
  const inFlight = rowOf(variant).mostInFlight?.(all);
  return inFlight === undefined ? all.tasks : Math.min(all.tasks, all.workers, inFlight);
}

/** No row needs as long to hand over one task, on a slow machine and with others at work: to a thread, or within one. */
const slowSubmissionNs = { known: 200_000, light: 25_000 };

/** A pool that runs more tasks than it has workers is no pool; one that never fills or never uses them all is a smaller one. */
function verify({ variant, parameters, measurements }: SeenIteration): string | null {
  const all = counts(parameters);
  const { tasks, workers, waitMs } = all;
  const row = rowOf(variant);
  const peak = measurements['peakRunning'] ?? Number.NaN;
  const most = mostRunning(variant, all);
  // In rows that batch a worker's share is whole batches.
  const isEnough = tasks >= 4 * workers * (row.mostInFlight === batchEach ? all.batch : 1);
  // Tasks that wait overlap whatever the number of CPUs, as long as the wait is long enough to submit one to every worker.
  const submissionNs = row.knowsWorkers === false ? slowSubmissionNs.light : slowSubmissionNs.known;
  const mustFill = waitMs * 1e6 >= workers * submissionNs && isEnough;
  const least = isBounded(variant) && mustFill ? most : Math.min(1, tasks);
  if (!(peak >= least && peak <= most)) {
    const expected = least === most ? String(most) : `${least} to ${most}`;
    return `wrong number of tasks at one time: peakRunning expected ${expected}, received ${peak}`;
  }
  const used = measurements['workersUsed'];
  const mustUseAll = row.knowsWorkers === 'where-tasks-wait' ? mustFill : row.knowsWorkers && isEnough;
  return mustUseAll && used !== workers
    ? `idle workers: workersUsed expected ${workers}, received ${used}`
    : null;
}

/** What grows with the workers belongs to them, whatever the row is called. */
function withWorkers(workers: number): Parameters {
  return { tasks: 1, workers, cost: 1, wait_ms: 0, buffer: 1, batch: 1 };
}

function isPool({ mostInFlight }: PoolRow): boolean {
  const [one, two] = [1, 2].map((workers) => mostInFlight?.(counts(withWorkers(workers))) ?? 0);
  return one !== two;
}

/** Of the kernel: threads of the process itself, or of others that it starts. */
function usesThreads({ needs }: PoolRow): boolean {
  return needs(withWorkers(1)).threads !== needs(withWorkers(2)).threads;
}

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
    buffer: {
      kind: 'count',
      description:
        'places for tasks that wait for a worker, in rows with a queue of their own; others have none',
      minimum: 0,
      maximum: 65_536,
      default: 64,
    },
    batch: {
      kind: 'count',
      description: 'tasks that a worker gets at once, in rows that batch; in others it is one',
      minimum: 1,
      maximum: 10_000,
      default: 64,
    },
  },
  sizeParameter: 'tasks',
  variants: rows,
  pilot: null,
  probes: ['memory', 'latency'],
  // The whole life of a pool is one iteration.
  repetition: () => ({ warmups: 0, iterations: 1 }),
  holds: { memory: ['armed', 'drained'], latency: [] },
  expectedManifest: (parameters, _, variant) => {
    const all = counts(parameters);
    const { tasks, cost } = all;
    return {
      created: tasks,
      completed: tasks,
      peakAlive: {
        least: Math.min(1, tasks),
        most: Math.min(tasks, rowOf(variant).mostInFlight?.(all) ?? tasks),
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
        description:
          'Time from before the first task is submitted until the last is done, divided by the tasks: the price of one, shared by all that run at once',
        derive: (iterations, parameters) => {
          const { tasks, ns } = worked(iterations, parameters);
          return tasks === 0 ? null : ns / tasks;
        },
      },
    ],
    latency: [],
  },
  ratios: [
    {
      name: 'speed_up',
      unit: 'ratio',
      direction: 'higher-is-better',
      description: 'throughput as a multiple of that of the same row with one worker, in the same round',
      of: 'throughput',
      to: { parameters: { workers: 1 }, metric: 'throughput' },
    },
  ],
  comparableWhile: { metric: 'unit_time', within: 0.05 },
  crossovers: [
    {
      name: 'pool_beats_no_pool',
      question: 'From which cost of a task on does a bound beat a goroutine for every task at once?',
      over: 'cost',
      metric: 'task_time',
      against: 'go/unbounded',
      variants: goRows.filter(isPool).map(({ name }) => name),
    },
    {
      name: 'worker_beats_main_thread',
      question: 'From which cost of a task on do threads or processes beat a loop in the main thread?',
      over: 'cost',
      metric: 'task_time',
      against: 'node/serial',
      variants: nodeRows.filter(usesThreads).map(({ name }) => name),
    },
    {
      name: 'start_up_pays',
      question: 'From how many tasks on have threads or processes earned back their start-up?',
      over: 'tasks',
      metric: 'elapsed',
      against: 'node/serial',
      variants: nodeRows.filter(usesThreads).map(({ name }) => name),
    },
  ],
  // Tasks are submitted as they are done, so that more of them need no more memory.
  gated: [
    { metric: 'elapsed', growsWithSize: true },
    { metric: 'peak', growsWithSize: false },
  ],
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
  charts: [
    {
      kind: 'dots',
      name: 'task-time',
      title: 'Time of one short task through a pool',
      note: 'From the first submission to the end of the last task, divided by their number',
      metric: 'task_time',
    },
    {
      kind: 'lines',
      name: 'time-over-cost',
      title: 'Time of a task, by the work in it',
      note: 'cost: CPU units a task, of about a microsecond each',
      metric: 'task_time',
      over: 'cost',
      crossover: 'pool_beats_no_pool',
      variants: representatives,
    },
    {
      kind: 'lines',
      name: 'threads-over-cost',
      title: 'From which work on threads beat the main thread',
      note: 'cost: CPU units a task, of about a microsecond each',
      metric: 'task_time',
      over: 'cost',
      crossover: 'worker_beats_main_thread',
      variants: ['node/serial', 'node/worker-threads', 'node/worker-threads-batched', 'node/piscina'],
    },
    {
      kind: 'lines',
      name: 'start-up-over-tasks',
      title: 'From how many tasks on threads have earned back their start-up',
      note: 'The start-up of the pool is in it',
      metric: 'elapsed',
      over: 'tasks',
      crossover: 'start_up_pays',
      variants: ['node/serial', 'node/worker-threads', 'node/worker-threads-batched', 'node/piscina-tuned'],
    },
    {
      kind: 'lines',
      name: 'throughput-over-workers',
      title: 'Tasks a second, by the number of workers',
      note: 'Unbounded rows have no workers; they are there to be compared with',
      metric: 'throughput',
      over: 'workers',
      variants: representatives,
    },
    {
      kind: 'percentiles',
      name: 'latency',
      title: 'From the submission of a task to its end',
      note: 'Unbounded rows submit all tasks first; before a bounded pool the submitter waits, which does not count',
      distribution: 'submit_to_done',
      variants: representatives,
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
      'speed_up',
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
    const all = counts(parameters);
    const { tasks, waitMs } = all;
    const turns = tasks === 0 ? 0 : Math.ceil(tasks / mostRunning(variant, all));
    return turns * Math.max(0, waitMs * 1e6 - 2e6);
  },
  // A machine that is twenty times slower than the reference machine, and runs all on one CPU, still gets through.
  timeLimitNs: (parameters) => {
    const { tasks, workers, cost, waitMs } = counts(parameters);
    // One after the other, in a loop or where one worker has the only batch.
    const waits = tasks * waitMs * 1e6;
    return 60e9 + workers * 1e9 + tasks * (1e6 + cost * 20_000) + 3 * waits;
  },
  suites,
});
