/** `environment.json`: the machine and its settings at the start of a run. Null: this machine does not tell. */
import { z } from 'zod';
import { revisionSchema } from './revision.ts';

const text = z.string().nullable();
const count = z.int().nonnegative().nullable();

export const environmentFormat = 'interleave-environment/1';

export const environmentSchema = z.strictObject({
  format: z.literal(environmentFormat),
  recordedAt: z.iso.datetime(),
  /** linux, darwin */
  platform: z.string(),
  architecture: z.string(),
  kernel: z.string(),
  distribution: text,
  virtualisation: text,
  uptimeSeconds: z.number().nullable(),
  cpu: z.strictObject({
    model: text,
    microcode: text,
    /** CPUs that this process may use, by number. */
    allowed: z.array(z.int()),
    online: z.int(),
    /** Groups of CPUs that share a core, e.g. "0,4"; empty where unknown. */
    siblings: z.array(z.string()),
    governor: text,
    frequencyHz: count,
    /** cgroup CPU limit in CPUs; null when unlimited or unknown. */
    quota: z.number().nullable(),
  }),
  memory: z.strictObject({
    totalBytes: z.int(),
    availableBytes: z.int(),
    swapTotalBytes: count,
    /** cgroup memory limit; null when unlimited or unknown. */
    limitBytes: count,
    hugePages: text,
    overcommit: text,
    swappiness: text,
  }),
  limits: z.strictObject({
    maxMapCount: count,
    threadsMax: count,
    pidMax: count,
    userProcesses: count,
    openFiles: count,
    cgroupPids: count,
  }),
  load: z.strictObject({
    average1m: z.number().nullable(),
    /** Share of one CPU that others used in the second before the run. */
    foreignCpu: z.number().nullable(),
  }),
  runtimes: z.array(
    z.strictObject({
      runtime: z.string(),
      version: z.string(),
      path: z.string(),
      details: z.record(z.string(), z.string()),
    }),
  ),
  /** Variables that change what a runtime does, where set: GODEBUG, GOGC, NODE_OPTIONS … */
  variables: z.record(z.string(), z.string()),
  /** How samples are cleaned up: by the launcher, or only as well as the platform's own tools can. */
  cleanup: z.enum(['launcher', 'best-effort']),
  /** How memory is brought into one state before each sample. */
  firstTouch: z.strictObject({ mode: z.enum(['reserve', 'none']), reservedBytes: z.int() }),
  /**
   * The commit that the measured programs come from, as it was before the first sample; null: they come from no repository,
   * or an older version did not write it down.
   */
  revision: revisionSchema.nullable().default(null),
  /** Doubts about this machine, with what to do about each. */
  warnings: z.array(z.string()),
});

/** What has a default was unknown to older versions, so that an environment may lack it. */
export type Environment = z.input<typeof environmentSchema>;
