/** A check on the disk: `check.json`, `environment.json`, and one line of `pairs.ndjson` for each sample. */
import { z } from 'zod';
import { checkPlanSchema, type CheckPlan } from './check-plan.ts';
import { environmentSchema, type Environment } from './environment.ts';
import { LineFile } from './line-file.ts';
import { sampleSchema } from './sample.ts';
import { foreign, readJson, StoredFolder } from './stored-folder.ts';

export const checkFile = 'check.json';
const environmentFile = 'environment.json';
const pairsFile = 'pairs.ndjson';

const lineSchema = z.strictObject({
  /** Position among all pairs of the check, from 0: two lines have each. */
  pair: z.int().nonnegative(),
  round: z.int().nonnegative(),
  /** The cell's id. */
  cell: z.string(),
  arm: z.enum(['base', 'head']),
  /** 0: it came first. */
  position: z.int().min(0).max(1),
  sample: sampleSchema,
});

/** One sample of a check. */
export type PairLine = z.infer<typeof lineSchema>;

export interface StoredCheck {
  readonly plan: CheckPlan;
  readonly environment: Environment;
  readonly lines: PairLine[];
  /** Length of `pairs.ndjson` up to its last whole line, bytes. */
  readonly wholeBytes: number;
}

export type CheckFolder = StoredFolder<PairLine>;

/** @throws Failure of kind `cannotWrite` */
export async function createCheck(
  folder: string,
  plan: CheckPlan,
  environment: Environment,
): Promise<CheckFolder> {
  return StoredFolder.create(folder, { [environmentFile]: environment, [checkFile]: plan }, pairsFile);
}

/** @throws Failure of kind `foreignFile`, or `cannotWrite` when another process is writing it */
export async function resumeCheck(folder: string): Promise<{ folder: CheckFolder; stored: StoredCheck }> {
  return StoredFolder.resume(folder, pairsFile, readCheck);
}

/**
 * Reads a check back, strictly.
 * @throws Failure of kind `foreignFile` when it is no check, one of another version, or damaged
 */
export async function readCheck(folder: string): Promise<StoredCheck> {
  const plan = await readJson(folder, checkFile, checkPlanSchema);
  const environment = await readJson(folder, environmentFile, environmentSchema);
  const file = new LineFile(folder, pairsFile, lineSchema);
  const lines = [...file];
  const cells = new Set(plan.cells.map(({ id }) => id));
  for (const { cell } of lines) {
    if (!cells.has(cell)) throw foreign(folder, `${pairsFile} names the unknown cell ${cell}`);
  }
  return { plan, environment, lines, wholeBytes: file.wholeBytes };
}
