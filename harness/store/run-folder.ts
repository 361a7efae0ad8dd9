import { access, mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { LineSplitter } from '../contract/lines.ts';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { environmentSchema, type Environment } from './environment.ts';
import { planSchema, type Plan } from './plan.ts';
import { sampleSchema, type Sample } from './sample.ts';

const planFile = 'plan.json';
const environmentFile = 'environment.json';
const samplesFile = 'samples.ndjson';
const lockFile = 'run.lock';

/** What a stored run holds. */
export interface StoredRun {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly samples: Sample[];
  /** Length of `samples.ndjson` up to its last whole line, bytes; what follows was torn off by a kill. */
  readonly wholeBytes: number;
}

/** A run's folder while it is written: samples are appended, each on the disk before the next one starts. */
export class RunFolder {
  readonly folder: string;
  readonly #samples: FileHandle;
  #length: number;

  private constructor(folder: string, samples: FileHandle, length: number) {
    this.folder = folder;
    this.#samples = samples;
    this.#length = length;
  }

  /**
   * Makes a new folder with plan and environment; all of it or nothing.
   * @throws Failure of kind `cannotWrite`.
   */
  static async create(folder: string, plan: Plan, environment: Environment): Promise<RunFolder> {
    try {
      await makeFolder(path.dirname(folder));
      await mkdir(folder);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
    try {
      await lock(folder);
      await writeDurably(path.join(folder, environmentFile), `${JSON.stringify(environment, null, 2)}\n`);
      await writeDurably(path.join(folder, planFile), `${JSON.stringify(plan, null, 1)}\n`);
      const samples = await open(path.join(folder, samplesFile), 'ax');
      await syncFolder(folder);
      return new RunFolder(folder, samples, 0);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw cannotWrite(folder, error);
    }
  }

  /**
   * Opens an unfinished run to go on with it; a line torn off by a kill is cut away.
   * @throws Failure of kind `foreignFile`, or `cannotWrite` when another process is writing it.
   */
  static async resume(folder: string): Promise<{ folder: RunFolder; stored: StoredRun }> {
    // A folder that is no run gets no lock either.
    await readRun(folder);
    await lock(folder).catch((error: unknown) => {
      throw cannotWrite(folder, error);
    });
    try {
      // Read under the lock: whoever held it may have appended until just now, and that must not be cut away.
      const stored = await readRun(folder);
      const samples = await open(path.join(folder, samplesFile), 'a');
      await samples.truncate(stored.wholeBytes);
      return { folder: new RunFolder(folder, samples, stored.wholeBytes), stored };
    } catch (error) {
      await rm(path.join(folder, lockFile), { force: true });
      throw cannotWrite(folder, error);
    }
  }

  /**
   * Appends a sample and waits until it is on the disk. When that fails, nothing of the line remains.
   * @throws Failure of kind `cannotWrite`.
   */
  async append(sample: Sample): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(sample)}\n`);
    try {
      await this.#samples.appendFile(line);
      await this.#samples.datasync();
      this.#length += line.length;
    } catch (error) {
      await this.#samples.truncate(this.#length).catch(() => {});
      throw cannotWrite(this.folder, error);
    }
  }

  async close(): Promise<void> {
    await this.#samples.close();
    await rm(path.join(this.folder, lockFile), { force: true });
  }
}

/**
 * Reads a run back, strictly.
 * @throws Failure of kind `foreignFile` when it is no run, one of another version, or damaged.
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const plan = await readJson(folder, planFile, planSchema);
  const environment = await readJson(folder, environmentFile, environmentSchema);
  const { samples, wholeBytes } = await readSamples(folder);
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
  return { plan, environment, samples, wholeBytes };
}

/**
 * Writes a report's pieces to a file of the run's folder; the old file stays until the new one is whole.
 * @throws Failure of kind `cannotWrite`.
 */
export async function writeReport(folder: string, file: string, pieces: Iterable<string>): Promise<void> {
  const target = path.join(folder, file);
  const unfinished = `${target}.unfinished`;
  try {
    await writeFile(unfinished, pieces);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    // What the generator throws is a mistake of ours, and no full disk.
    throw isSystemError(error) ? cannotWrite(target, error) : error;
  }
}

async function readSamples(folder: string): Promise<{ samples: Sample[]; wholeBytes: number }> {
  return readHandle(folder, samplesFile, async (handle) => {
    const samples: Sample[] = [];
    // Not readline: it also cuts at U+2028, which JSON leaves as it is.
    const splitter = new LineSplitter(Infinity);
    const linesOf = (chunk: Buffer): string[] => {
      try {
        return splitter.push(chunk);
      } catch (error) {
        throw foreign(folder, `${samplesFile}: ${textOf(error)}`, error);
      }
    };
    let readBytes = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      readBytes += (chunk as Buffer).length;
      for (const line of linesOf(chunk as Buffer)) {
        samples.push(decode(folder, `${samplesFile} line ${samples.length + 1}`, line, sampleSchema));
      }
    }
    // A last line without its newline: the process was killed while it wrote it.
    return { samples, wholeBytes: readBytes - splitter.pendingBytes };
  });
}

async function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readHandle(folder, file, async (handle) => handle.readFile('utf8'));
  return decode(folder, file, text, schema);
}

async function readHandle<Result>(
  folder: string,
  file: string,
  read: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle;
  try {
    handle = await open(path.join(folder, file), 'r');
  } catch (error) {
    throw foreign(folder, `${file} cannot be read: ${textOf(error)}`, error);
  }
  try {
    return await read(handle);
  } catch (error) {
    throw isSystemError(error) ? foreign(folder, `${file} cannot be read: ${textOf(error)}`, error) : error;
  } finally {
    await handle.close();
  }
}

function decode<Schema extends z.ZodType>(
  folder: string,
  what: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw foreign(folder, `${what} is no JSON`, error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw foreign(folder, `${what}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`);
}

function foreign(folder: string, what: string, cause?: unknown): Failure {
  return new Failure(
    'foreignFile',
    `${folder} is no run of this version of Interleave, or it is damaged: ${what}; name the folder of a run (results/<time>-<id>)`,
    { cause },
  );
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function cannotWrite(target: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(
    'cannotWrite',
    `cannot write ${target}: ${textOf(error)}; free some space or name another folder with --out`,
    { cause: error },
  );
}

/** Exclusive while the process that made it lives. */
async function lock(folder: string): Promise<void> {
  const file = path.join(folder, lockFile);
  const holder = await readFile(file, 'utf8').catch(() => null);
  if (holder !== null) {
    if (await isInterleave(Number(holder))) {
      throw new Failure(
        'cannotWrite',
        `${folder} is being written by process ${holder.trim()}: wait for it, or stop it`,
      );
    }
    await rm(file, { force: true });
  }
  await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
}

/** A process number is soon used again: it counts only when it still is a Node program other than this one. */
async function isInterleave(pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command !== null) return command.includes('interleave') || command.includes('main.');
  if (
    await access('/proc/self').then(
      () => true,
      () => false,
    )
  )
    return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
