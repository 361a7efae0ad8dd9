import { defineScenario, type MeasuredMetric, type Parameters, type Probe } from '../../harness/model.ts';
import { goRows } from './go-rows.ts';
import { nodeRows } from './node-rows.ts';
import { asked, longestOffsetMs, refusal, sumBelow, sumOfStates, type SleeperRow } from './rows.ts';
import { suites } from './suites.ts';

const rows: readonly SleeperRow[] = [...goRows, ...nodeRows];

function rowOf(variant: string): SleeperRow {
  const row = rows.find(({ name }) => name === variant);
  if (row === undefined) throw new Error(`sleepers has no row ${variant}`);
  return row;
}

const create: MeasuredMetric = {
  name: 'create_per_task',
  wire: 'createNs',
  perUnit: true,
  unit: 'ns/task',
  direction: 'lower-is-better',
  description: 'Time of the loop that creates the tasks, divided by their number',
};

const park: MeasuredMetric = {
  name: 'park_per_task',
  wire: 'parkNs',
  perUnit: true,
  unit: 'ns/task',
  direction: 'lower-is-better',
  description: 'Time from the first creation until the last task is about to wait, divided by their number',
};

const wakeSpan: MeasuredMetric = {
  name: 'wake_span',
  wire: 'wakeSpanNs',
  perUnit: false,
  unit: 'ns',
  direction: 'none',
  description:
    'Time from the first deadline until the last task has woken and counted itself; with wake=same-duration the deadlines are as far apart as the creations were',
};

const early: MeasuredMetric = {
  name: 'early_wakes',
  wire: 'earlyCount',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description: 'Tasks that woke before their intended time; their lateness counts as 0',
};

const earliest: MeasuredMetric = {
  name: 'earliest_wake',
  wire: 'earliestNs',
  perUnit: false,
  unit: 'ns',
  direction: 'none',
  description: 'How much too early the earliest task woke; 0 when none did',
};

/** The sum of the tasks' values: of what their states held, or else of their numbers. Null where they have neither. */
function checksum(parameters: Parameters, probe: Probe, variant: string): string | null {
  const { tasks, state, join } = asked(parameters);
  const values = state > 0 ? rowOf(variant).state : null;
  if (values !== null) return String(sumOfStates(tasks, state, values));
  return probe === 'latency' || join === 'results' ? String(sumBelow(tasks)) : null;
}

export default defineScenario({
  name: 'sleepers',
  question: 'What does one waiting task cost?',
  levels: {
    'L1-timer': 'a bare timer with a callback',
    'L2-suspended': 'a suspended computation with code after the wait',
    'L3-state': 'a suspended computation that keeps K bytes across the wait',
    'L4-thread': 'a kernel thread that blocks',
  },
  parameters: {
    tasks: {
      kind: 'count',
      description: 'tasks that wait at once',
      minimum: 0,
      maximum: 100_000_000,
      default: 1_000_000,
    },
    wake: {
      kind: 'choice',
      description:
        'same-duration: every task waits equally long from its own creation; same-deadline: all wake at one moment',
      values: ['same-duration', 'same-deadline'],
      default: 'same-duration',
    },
    durations: {
      kind: 'count',
      description:
        'distinct durations, a millisecond apart, that the tasks wait for in turn; with wake=same-deadline there is one',
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
    },
    state: {
      kind: 'count',
      description:
        'bytes that a task writes before its wait and reads after it, in rows of the level L3-state; others have none',
      minimum: 0,
      maximum: 4_096,
      oneOf: [0, 256, 1_024, 4_096],
      default: 0,
    },
    join: {
      kind: 'choice',
      description:
        'counter: the last task to wake ends the wait; results: each task returns a value and all are collected',
      values: ['counter', 'results'],
      default: 'counter',
    },
  },
  sizeParameter: 'tasks',
  variants: rows.map((row) => ({ ...row, refuses: (parameters) => refusal(parameters, row.state) })),
  pilot: {
    setting: 'waitNs',
    // Whole milliseconds, like what is settled: Node's timers know no less.
    provisionalNs: (parameters) => 30e9 + Math.ceil(Number(parameters['tasks']) / 10) * 1e6,
    // Three times the slowest creation, plus time for the holds, in whole milliseconds (Node's timers know no less).
    settleNs: (slowestNs) => Math.ceil((3 * slowestNs + 500e6) / 1e6) * 1e6,
  },
  probes: ['memory', 'latency'],
  repetition: () => ({ warmups: 0, iterations: 1 }),
  holds: { memory: ['armed', 'parked', 'drained', 'collected'], latency: ['parked'] },
  expectedManifest: (parameters, probe, variant) => {
    const { tasks } = asked(parameters);
    return {
      created: tasks,
      completed: tasks,
      peakAlive: tasks,
      messages: 0,
      checksum: checksum(parameters, probe, variant),
    };
  },
  measurements: { memory: [create, park, wakeSpan], latency: [early, earliest] },
  derived: { memory: [], latency: [] },
  ratios: [],
  charts: [
    {
      kind: 'dots',
      name: 'million',
      title: 'A million sleeping tasks: memory of one of them',
      note: 'Resident memory while all tasks sleep, less that before the first, divided by their number',
      metric: 'bytes_per_task',
      where: { tasks: 1_000_000, wake: 'same-duration' },
    },
    {
      kind: 'dots',
      name: 'memory',
      title: 'Memory of one sleeping task',
      note: 'Resident memory while all tasks sleep, less that before the first, divided by their number',
      metric: 'bytes_per_task',
    },
    {
      kind: 'lines',
      name: 'memory-over-tasks',
      title: 'Memory of one sleeping task, by how many sleep',
      note: 'The slope is what one more task costs, without what the runtime needs anyway',
      metric: 'bytes_per_task',
      over: 'tasks',
      slope: true,
    },
    {
      kind: 'lines',
      name: 'creation-over-tasks',
      title: 'Time to create one task, by how many are created',
      metric: 'create_per_task',
      over: 'tasks',
    },
    {
      kind: 'phases',
      name: 'memory-by-phase',
      title: 'Memory before, while and after all tasks sleep',
    },
    {
      kind: 'percentiles',
      name: 'lateness',
      title: 'How late tasks wake',
      note: 'From the time at which a task should wake until it does',
      distribution: 'wake_lateness',
    },
  ],
  shown: {
    terminal: ['bytes_per_task', 'peak', 'create_per_task', 'wake_lateness_p99', 'cpu', 'elapsed'],
    report: [
      'bytes_per_task',
      'parked_resident',
      'peak',
      'create_per_task',
      'park_per_task',
      'wake_lateness_p50',
      'wake_lateness_p99',
      'cpu',
      'elapsed',
    ],
  },
  // Elapsed is mostly the wait that the pilot settled.
  gated: [{ metric: 'peak', growsWithSize: true }],
  distributions: [
    {
      name: 'wake_lateness',
      unit: 'ns',
      direction: 'lower-is-better',
      description: 'How long after its intended time a task woke',
    },
  ],
  // The task that waits longest wakes no sooner than its wait after the region began; Node's timers may fire a millisecond
  // early.
  shortestNs: (parameters, settings) => {
    const { tasks, wake, durations } = asked(parameters);
    if (tasks === 0) return 0;
    const longerMs = wake === 'same-duration' ? longestOffsetMs(tasks, durations) : 0;
    return Math.max(0, (settings['waitNs'] ?? 0) + (longerMs - 2) * 1e6);
  },
  // A machine that creates and wakes tasks twenty times slower than the ones at hand still gets through.
  timeLimitNs: (parameters) => {
    const { tasks, durations } = asked(parameters);
    return 60e9 + tasks * 200_000 + durations * 1e6;
  },
  suites,
});
