/** `calibration.json`: what one program against itself has shown of a machine, and of which machine. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { floorSchema } from './check-plan.ts';
import type { Environment } from './environment.ts';

export const calibrationFormat = 'interleave-calibration/1';
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

export const calibrationSchema = z.strictObject({
  format: z.literal(calibrationFormat),
  version: z.string(),
  /** Of the check whose pairs these are. */
  id: z.string(),
  createdAt: z.iso.datetime(),
  machine: machineSchema,
  /** The rules that were tried: a check under others is judged with these floors all the same. */
  q: z.number(),
  looks: z.array(z.strictObject({ pairs: z.int(), q: z.number() })),
  /** How often a made-up check of all metrics called anything regressed. */
  falseAlarms: rateSchema,
  metrics: z.array(
    floorSchema.extend({
      pairs: count,
      /** Standard deviation of the pairs' ln ratios. */
      spread: z.number(),
      falseAlarms: rateSchema,
      differences: z.array(z.number()),
    }),
  ),
});

export type Calibration = z.infer<typeof calibrationSchema>;
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
 * @returns null where there is none
 * @throws Failure of kind `foreignFile` when it is something else, or damaged
 */
export async function readCalibration(file: string): Promise<Calibration | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw foreign(file, textOf(error), error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw foreign(file, 'it is no JSON', error);
  }
  const result = calibrationSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw foreign(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`);
}

/**
 * Writes it whole or not at all; the one before it is replaced.
 * @throws Failure of kind `cannotWrite`
 */
export async function writeCalibration(file: string, calibration: Calibration): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    const unfinished = await mkdtemp(path.join(path.dirname(file), '.unfinished-'));
    try {
      const draft = path.join(unfinished, calibrationFile);
      await writeFile(draft, `${JSON.stringify(calibration, null, 1)}\n`);
      await rename(draft, file);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write ${file}: ${textOf(error)}; free some space, or set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}

function foreign(file: string, what: string, cause?: unknown): Failure {
  return new Failure(
    'foreignFile',
    `${file} is no calibration of this version of Interleave, or it is damaged: ${what}; calibrate anew (interleave calibrate), or leave it out (--calibration none)`,
    { cause },
  );
}
