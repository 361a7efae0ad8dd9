import { access, mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { decodeJson, writeWhole, type Foreign } from './json-file.ts';

const lockFile = 'run.lock';

/**
 * A folder that one process writes: some JSON files at first, then one NDJSON file to which lines are appended, each on the
 * disk before what it tells of goes on.
 */
export class StoredFolder<Line> {
  readonly folder: string;
  readonly #lines: FileHandle;
  #length: number;

  private constructor(folder: string, lines: FileHandle, length: number) {
    this.folder = folder;
    this.#lines = lines;
    this.#length = length;
  }

  /**
   * Makes a new folder with its JSON files; all of it or nothing.
   * @param documents by file name
   * @throws Failure of kind `cannotWrite`.
   */
  static async create<Line>(
    folder: string,
    documents: Readonly<Record<string, unknown>>,
    linesFile: string,
  ): Promise<StoredFolder<Line>> {
    try {
      await makeFolder(path.dirname(folder));
      await mkdir(folder);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
    try {
      await lock(folder);
      for (const [file, value] of Object.entries(documents))
        await writeDurably(path.join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
      const lines = await open(path.join(folder, linesFile), 'ax');
      await syncFolder(folder);
      return new StoredFolder<Line>(folder, lines, 0);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw cannotWrite(folder, error);
    }
  }

  /**
   * Opens an unfinished folder to go on with it; a line torn off by a kill is cut away.
   * @param read reads all of it back
   * @throws Failure of kind `foreignFile`, or `cannotWrite` when another process is writing it.
   */
  static async resume<Line, Stored extends { readonly wholeBytes: number }>(
    folder: string,
    linesFile: string,
    read: (folder: string) => Promise<Stored>,
  ): Promise<{ folder: StoredFolder<Line>; stored: Stored }> {
    // A folder that is none of ours gets no lock either.
    await read(folder);
    await lock(folder).catch((error: unknown) => {
      throw cannotWrite(folder, error);
    });
    try {
      // Read under the lock: whoever held it may have appended until just now, and that must not be cut away.
      const stored = await read(folder);
      const lines = await open(path.join(folder, linesFile), 'a');
      await lines.truncate(stored.wholeBytes);
      return { folder: new StoredFolder<Line>(folder, lines, stored.wholeBytes), stored };
    } catch (error) {
      await rm(path.join(folder, lockFile), { force: true });
      throw cannotWrite(folder, error);
    }
  }

  /**
   * Appends a line and waits until it is on the disk. When that fails, nothing of the line remains.
   * @throws Failure of kind `cannotWrite`.
   */
  async append(line: Line): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      await this.#lines.appendFile(bytes);
      await this.#lines.datasync();
      this.#length += bytes.length;
    } catch (error) {
      await this.#lines.truncate(this.#length).catch(() => {});
      throw cannotWrite(this.folder, error);
    }
  }

  async close(): Promise<void> {
    await this.#lines.close();
    await rm(path.join(this.folder, lockFile), { force: true });
  }
}

/**
 * Writes a report's pieces, or the bytes of a picture, to a file of the run's folder; the old file stays until the new one is whole.
 * @throws Failure of kind `cannotWrite`.
 */
export async function writeReport(
  folder: string,
  file: string,
  pieces: Iterable<string> | Uint8Array,
): Promise<void> {
  const target = path.join(folder, file);
  try {
    await writeWhole(target, pieces);
  } catch (error) {
    // What the generator throws is a mistake of ours, and no full disk.
    throw isSystemError(error) ? cannotWrite(target, error) : error;
  }
}

/**
 * Reads a JSON file back, strictly.
 * @throws Failure of kind `foreignFile`.
 */
export async function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readFile(path.join(folder, file), 'utf8');
  } catch (error) {
    throw foreign(folder, `${file} cannot be read: ${textOf(error)}`, error);
  }
  return decodeJson(text, schema, foreignIn(folder, file));
}

function foreignIn(folder: string, place: string): Foreign {
  return (what, cause) => foreign(folder, `${place}: ${what}`, cause);
}

export function foreign(folder: string, what: string, cause?: unknown): Failure {
  return new Failure(
    'foreignFile',
    `${folder} is no run or check of this version of Interleave, or it is damaged: ${what}; name the folder of one (results/<time>-<id>)`,
    { cause },
  );
}

export function isSystemError(error: unknown): boolean {
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
