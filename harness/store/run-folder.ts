import { environmentSchema, type Environment } from './environment.ts';
import { LineFile } from './line-file.ts';
import { planSchema, type Plan } from './plan.ts';
import { sampleSchema, type Sample } from './sample.ts';
import { foreign, readJson, StoredFolder } from './stored-folder.ts';

export const planFile = 'plan.json';
const environmentFile = 'environment.json';
const samplesFile = 'samples.ndjson';

/** What a stored run holds. */
export interface OpenedRun {
  readonly plan: Plan;
  readonly environment: Environment;
  /** From the disk, each time they are gone through. */
  readonly samples: Iterable<Sample>;
  /** Length of `samples.ndjson` up to its last whole line, bytes; what follows was torn off by a kill. */
  readonly wholeBytes: number;
}

/** One whose samples stand in memory. */
export interface StoredRun extends OpenedRun {
  readonly samples: Sample[];
}

/** A run's folder while it is written: samples are appended, each on the disk before the next one starts. */
export type RunFolder = StoredFolder<Sample>;

/**
 * Makes a new folder with plan and environment; all of it or nothing.
 * @throws Failure of kind `cannotWrite`.
 */
export async function createRun(folder: string, plan: Plan, environment: Environment): Promise<RunFolder> {
  return StoredFolder.create(folder, { [environmentFile]: environment, [planFile]: plan }, samplesFile);
}

/**
 * Opens an unfinished run to go on with it; a line torn off by a kill is cut away.
 * @throws Failure of kind `foreignFile`, or `cannotWrite` when another process is writing it.
 */
export async function resumeRun(folder: string): Promise<{ folder: RunFolder; stored: StoredRun }> {
  return StoredFolder.resume(folder, samplesFile, readRun);
}

/**
 * Reads a run back, strictly, with all its samples: to go on with it.
 * @throws Failure of kind `foreignFile` when it is no run, one of another version, or damaged.
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const opened = await openRun(folder);
  return { ...opened, samples: [...opened.samples] };
}

/**
 * Reads a run back, strictly, and leaves its samples on the disk: to look at it.
 * @throws Failure of kind `foreignFile` as `readRun` does: every line was read once.
 */
export async function openRun(folder: string): Promise<OpenedRun> {
  const plan = await readJson(folder, planFile, planSchema);
  const environment = await readJson(folder, environmentFile, environmentSchema);
  const samples = new LineFile(folder, samplesFile, sampleSchema);
  const cases = new Set(plan.cases.map(({ id }) => id));
  for (const [index, entry] of plan.entries.entries()) {
    if (entry.order !== index) throw foreign(folder, `${planFile}: entry ${index} has order ${entry.order}`);
    if (!cases.has(entry.case))
      throw foreign(folder, `${planFile}: entry ${index} names the unknown case ${entry.case}`);
  }
  for (const { order } of samples) {
    if (order >= plan.entries.length)
      throw foreign(folder, `${samplesFile} holds a sample that its plan does not`);
  }
  return { plan, environment, samples, wholeBytes: samples.wholeBytes };
}
