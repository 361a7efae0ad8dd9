/** `baselines/<name>.json`: what one run of one commit measured, small enough to be kept in a repository. */
import { z } from 'zod';
import { probes } from '../model.ts';
import { revisionSchema } from './revision.ts';
import { environmentSchema } from './environment.ts';
import { caseSchema } from './plan.ts';

export const baselineFormat = 'interleave-baseline/1';

/** Part of a file's name. */
export const baselineNamePattern = /^[a-z0-9-]+$/;

/** By metric: a value for each sample that has one, in the order in which they were taken. Metrics that have no better direction are left out. */
const valuesSchema = z.record(z.string(), z.array(z.number()).min(1));

export const baselineSchema = z.strictObject({
  format: z.literal(baselineFormat),
  /** Version of Interleave that saved it. */
  version: z.string(),
  name: z.string().regex(baselineNamePattern),
  savedAt: z.iso.datetime(),
  /** Null: a candidate, which nothing is compared with yet. */
  promotedAt: z.iso.datetime().nullable(),
  /** Id of the run that it comes from. */
  run: z.string(),
  revision: revisionSchema.extend({ clean: z.literal(true) }),
  /** The machine. */
  environment: environmentSchema,
  cases: z.array(
    z.strictObject({
      case: caseSchema,
      probes: z.partialRecord(z.enum(probes as unknown as ['memory', 'latency']), valuesSchema),
    }),
  ),
});

/** What has a default was unknown to older versions. */
export type Baseline = z.input<typeof baselineSchema>;
export type BaselineCase = Baseline['cases'][number];
