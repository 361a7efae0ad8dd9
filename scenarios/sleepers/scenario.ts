import { defineScenario, type MeasuredMetric, type Needs, type Parameters } from '../../harness/model.ts';

const mebibyte = 1024 * 1024;

/**
 * Upper estimates of a sample's peak, above what was measured at any N on Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0).
 * They decide only whether a sample is started at all.
 */
function needs(
  base: { bytes: number; threads: number },
  task: { bytes: number; threads: number; mappings: number },
) {
  return (parameters: Parameters): Needs => {
    const tasks = Number(parameters['tasks']);
    return {
      memoryBytes: base.bytes + tasks * task.bytes,
      threads: base.threads + tasks * task.threads,
      mappings: 1_000 + tasks * task.mappings,
    };
  };
}

const goBase = { bytes: 16 * mebibyte, threads: 16 };
const nodeBase = { bytes: 96 * mebibyte, threads: 16 };

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

const suspended = ['go/goroutine-sleep', 'node/async-sleep'];
const eventDriven = ['go/after-func', 'node/timeout-callback', ...suspended];
const everyVariant = [...eventDriven, 'go/locked-thread', 'node/worker-thread'];

export default defineScenario({
  name: 'sleepers',
  question: 'What does one waiting task cost?',
  levels: {
    'L1-timer': 'a bare timer with a callback',
    'L2-suspended': 'a suspended computation with code after the wait',
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
  variants: [
    {
      name: 'go/after-func',
      level: 'L1-timer',
      description: 'time.AfterFunc; each firing runs the callback in a goroutine of its own',
      tuning: 'default',
      needs: needs(goBase, { bytes: 4_500, threads: 0, mappings: 0 }),
      witness: null,
    },
    {
      name: 'node/timeout-callback',
      level: 'L1-timer',
      description: 'setTimeout with one shared callback',
      tuning: 'default',
      needs: needs(nodeBase, { bytes: 800, threads: 0, mappings: 0 }),
      witness: { kind: 'timeout-resources', tolerance: 0, probes: ['latency'], since: null },
    },
    {
      name: 'go/goroutine-sleep',
      level: 'L2-suspended',
      description: 'a goroutine in time.Sleep',
      tuning: 'default',
      needs: needs(goBase, { bytes: 3_400, threads: 0, mappings: 0 }),
      witness: { kind: 'goroutines-waiting', tolerance: 8, probes: ['memory', 'latency'], since: '1.26' },
    },
    {
      name: 'node/async-sleep',
      level: 'L2-suspended',
      description: 'an async function that awaits setTimeout of node:timers/promises',
      tuning: 'default',
      needs: needs(nodeBase, { bytes: 1_700, threads: 0, mappings: 0 }),
      witness: { kind: 'timeout-resources', tolerance: 0, probes: ['latency'], since: null },
    },
    {
      name: 'go/locked-thread',
      level: 'L4-thread',
      description: 'a goroutine locked to its kernel thread, blocked in nanosleep',
      tuning: 'default',
      needs: needs(goBase, { bytes: 72 * 1024, threads: 1, mappings: 2 }),
      witness: { kind: 'threads', tolerance: 4, probes: ['memory', 'latency'], since: null },
    },
    {
      name: 'node/worker-thread',
      level: 'L4-thread',
      description: 'a worker thread, blocked in Atomics.wait',
      tuning: 'default',
      needs: needs(nodeBase, { bytes: 12 * mebibyte, threads: 1, mappings: 60 }),
      witness: { kind: 'threads', tolerance: 4, probes: ['memory', 'latency'], since: null },
    },
  ],
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
  expectedManifest: (parameters, probe) => {
    const tasks = Number(parameters['tasks']);
    const identities = (BigInt(tasks) * (BigInt(tasks) - 1n)) / 2n;
    return {
      created: tasks,
      completed: tasks,
      peakAlive: tasks,
      messages: 0,
      checksum: probe === 'latency' ? String(identities) : null,
    };
  },
  measurements: { memory: [create, park, wakeSpan], latency: [early, earliest] },
  derived: { memory: [], latency: [] },
  ratios: [],
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
  distributions: [
    {
      name: 'wake_lateness',
      unit: 'ns',
      direction: 'lower-is-better',
      description: 'How long after its intended time a task woke',
    },
  ],
  // The last task wakes no sooner than the wait after the first began; Node's timers may fire a millisecond early.
  shortestNs: (parameters, settings) =>
    Number(parameters['tasks']) === 0 ? 0 : Math.max(0, (settings['waitNs'] ?? 0) - 2e6),
  // A machine that creates and wakes tasks twenty times slower than the ones at hand still gets through.
  timeLimitNs: (parameters) => 60e9 + Number(parameters['tasks']) * 200_000,
  suites: {
    // Of all scenarios together this one takes the most time: at a million tasks only memory is read.
    headline: {
      runs: 6,
      entries: [
        { variants: eventDriven, parameters: { tasks: [1_000_000] }, regimes: ['all'], probes: ['memory'] },
        // A second size, so that memory is also given as a slope.
        {
          variants: eventDriven,
          parameters: { tasks: [100_000] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
      ],
    },
    smoke: {
      runs: 1,
      entries: [
        {
          variants: everyVariant,
          parameters: { tasks: [0, 1, 5] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
        {
          variants: everyVariant,
          parameters: { tasks: [5] },
          regimes: ['1core'],
          probes: ['memory', 'latency'],
        },
      ],
    },
    quick: {
      runs: 2,
      entries: [
        {
          variants: eventDriven,
          parameters: { tasks: [1_000, 10_000] },
          regimes: ['all'],
          probes: ['memory'],
        },
        { variants: eventDriven, parameters: { tasks: [1_000] }, regimes: ['all'], probes: ['latency'] },
        {
          variants: ['go/locked-thread', 'node/worker-thread'],
          parameters: { tasks: [4] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
      ],
    },
    gate: {
      runs: 6,
      entries: [
        { variants: suspended, parameters: { tasks: [100_000] }, regimes: ['all'], probes: ['memory'] },
      ],
    },
    full: {
      runs: 6,
      entries: [
        // No task at all: what the runtime costs anyway.
        { variants: everyVariant, parameters: { tasks: [0] }, regimes: ['all'], probes: ['memory'] },
        {
          variants: eventDriven,
          parameters: { tasks: [1_000, 10_000, 100_000, 1_000_000] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
        {
          variants: eventDriven,
          parameters: { tasks: [10_000, 100_000] },
          regimes: ['1core'],
          probes: ['memory', 'latency'],
        },
        {
          variants: ['go/locked-thread'],
          parameters: { tasks: [100, 1_000, 10_000] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
        {
          variants: ['node/worker-thread'],
          parameters: { tasks: [10, 100] },
          regimes: ['all'],
          probes: ['memory', 'latency'],
        },
      ],
    },
  },
});
