import { createHash } from 'node:crypto';
import { access, constants, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { filesBelow } from '../files-below.ts';
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

/**
 * Whether a build is there as it was made: one that was cut short or edited would be measured as the program that it no longer is.
 *
 * @returns false where it must be made, which a line says of one that was there
 */
export async function isBuilt(file: string, report: (line: string) => void): Promise<boolean> {
  const digest = await digestOfBuild(file);
  if (digest === null) return false;
  const made = await readFile(digestFile(file), 'utf8').catch(() => null);
  const isExecutable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (made?.trim() === digest && isExecutable) return true;
  const problem =
    made === null
      ? 'nothing tells what was built'
      : isExecutable
        ? 'its contents differ'
        : 'it may not be executed';
  report(
    `the build of ${path.basename(file)} in the cache is not known to be what was built (${problem}): building it anew`,
  );
  return false;
}

/** Moves a finished build to its place in the cache, with the digest that `isBuilt` asks for. */
export async function keepBuild(finished: string, file: string): Promise<void> {
  const unfinishedDigest = digestFile(finished);
  try {
    await writeFile(unfinishedDigest, `${await digestOfBuild(finished)}\n`);
    // A folder in its place, say, which nothing can be moved onto.
    for (const place of [file, digestFile(file)])
      if (!(await isFileOrMissing(place))) await rm(place, { recursive: true, force: true });
    // First: a build is never there without it, unless an older version made it.
    await rename(unfinishedDigest, digestFile(file));
    await rename(finished, file);
  } finally {
    await rm(unfinishedDigest, { force: true });
  }
}

async function isFileOrMissing(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => null);
  return found === null || found.isFile();
}

function digestFile(build: string): string {
  return `${build}.sha256`;
}

/** Null: it cannot be read. */
async function digestOfBuild(file: string): Promise<string | null> {
  const contents = await readFile(file).catch(() => null);
  return contents === null ? null : createHash('sha256').update(contents).digest('hex');
}

/** A digest of the names and contents of all files below `folder` that `include` accepts, and of `extra`. */
export async function digestSources(
  folder: string,
  include: (relativePath: string) => boolean,
  extra: readonly string[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  const files = (await filesBelow(folder)).filter(include);
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.join(folder, file)));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 24);
}
