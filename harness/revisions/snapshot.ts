import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { cacheFolder, digestSources } from '../runtimes/build-cache.ts';
import { discardCopy } from './discard-copy.ts';
import { pruneRevisions, unfinishedPrefix } from './prune.ts';

/** The programs of a working tree as they were at one moment. */
export interface Snapshot {
  readonly folder: string;
  /** Of names and contents; two trees with one digest have the same programs. */
  readonly digest: string;
}

/**
 * Copies the programs of a working tree into the cache, so that whoever edits them while they are measured changes nothing, and
 * an interrupted check goes on with the very same ones. Packages stay where they are installed.
 *
 * @throws Failure of kind `cannotWrite`
 */
export async function takeSnapshot(root: string, report: (line: string) => void): Promise<Snapshot> {
  const known = await findSnapshot(await digestOf(root, root), root, report);
  if (known !== null) return known;
  const parent = snapshotsFolder();
  try {
    await makeFolder(parent);
    const unfinished = await mkdtemp(path.join(parent, unfinishedPrefix));
    let digest: string;
    try {
      const files = path.join(unfinished, 'files');
      for (const file of await programsIn(root)) {
        await mkdir(path.dirname(path.join(files, file)), { recursive: true });
        await copyFile(path.join(root, file), path.join(files, file));
      }
      await symlink(path.join(root, packages), path.join(files, packages));
      // Of the copy: an edit while it was made is in it or not.
      digest = await digestOf(files, root);
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
    throw new Failure(
      'cannotWrite',
      `cannot write the cache ${parent}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}

/**
 * The snapshot that a check went by; null where it is no longer in the cache, or no longer what was taken.
 * @param root of the working tree that it was taken of
 */
export async function findSnapshot(
  digest: string,
  root: string,
  report: (line: string) => void,
): Promise<Snapshot | null> {
  const folder = path.join(snapshotsFolder(), digest);
  if (!existsSync(folder)) return null;
  const problem = await problemOf(folder, digest, root);
  if (problem !== null) {
    report(
      `the copy ${digest} of the working tree's programs in the cache is not what was taken (${problem}): making it anew`,
    );
    await discardCopy(snapshotsFolder(), digest);
    return null;
  }
  const now = new Date();
  // A cache that can only be read serves as well.
  await utimes(folder, now, now).catch(() => {});
  return { folder, digest };
}

async function problemOf(folder: string, digest: string, root: string): Promise<string | null> {
  const link = await readlink(path.join(folder, packages)).catch(() => null);
  if (link !== path.join(root, packages)) return `its ${packages} is not that of the working tree`;
  try {
    if ((await digestOf(folder, root)) !== digest) return 'its programs differ';
    const known = new Set([...(await programsIn(folder)), packages]);
    // Not of all at once: that would go through the packages, too.
    const top = await readdir(folder, { withFileTypes: true });
    const below = await Promise.all(
      programs.map(async (one) =>
        readdir(path.join(folder, one.folder), { recursive: true, withFileTypes: true }),
      ),
    );
    const foreign = [...top, ...below.flat()]
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .find((file) => !known.has(file));
    return foreign === undefined ? null : `${foreign} was not in it`;
  } catch (error) {
    return textOf(error);
  }
}

/**
 * A snapshot's path is as long as that of a clean copy: a commit's name has as many letters, and the folder that they lie in is
 * called by a word as long as `revisions`. How V8 lays out its heap, and so when it collects garbage, depends on the length of a
 * program's path: byte-identical programs at paths of different length can differ by more than the alarm margin, always the same way.
 */
const digestLetters = 40;

function snapshotsFolder(): string {
  return path.join(cacheFolder(), 'snapshots');
}

const packages = 'node_modules';

/** "type": "module" stands in it. */
const manifest = 'package.json';

/** What is measured: the Node programs, and the Go module that the others are built from. */
const programs: readonly { readonly folder: string; readonly include: (file: string) => boolean }[] = [
  { folder: 'scenarios', include: (file) => file.endsWith('.js') },
  {
    folder: 'go-workloads',
    include: (file) =>
      (file.endsWith('.go') && !file.endsWith('_test.go')) || /(^|[\\/])go\.(mod|sum)$/.test(file),
  },
];

/** From the tree's root. */
async function programsIn(tree: string): Promise<string[]> {
  const files = [manifest];
  for (const { folder, include } of programs) {
    const entries = await readdir(path.join(tree, folder), { recursive: true, withFileTypes: true });
    files.push(
      ...entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(tree, path.join(entry.parentPath, entry.name)))
        .filter(include),
    );
  }
  return files;
}

/** @param root of the working tree whose programs these are */
async function digestOf(tree: string, root: string): Promise<string> {
  const hash = createHash('sha256');
  // The packages lie below the tree itself: the same programs in another tree may find others.
  hash.update(root);
  hash.update(await readFile(path.join(tree, manifest)));
  for (const { folder, include } of programs)
    hash.update(await digestSources(path.join(tree, folder), include, [folder]));
  return hash.digest('hex').slice(0, digestLetters);
}
