/**
 * The wire between harness and workload: newline-delimited JSON, UTF-8, version 1.
 * Both ends decode strictly: an unknown or missing field is an error, never ignored.
 * `examples/` holds golden lines that the TypeScript, JavaScript and Go tests all decode.
 */
import { z } from 'zod';
import { phases, probes } from '../model.ts';

export const protocolVersion = 1;

/** A line may not be longer than this, in bytes; a distribution of a million values takes about 10 kB. */
export const maximumLineBytes = 1024 * 1024;

const count = z.int().nonnegative();
/** Time left until the first deadline; negative once it has passed; null where the scenario has no timers. */
const timeLeftNs = z.int().nullable();
const phase = z.enum(phases as unknown as ['baseline', 'armed', 'parked', 'drained', 'collected']);
const witness = z
  .strictObject({ kind: z.enum(['goroutines-waiting', 'timeout-resources']), count })
  .nullable();

const manifest = z.strictObject({
  created: count,
  completed: count,
  peakAlive: count,
  messages: count,
  checksum: z
    .string()
    .regex(/^-?\d{1,39}$/)
    .nullable(),
});

/** Harness to workload, once, as the first line. */
export const requestSchema = z.strictObject({
  type: z.literal('request'),
  protocol: z.literal(protocolVersion),
  scenario: z.string().min(1),
  variant: z.string().min(1),
  parameters: z.record(z.string(), z.union([z.int(), z.string()])),
  iterations: z.int().min(1),
  warmups: count,
  seed: z.int().min(0).max(0xffff_ffff),
  probe: z.enum(probes as unknown as ['memory', 'latency']),
});

/** Harness to workload: leave the phase at which you hold. */
export const continueSchema = z.strictObject({ type: z.literal('continue') });

/** First message; the workload then holds at `baseline`. */
const readySchema = z.strictObject({
  type: z.literal('ready'),
  protocol: z.literal(protocolVersion),
  runtime: z.string().min(1),
  runtimeVersion: z.string().min(1),
  /** Limits in force, read back from the runtime: gomaxprocs, heapSizeLimitBytes … */
  limits: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

/** The workload holds at a phase until `continue`. */
const holdSchema = z.strictObject({
  type: z.literal('hold'),
  phase: phase.exclude(['baseline']),
  iteration: count,
  /** Since the timed region began, on the workload's own monotonic clock. */
  elapsedNs: count,
  created: count,
  completed: count,
  timeLeftNs,
  witness,
});

/** The workload has left the phase; what may have happened meanwhile is told by the same fields. */
const resumedSchema = z.strictObject({
  type: z.literal('resumed'),
  phase: phase.exclude(['baseline']),
  iteration: count,
  completed: count,
  timeLeftNs,
  witness,
});

const iterationSchema = z.strictObject({
  type: z.literal('iteration'),
  iteration: count,
  warmup: z.boolean(),
  elapsedNs: count,
  manifest,
  measurements: z.record(z.string(), z.number()),
});

/** An HdrHistogram in V2 compressed encoding, base64. */
const distributionSchema = z.strictObject({
  type: z.literal('distribution'),
  name: z.string().min(1),
  unit: z.literal('ns'),
  encoding: z.literal('hdr-v2-base64'),
  count,
  data: z.base64(),
});

/** The workload gives up in good order; it then exits 70. */
const failedSchema = z.strictObject({
  type: z.literal('failed'),
  reason: z.string().min(1),
  detail: z.string(),
});

const doneSchema = z.strictObject({ type: z.literal('done') });

export const messageSchema = z.discriminatedUnion('type', [
  readySchema,
  holdSchema,
  resumedSchema,
  iterationSchema,
  distributionSchema,
  failedSchema,
  doneSchema,
]);

export type Request = z.infer<typeof requestSchema>;
export type Continue = z.infer<typeof continueSchema>;
export type Message = z.infer<typeof messageSchema>;
export type Ready = Extract<Message, { type: 'ready' }>;
export type Hold = Extract<Message, { type: 'hold' }>;
export type Resumed = Extract<Message, { type: 'resumed' }>;
export type Iteration = Extract<Message, { type: 'iteration' }>;
export type Distribution = Extract<Message, { type: 'distribution' }>;
