/** One sample, as a line of `samples.ndjson`. Written once, at its end; every reader decodes it with this schema. */
import { z } from 'zod';
import { phases, probes, regimes, statuses } from '../model.ts';

const number = z.number();
const count = z.int().nonnegative();

/** What the machine's `/proc` said while the workload held still. */
export const phaseReadingSchema = z.strictObject({
  phase: z.enum(phases as unknown as ['baseline', 'armed', 'parked', 'drained', 'collected']),
  /** VmRSS of the workload's own process. */
  residentBytes: count,
  /** VmHWM since the previous hold (since the process began at `baseline`), of the workload's own process; null without /proc. */
  peakBytes: count.nullable(),
  /** The part of VmRSS that is pages of files, such as the runtime's own binary; null where it is not told. */
  fileBytes: count.nullable().default(null),
  /** Sum of PSS over the process tree; null where smaps_rollup cannot be read. */
  proportionalBytes: count.nullable(),
  /** Processes in the tree. */
  processes: count,
  /** Threads of the workload's own process; null without /proc. */
  threads: count.nullable(),
  /** How long the workload was held for the reading. */
  heldNs: count,
  /** Both read from outside: `proc` by /proc, `ps` by ps(1) where there is none. */
  source: z.enum(['proc', 'ps']),
});

export const usageSchema = z.strictObject({
  userNs: count,
  systemNs: count,
  minorFaults: count,
  majorFaults: count,
  voluntarySwitches: count,
  involuntarySwitches: count,
});

/** What else happened on the machine between the sample's start and its end. Null: this machine does not tell. */
export const noiseSchema = z.strictObject({
  wallNs: count,
  /** Busy CPU time of all CPUs less the sample's tree and the harness; never below 0. */
  foreignCpuNs: count.nullable(),
  stealNs: count.nullable(),
  /** cgroup v1 or v2 CPU throttling. */
  throttledNs: count.nullable(),
  /** Time in which some task waited for a CPU (PSI "some"), includes the workload's own. */
  cpuPressureNs: count.nullable(),
  memoryPressureNs: count.nullable(),
  loadAverage: number.nullable(),
  frequencyHz: count.nullable(),
});

export const distributionSchema = z.strictObject({
  name: z.string(),
  unit: z.literal('ns'),
  encoding: z.literal('hdr-v2-base64'),
  count,
  data: z.string(),
});

/** What is known of every sample, whatever became of it. */
const common = {
  /** Position in the plan, from 0; with `attempt` the sample's identity. */
  order: count,
  /** 1; 2 and more when earlier attempts were `not-attained` and the wait was lengthened. */
  attempt: z.int().min(1),
  round: count,
  block: z.string(),
  /** Identity of the case, as in `plan.json`. */
  case: z.string(),
  scenario: z.string(),
  variant: z.string(),
  level: z.string(),
  runtime: z.string(),
  runtimeVersion: z.string(),
  regime: z.enum(regimes as unknown as ['1core', 'all']),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Settings found by the pilot, e.g. waitNs. */
  settings: z.record(z.string(), z.number()),
  probe: z.enum(probes as unknown as ['memory', 'latency']),
  startedAt: z.iso.datetime(),
};

const observed = {
  limits: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  phases: z.array(phaseReadingSchema),
  /** Exact, from wait4; null without the launcher. */
  usage: usageSchema.nullable(),
  noise: noiseSchema,
};

const manifest = z.strictObject({
  created: count,
  completed: count,
  peakAlive: count,
  messages: count,
  checksum: z.string().nullable(),
});

const iterationSchema = z.strictObject({
  warmup: z.boolean(),
  elapsedNs: count,
  measurements: z.record(z.string(), z.number()),
});

const witness = z.strictObject({
  kind: z.enum(['goroutines-waiting', 'timeout-resources', 'threads', 'context-switches', 'none']),
  expected: count.nullable(),
  observed: count.nullable(),
});

const okSchema = z.strictObject({
  ...common,
  ...observed,
  status: z.literal('ok'),
  /** The timed regions of all measured iterations together. */
  elapsedNs: count,
  /** Of the last iteration; every iteration was held against the same expectation. */
  manifest,
  witness,
  /** Medians over the measured iterations. */
  measurements: z.record(z.string(), z.number()),
  /** Every iteration in the order in which it was taken, warm-ups first. Runs of version 0.1 have none. */
  iterations: z.array(iterationSchema).default([]),
  distributions: z.array(distributionSchema),
});

/** A sample that ran and gave no valid result; what was seen of it is kept. */
const unusableSchema = z.strictObject({
  ...common,
  ...observed,
  status: z.enum(statuses.filter((status) => status !== 'ok' && status !== 'skipped')),
  reason: z.string().min(1),
  manifest: manifest.nullable(),
  exit: z.strictObject({ code: count.nullable(), signal: z.string().nullable() }).nullable(),
  /** The last 4 KiB of the workload's stderr. */
  stderrTail: z.string(),
  /** The message that broke the contract, at most 4 KiB of it. */
  rawLine: z.string().nullable(),
  leftovers: z.array(z.string()),
});

/** A sample that was never started. */
const skippedSchema = z.strictObject({ ...common, status: z.literal('skipped'), reason: z.string().min(1) });

export const sampleSchema = z.discriminatedUnion('status', [okSchema, unusableSchema, skippedSchema]);

export type Sample = z.infer<typeof sampleSchema>;
export type OkSample = z.infer<typeof okSchema>;
export type UnusableSample = z.infer<typeof unusableSchema>;
export type PhaseReading = z.infer<typeof phaseReadingSchema>;
export type Noise = z.infer<typeof noiseSchema>;

/** How often a sample whose tasks were not all alive at once is tried, each time with twice the wait. */
export const maximumAttempts = 3;

/** Whether a sample's entry is to be tried again. */
export function wantsAnotherAttempt(sample: Pick<Sample, 'status' | 'attempt'>): boolean {
  return sample.status === 'not-attained' && sample.attempt < maximumAttempts;
}
