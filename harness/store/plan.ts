/** `plan.json`: what a run will do, in order, written before the first sample starts and never changed. */
import { z } from 'zod';
import { probes, regimes } from '../model.ts';

const count = z.int().nonnegative();

export const planFormat = 'interleave-plan/1';

export const caseSchema = z.strictObject({
  /** `sleepers go/after-func go@1.27.4 all tasks=1000 wake=same-duration` */
  id: z.string(),
  scenario: z.string(),
  variant: z.string(),
  level: z.string(),
  runtime: z.string(),
  runtimeVersion: z.string(),
  regime: z.enum(regimes as unknown as ['1core', 'all']),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Why no sample of this case can be taken on this machine; null when it can. */
  skip: z.string().nullable(),
});

export const entrySchema = z.strictObject({
  order: count,
  round: count,
  /** Cells of one block are shuffled together; any two are paired by round. */
  block: z.string(),
  case: z.string(),
  probe: z.enum(probes as unknown as ['memory', 'latency']),
  /** For the workload. */
  seed: count,
  /** Bytes by which the environment block is padded, so that its size is no hidden constant. */
  padding: count,
});

const precisionSchema = z.strictObject({
  /** How often each case was rehearsed; those of the control and those that failed once only. */
  rehearsals: count,
  divided: z.enum(['by-spread', 'equally']),
  /** The rehearsed values of each case's leading metric, by case id; a case without them is left out. */
  figures: z.record(z.string(), z.strictObject({ metric: z.string(), values: z.array(z.number()) })),
  blocks: z.record(
    z.string(),
    z.strictObject({
      runs: count,
      /** Upper limit of the standard deviation of the figures' logarithms, pooled over the block's cases; null: not known. */
      spread: z.number().nullable(),
      /** Of the median's 95 % interval, as a share of the median; null: too few runs for one, or not known. */
      halfWidth: z.number().nullable(),
      /** What all its samples should take. */
      expectedNs: count,
    }),
  ),
});

export const planSchema = z.strictObject({
  format: z.literal(planFormat),
  /** Version of Interleave that made the plan. */
  version: z.string(),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  suite: z.string().nullable(),
  seed: count,
  runs: count,
  cases: z.array(caseSchema),
  entries: z.array(entrySchema),
  /** By case id: what the pilot settled, e.g. { waitNs: 6000000000 }. */
  settings: z.record(z.string(), z.record(z.string(), z.number())),
  /** What the pilots measured, ns until `parked`, by case id. */
  pilots: z.record(z.string(), count),
  /** The time that was divided over the blocks, pilots and rehearsals included; null: every block has `runs` rounds. */
  budgetNs: count.nullable().default(null),
  /** With a budget: the wall time of a try of each case, ns, by case id and probe; of several tries their mean. */
  rehearsals: z
    .record(z.string(), z.partialRecord(z.enum(probes as unknown as ['memory', 'latency']), count))
    .default({}),
  /** With a budget: by what it was divided, and what that lets expect; null in plans without one and of older versions. */
  precision: precisionSchema.nullable().default(null),
});

export type PlannedCase = z.infer<typeof caseSchema>;
export type PlanEntry = z.infer<typeof entrySchema>;
/** What has a default was unknown to older versions, so that a plan may lack it. */
export type Plan = z.input<typeof planSchema>;
export type Rehearsals = z.output<typeof planSchema>['rehearsals'];
export type Precision = z.output<typeof precisionSchema>;
/** By case id. */
export type RehearsedFigures = Precision['figures'];
