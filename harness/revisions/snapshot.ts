import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import { discardCopy } from './discard-copy.ts';
import { programFiles } from './program-files.ts';
import { pruneRevisions, unfinishedPrefix } from './prune.ts';

/** The programs of a tree as they were at one moment, with the packages that they import. */
export interface Snapshot {
  readonly folder: string;
  /** Of names and contents; two trees with one digest have the same programs and packages, and one snapshot. */
  readonly digest: string;
}

/**
 * Copies the programs of a tree into the cache, so that whoever edits them while they are measured changes nothing, and an
 * interrupted check goes on with the very same ones. Base and head are both measured by such copies: alike but for what differs
 * between the revisions.
 *
 * @throws Failure of kind `cannotWrite`
 */
export async function takeSnapshot(root: string, report: (line: string) => void): Promise<Snapshot> {
  const known = await findSnapshot(await digestOf(root), report);
  if (known !== null) return known;
  const parent = snapshotsFolder();
  try {
    await makeFolder(parent);
    const unfinished = await mkdtemp(path.join(parent, unfinishedPrefix));
    let digest: string;
    try {
      const files = path.join(unfinished, 'files');
      for (const file of await programFiles(root)) {
        await mkdir(path.dirname(path.join(files, file)), { recursive: true });
        await copyFile(path.join(root, file), path.join(files, file));
      }
      // Of the copy: an edit while it was made is in it or not.
      digest = await digestOf(files);
      await rename(files, path.join(parent, digest)).catch((error: unknown) => {
        // Another check may have been quicker with the same programs.
        if (!existsSync(path.join(parent, digest))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
    await pruneRevisions(parent, new Date(), report);
    return { folder: path.join(parent, digest), digest };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'cannotWrite',
      `cannot write the cache ${parent}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}

/** The snapshot that a check went by; null where it is no longer in the cache, or no longer what was taken. */
export async function findSnapshot(digest: string, report: (line: string) => void): Promise<Snapshot | null> {
  const folder = path.join(snapshotsFolder(), digest);
  if (!existsSync(folder)) return null;
  const problem = await problemOf(folder, digest);
  if (problem !== null) {
    report(`the copy ${digest} of programs in the cache is not what was taken (${problem}): making it anew`);
    await discardCopy(snapshotsFolder(), digest);
    return null;
  }
  const now = new Date();
  // A cache that can only be read serves as well.
  await utimes(folder, now, now).catch(() => {});
  return { folder, digest };
}

async function problemOf(folder: string, digest: string): Promise<string | null> {
  try {
    if ((await digestOf(folder)) !== digest) return 'its programs or packages differ';
    const known = new Set(await programFiles(folder));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const foreign = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .find((file) => !known.has(file));
    return foreign === undefined ? null : `${foreign} was not in it`;
  } catch (error) {
    return textOf(error);
  }
}

/**
 * All snapshots have paths of one length. How V8 lays out its heap, and so when it collects garbage, depends on the length of the
 * paths of a program and of the packages that it imports: byte-identical programs at paths of different length can differ by more
 * than the alarm margin, always the same way.
 */
const digestLetters = 40;

function snapshotsFolder(): string {
  return path.join(cacheFolder(), 'snapshots');
}

async function digestOf(tree: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await programFiles(tree)) {
    const text = await readFile(path.join(tree, file));
    hash.update(`${file.split(path.sep).join('/')}\0${text.length}\0`);
    hash.update(text);
  }
  return hash.digest('hex').slice(0, digestLetters);
}
