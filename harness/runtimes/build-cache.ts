import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';

/** Where builds are kept between runs: `INTERLEAVE_CACHE`, else the platform's folder for caches. */
export function cacheFolder(): string {
  const named = process.env['INTERLEAVE_CACHE'];
  if (named) return path.resolve(named);
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'interleave');
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'interleave');
}

/**
 * Makes the folder for one key.
 * @throws Failure of kind `cannotWrite`.
 */
export async function openCache(key: string): Promise<string> {
  const folder = path.join(cacheFolder(), 'builds', key);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write the build cache ${folder}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
  return folder;
}

/** A digest of the names and contents of all files below `folder` that `include` accepts, and of `extra`. */
export async function digestSources(
  folder: string,
  include: (relativePath: string) => boolean,
  extra: readonly string[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter(include)
    .sort();
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.join(folder, file)));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 24);
}
