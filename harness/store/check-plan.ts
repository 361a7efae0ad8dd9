/** `check.json`: which two arms are compared in which cells and by which rules, written before the first pair is taken. */
import { z } from 'zod';
import { policySchema } from '../gate/policy.ts';
import { probes } from '../model.ts';
import { caseSchema } from './plan.ts';
import { revisionSchema } from './revision.ts';

const count = z.int().nonnegative();

export const checkFormat = 'interleave-check/1';

const armSchema = z.strictObject({
  /** For readers: `main (1a2b3c4)`, `working tree`, `go 1.26.8`. */
  label: z.string(),
  /** Where its workloads come from; null: from an installed package. */
  revision: revisionSchema.nullable(),
  /** Of the programs and packages, of which a copy is measured; null: those of the tree as it stands. */
  digest: z.string().nullable().default(null),
});

const hypothesisSchema = z.strictObject({
  metric: z.string(),
  unit: z.string(),
  direction: z.enum(['lower-is-better', 'higher-is-better']),
});

const cellSchema = z.strictObject({
  /** What both arms have in common, for readers and for calibration: the case's id without runtime versions that differ. */
  id: z.string(),
  base: caseSchema,
  head: caseSchema,
  probe: z.enum(probes as unknown as ['memory', 'latency']),
  /** The metrics that are judged. */
  gated: z.array(hypothesisSchema),
});

export const floorSchema = z.strictObject({
  cell: z.string(),
  metric: z.string(),
  alarm: z.number().nonnegative(),
  detectable: z.number().nonnegative().nullable(),
});

/** As in `GateSettings`. */
const gateSchema = z.strictObject({
  policy: policySchema,
  suite: z.string(),
  targets: z.array(z.string()),
  budgetNs: count.nullable(),
  own: z.record(z.string(), z.array(z.string())),
});

export const checkPlanSchema = z.strictObject({
  format: z.literal(checkFormat),
  /** Version of Interleave that made the plan. */
  version: z.string(),
  checkId: z.string(),
  createdAt: z.iso.datetime(),
  /**
   * `check`: base against head, to pass or not; `compare`: two arms, without a gate; `calibrate`: one arm against itself;
   * `self-test`: one arm against itself with a known slowdown.
   */
  kind: z.enum(['check', 'compare', 'calibrate', 'self-test']),
  suite: z.string().nullable(),
  seed: count,
  arms: z.strictObject({ base: armSchema, head: armSchema }),
  cells: z.array(cellSchema),
  /** Metrics that the policy gates and no sample of the rehearsal had. */
  ungated: z.array(z.strictObject({ cell: z.string(), metric: z.string() })).default([]),
  /** Cases that only one side has. */
  oneSided: z.array(z.strictObject({ case: z.string(), side: z.enum(['new', 'removed']) })),
  policy: policySchema,
  /** What head's file with the policy, and base's own one, make of the gate, each with the same command line; null: it is not known. */
  gates: z
    .strictObject({
      head: gateSchema.omit({ policy: true }),
      /** Null: `problem` says why it is not known. */
      base: gateSchema.nullable(),
      problem: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** When the pairs are looked at, and what part of the policy's q each look may spend; settled before the first pair. */
  looks: z.array(z.strictObject({ pairs: z.int().positive(), q: z.number().positive() })),
  /** Of this machine's calibration, where there is one for the cells. */
  floors: z.array(floorSchema),
  /** The calibration's id; null: none. */
  calibration: z.string().nullable(),
  /** By cell id: what the pilots settled for both arms, e.g. { waitNs: 6000000000 }. */
  settings: z.record(z.string(), z.record(z.string(), z.number())),
  /** What a pair of each cell took when it was rehearsed, ns, by cell id. */
  pairNs: z.record(z.string(), count),
  /** The time that all of it may take, ns; null: no limit. */
  budgetNs: count.nullable(),
  /** What samples may take, and what reaches them; the same when an interrupted check goes on. */
  limits: z
    .strictObject({
      timeLimitMs: z.number().positive().nullable(),
      memoryLimitBytes: z.number().positive().nullable(),
      allowNodeOptions: z.boolean(),
    })
    .default({ timeLimitMs: null, memoryLimitBytes: null, allowNodeOptions: false }),
  /** The slowdown that was injected into head, as a share; null: none. */
  injected: z.number().nullable(),
});

/** What has a default was unknown to older versions, so that a stored plan may lack it. */
export type CheckPlan = z.input<typeof checkPlanSchema>;
export type CheckCell = z.infer<typeof cellSchema>;
