/** `calibration.json`: what one program against itself has shown of a machine, and of which machine. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import { policySchema } from '../gate/policy.ts';
import { makeFolder } from '../make-folder.ts';
import { floorSchema } from './check-plan.ts';
import type { Environment } from './environment.ts';
import { decodeJson, readText, writeWhole, type Foreign } from './json-file.ts';
import { revisionSchema } from './revision.ts';

export const calibrationFormat = 'interleave-calibration/2';
export const calibrationFile = 'calibration.json';

const count = z.int().nonnegative();

const rateSchema = z.strictObject({
  checks: count,
  times: count,
  interval: z.strictObject({ low: z.number(), high: z.number() }),
});

const machineSchema = z.strictObject({
  cpu: z.string().nullable(),
  cpus: z.int().positive(),
  architecture: z.string(),
  platform: z.string(),
  virtualisation: z.string().nullable(),
});

/** What a check has to have in common with those that were made up, for the smallest detectable slowdown to hold there too. */
const triedSchema = z.strictObject({
  looks: z.array(z.strictObject({ pairs: z.int().positive(), q: z.number().positive() })),
  /** Gated in all, for which the correction was made. */
  hypotheses: z.int().positive(),
  margin: z.strictObject({ alarm: z.number(), harm: z.number() }),
});

const metricSchema = floorSchema.extend({
  /** Quiet pairs. */
  pairs: count,
  /** Standard deviation of the pairs' ln ratios. */
  spread: z.number(),
  falseAlarms: rateSchema,
  differences: z.array(z.number()),
  tried: triedSchema,
  /** Where the pairs come from: a machine's calibration holds metrics of several occasions. */
  measured: z.strictObject({
    /** Id of the check whose pairs these are. */
    check: z.string(),
    at: z.iso.datetime(),
    /** Of the programs; null: from an installed package. */
    revision: revisionSchema.nullable(),
    /** `go@1.27.4` */
    runtime: z.string(),
    /** Beyond these limits a pair was left out. */
    noise: policySchema.shape.noise,
  }),
});

export const calibrationSchema = z.strictObject({
  format: z.literal(calibrationFormat),
  version: z.string(),
  /** Of the check whose pairs these are; of a machine's calibration the latest one. */
  id: z.string(),
  createdAt: z.iso.datetime(),
  machine: machineSchema,
  /** How often a made-up check of all metrics of that check called anything regressed. */
  falseAlarms: rateSchema,
  metrics: z.array(metricSchema),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibrationMetric = Calibration['metrics'][number];
export type Machine = Calibration['machine'];

/** What must be the same for a calibration to speak of this machine. */
export function machineOf({ cpu, architecture, platform, virtualisation }: Environment): Machine {
  return { cpu: cpu.model, cpus: cpu.allowed.length, architecture, platform, virtualisation };
}

/** Where the latest calibration of a machine lies. */
export function calibrationPath(cache: string, machine: Machine): string {
  const key = createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 16);
  return path.join(cache, 'calibrations', `${key}.json`);
}

/**
 * A machine's calibration with what was calibrated besides: of each cell and metric what was measured last. So a calibration of
 * some cells leaves the others as they are, and one made of old pairs does not push out younger ones.
 */
export function mergeCalibrations(before: Calibration | null, now: Calibration): Calibration {
  if (before === null) return now;
  const latest = new Map(before.metrics.map((one) => [keyOf(one), one]));
  for (const one of now.metrics) {
    const known = latest.get(keyOf(one));
    if (known === undefined || known.measured.at <= one.measured.at) latest.set(keyOf(one), one);
  }
  const whole = before.createdAt <= now.createdAt ? now : before;
  return { ...whole, metrics: [...latest.values()] };
}

function keyOf({ cell, metric }: CalibrationMetric): string {
  return `${cell} ${metric}`;
}

/**
 * @returns null where there is none
 * @throws Failure of kind `foreignFile` when it is something else, or damaged
 */
export async function readCalibration(file: string): Promise<Calibration | null> {
  const text = await readText(file, foreignAt(file));
  return text === null ? null : decodeJson(text, calibrationSchema, foreignAt(file));
}

/**
 * Writes it whole or not at all; the one before it is replaced.
 * @throws Failure of kind `cannotWrite`
 */
export async function writeCalibration(file: string, calibration: Calibration): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    await writeWhole(file, `${JSON.stringify(calibration, null, 1)}\n`);
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write ${file}: ${textOf(error)}; free some space, or set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}

function foreignAt(file: string): Foreign {
  return (what, cause) =>
    new Failure(
      'foreignFile',
      `${file} is no calibration of this version of Interleave, or it is damaged: ${what}; calibrate anew (interleave calibrate), or leave it out (--calibration none)`,
      { cause },
    );
}
