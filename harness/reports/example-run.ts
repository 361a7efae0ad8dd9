/** A small run made by hand, for the tests of the reports: every kind of ending, n below and from 6, hostile text. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import {
  defineScenario,
  type Parameters,
  type Probe,
  type Scenario,
  type SuiteEntry,
  type Variant,
} from '../model.ts';
import { environmentFormat, environmentSchema } from '../store/environment.ts';
import { planFormat, planSchema, type PlannedCase } from '../store/plan.ts';
import { sampleSchema, type OkSample, type Sample } from '../store/sample.ts';
import type { Run } from './report.ts';

/** Its samples stand in memory. */
export interface ExampleRun extends Run {
  readonly samples: readonly Sample[];
}

export const hostileReason = '=cmd|\' /C calc\'!A0, said "boom"\r\nand <b>died</b>\u0007';

function variant(name: string, level: string): Variant {
  const needs = () => ({ memoryBytes: 0, threads: 0, mappings: 0 });
  return { name, level, description: name, tuning: 'default', needs, witness: null };
}

const suiteEntry: SuiteEntry = {
  variants: ['go/timer', 'node/timer'],
  parameters: { tasks: [0, 1_000, 10_000] },
  regimes: ['all'],
  probes: ['memory', 'latency'],
};

export const exampleScenario: Scenario = defineScenario({
  name: 'naps',
  question: 'What does a nap cost?',
  levels: { 'L1-timer': 'a bare timer', 'L4-thread': 'a kernel thread' },
  parameters: {
    tasks: { kind: 'count', description: 'tasks at once', minimum: 0, maximum: 1_000_000, default: 1_000 },
    wake: {
      kind: 'choice',
      description: 'how they wake',
      values: ['together', '-apart'],
      default: 'together',
    },
  },
  sizeParameter: 'tasks',
  variants: [
    variant('go/timer', 'L1-timer'),
    variant('node/timer', 'L1-timer'),
    variant('node/thread', 'L4-thread'),
  ],
  suites: { quick: { runs: 6, entries: [suiteEntry] } },
  pilot: { setting: 'waitNs', provisionalNs: () => 1, settleNs: () => 1 },
  probes: ['memory', 'latency'],
  repetition: () => ({ warmups: 1, iterations: 1 }),
  derived: {
    memory: [
      {
        name: 'cold_per_task',
        unit: 'ns/task',
        direction: 'lower-is-better',
        description: 'Time of the first iteration, divided by the number of tasks',
        derive: ([first], { tasks }) =>
          first === undefined || Number(tasks) === 0 ? null : first.elapsedNs / Number(tasks),
      },
    ],
    latency: [],
  },
  ratios: [
    {
      name: 'elapsed_multiple',
      unit: 'ratio',
      direction: 'lower-is-better',
      description: "`elapsed` as a multiple of node/timer's median in the same round",
      of: 'elapsed',
      to: { scenario: 'naps', variant: 'node/timer', regime: 'all', metric: 'elapsed' },
    },
  ],
  gated: [{ metric: 'peak', growsWithSize: true }],
  crossovers: [
    {
      name: 'node_beats_go',
      question: 'From how many naps on is Node.js the quicker one?',
      over: 'tasks',
      metric: 'elapsed',
      against: 'go/timer',
      variants: ['node/timer', 'node/thread'],
    },
  ],
  charts: [
    { kind: 'dots', name: 'memory', title: 'Memory of a nap', metric: 'bytes_per_task' },
    {
      kind: 'lines',
      name: 'elapsed-over-tasks',
      title: 'Time of all naps, by their number',
      note: 'Naps are taken at once',
      metric: 'elapsed',
      over: 'tasks',
      crossover: 'node_beats_go',
    },
    { kind: 'phases', name: 'memory-by-phase', title: 'Memory before, while and after all nap' },
    {
      kind: 'percentiles',
      name: 'lateness',
      title: 'How late naps end',
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
      'wake_lateness_p50',
      'wake_lateness_p99',
      'cpu',
      'elapsed',
      'elapsed_multiple',
    ],
  },
  shortestNs: () => 0,
  holds: { memory: ['parked', 'collected'], latency: ['parked'] },
  expectedManifest: () => ({ created: 0, completed: 0, peakAlive: 0, messages: 0, checksum: null }),
  measurements: {
    memory: [
      {
        name: 'create_per_task',
        wire: 'createNs',
        perUnit: true,
        unit: 'ns/task',
        direction: 'lower-is-better',
        description: 'Time to create one task',
      },
    ],
    latency: [
      {
        name: 'early_wakes',
        wire: 'earlyCount',
        perUnit: false,
        unit: 'count',
        direction: 'none',
        description: 'Tasks that woke too early',
      },
    ],
  },
  distributions: [
    { name: 'wake_lateness', unit: 'ns', direction: 'lower-is-better', description: 'How late a task woke' },
  ],
  timeLimitNs: () => 1e9,
});

const apart: Parameters = { tasks: 10, wake: '-apart' };

const cases: readonly PlannedCase[] = [
  ...[0, 1_000, 10_000].flatMap((tasks) => [
    plannedCase('go/timer', 'L1-timer', '1.27.4', { tasks, wake: 'together' }),
    plannedCase('node/timer', 'L1-timer', '26.10.0', { tasks, wake: 'together' }),
  ]),
  plannedCase(
    'node/thread',
    'L4-thread',
    '26.10.0',
    apart,
    'needs about 120 MB of memory, 64 MB are available',
  ),
];

function plannedCase(
  name: string,
  level: string,
  runtimeVersion: string,
  parameters: Parameters,
  skip: string | null = null,
): PlannedCase {
  const runtime = name.slice(0, name.indexOf('/'));
  const values = Object.entries(parameters).map(([parameter, value]) => `${parameter}=${value}`);
  const id = ['naps', name, `${runtime}@${runtimeVersion}`, 'all', ...values].join(' ');
  return {
    id,
    scenario: 'naps',
    variant: name,
    level,
    runtime,
    runtimeVersion,
    regime: 'all',
    parameters,
    skip,
  };
}

/** Six rounds of memory samples of every case that fits, latency for the largest in two rounds. */
const entries = Array.from({ length: 6 }, (_, round) =>
  cases.flatMap((own): { own: PlannedCase; probe: Probe; round: number }[] => {
    if (own.skip !== null) return round === 0 ? [{ own, probe: 'memory', round }] : [];
    const memory = { own, probe: 'memory', round } as const;
    return round < 2 && own.parameters['tasks'] === 10_000
      ? [memory, { own, probe: 'latency', round }]
      : [memory];
  }),
).flat();

const plan = planSchema.parse({
  format: planFormat,
  version: '0.1.0',
  runId: '2026-11-20T10-00-00Z Example',
  createdAt: '2026-11-20T10:00:00.000Z',
  suite: 'quick',
  seed: 7,
  runs: 6,
  cases,
  entries: entries.map(({ own, probe, round }, order) => ({
    order,
    round,
    block: `naps ${own.level} all`,
    case: own.id,
    probe,
    seed: order,
    padding: 0,
  })),
  settings: {},
  pilots: {},
});

const environment = environmentSchema.parse({
  format: environmentFormat,
  recordedAt: '2026-11-20T09:59:59.000Z',
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.18.0',
  distribution: 'Debian GNU/Linux 13',
  virtualisation: 'kvm',
  uptimeSeconds: 100,
  cpu: {
    model: 'Example <CPU> | 3 GHz',
    microcode: null,
    allowed: [0, 1],
    online: 2,
    siblings: [],
    governor: null,
    frequencyHz: null,
    quota: null,
  },
  memory: {
    totalBytes: 24_000_000_000,
    availableBytes: 20_500_000_000,
    swapTotalBytes: 0,
    limitBytes: null,
    hugePages: 'madvise',
    overcommit: '0',
    swappiness: null,
  },
  limits: {
    maxMapCount: 65_530,
    threadsMax: null,
    pidMax: null,
    userProcesses: null,
    openFiles: null,
    cgroupPids: null,
  },
  load: { average1m: 0.5, foreignCpu: 0.02 },
  runtimes: [
    { runtime: 'go', version: '1.27.4', path: '/usr/bin/go', details: {} },
    { runtime: 'node', version: '26.10.0', path: '/usr/bin/node', details: {} },
  ],
  variables: {},
  cleanup: 'launcher',
  firstTouch: { mode: 'none', reservedBytes: 0 },
  warnings: ['swap is on | turn it off'],
});

/** In the order in which they were taken: one failed, one not attained at first, one skipped, the rest ok. */
const samples: readonly Sample[] = entries.flatMap(({ own, probe, round }, order): Sample[] => {
  const common = {
    order,
    attempt: 1,
    round,
    block: `naps ${own.level} all`,
    case: own.id,
    scenario: 'naps',
    variant: own.variant,
    level: own.level,
    runtime: own.runtime,
    runtimeVersion: own.runtimeVersion,
    regime: own.regime,
    parameters: own.parameters,
    settings: { waitNs: 600_000_000 },
    probe,
    startedAt: new Date(Date.UTC(2026, 10, 20, 10, 0, order)).toISOString(),
  };
  if (own.skip !== null) return [{ ...common, status: 'skipped', reason: own.skip }];
  const ok = okSample(common, own, round);
  const unusable = { manifest: null, exit: null, stderrTail: '', rawLine: null, leftovers: [] };
  const { limits, phases, usage, noise } = ok;
  const seen = { ...common, ...unusable, limits, phases, usage, noise };
  if (order === 1) return [{ ...seen, status: 'failed', reason: hostileReason }];
  if (order === 3) {
    const early = { ...seen, status: 'not-attained', reason: 'a task woke during the hold' } as const;
    return [early, { ...ok, attempt: 2, settings: { waitNs: 1_200_000_000 } }];
  }
  return [ok];
});

function okSample(
  common: Omit<
    OkSample,
    | 'status'
    | 'limits'
    | 'phases'
    | 'usage'
    | 'noise'
    | 'elapsedNs'
    | 'manifest'
    | 'witness'
    | 'measurements'
    | 'iterations'
    | 'distributions'
  >,
  own: PlannedCase,
  round: number,
): OkSample {
  const tasks = Number(own.parameters['tasks']);
  const baseBytes = own.runtime === 'go' ? 4_000_000 : 40_000_000;
  const parkedBytes = baseBytes + tasks * (own.runtime === 'go' ? 264 + round : 420) + round * 4_096;
  const reading = (phase: 'baseline' | 'parked' | 'collected', residentBytes: number) => ({
    phase,
    residentBytes,
    peakBytes: residentBytes + 8_192,
    fileBytes: null,
    proportionalBytes: own.runtime === 'go' ? residentBytes - 1_024 : null,
    processes: 1,
    threads: 7,
    heldNs: 120_000,
    source: 'proc' as const,
  });
  const isLatency = common.probe === 'latency';
  const measurements: Record<string, number> = isLatency
    ? { earlyCount: 0 }
    : { createNs: tasks * 700 + round };
  return {
    ...common,
    status: 'ok',
    limits: {},
    phases: isLatency
      ? [reading('baseline', baseBytes), reading('parked', parkedBytes)]
      : [
          reading('baseline', baseBytes),
          reading('parked', parkedBytes),
          reading('collected', parkedBytes - 512),
        ],
    usage: {
      userNs: 30_000_000 + tasks * 300,
      systemNs: 10_000_000,
      minorFaults: 1_500,
      majorFaults: 0,
      voluntarySwitches: 12,
      involuntarySwitches: 3,
    },
    noise: {
      wallNs: 1_000_000_000,
      foreignCpuNs: round === 5 ? 90_000_000 : 0,
      stealNs: null,
      throttledNs: 0,
      cpuPressureNs: null,
      memoryPressureNs: null,
      loadAverage: null,
      frequencyHz: null,
    },
    elapsedNs: 700_000_000 + round * 1_000_000,
    manifest: { created: tasks, completed: tasks, peakAlive: tasks, messages: 0, checksum: null },
    witness: { kind: 'none', expected: null, observed: null },
    measurements,
    iterations: [
      { warmup: true, elapsedNs: 900_000_000, measurements },
      { warmup: false, elapsedNs: 700_000_000 + round * 1_000_000, measurements },
    ],
    distributions: isLatency
      ? [
          {
            name: 'wake_lateness',
            unit: 'ns',
            encoding: 'hdr-v2-base64',
            count: tasks,
            data: lateness(tasks, round),
          },
        ]
      : [],
  };
}

/** 1 µs, 2 µs … one for each task. */
function lateness(tasks: number, round: number): string {
  const histogram = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 });
  for (let task = 1; task <= tasks; task += 1) histogram.recordValue(task * 1_000 + round);
  return encodeIntoCompressedBase64(histogram);
}

export const exampleRun: ExampleRun = {
  plan,
  environment,
  // Decoded as a stored run would be, so that the example keeps to the schema.
  samples: samples.map((sample) => sampleSchema.parse(sample)),
  scenarios: [exampleScenario],
};
