import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rename, rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { cacheFolder, digestSources } from '../runtimes/build-cache.ts';
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
  const digest = await digestOf(root);
  const known = await findSnapshot(digest);
  if (known !== null) return known;
  const parent = snapshotsFolder();
  try {
    await makeFolder(parent);
    const unfinished = await mkdtemp(path.join(parent, unfinishedPrefix));
    try {
      const files = path.join(unfinished, 'files');
      await mkdir(files);
      // "type": "module" stands in it.
      await copyFile(path.join(root, 'package.json'), path.join(files, 'package.json'));
      for (const { folder, include } of programs) {
        await cp(path.join(root, folder), path.join(files, folder), {
          recursive: true,
          filter: (source) => path.extname(source) === '' || include(source),
        });
      }
      await symlink(path.join(root, 'node_modules'), path.join(files, 'node_modules'));
      await rename(files, path.join(parent, digest)).catch((error: unknown) => {
        // Another check may have been quicker with the same programs.
        if (!existsSync(path.join(parent, digest))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
    await pruneRevisions(parent, new Date(), report);
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write the cache ${parent}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
  return { folder: path.join(parent, digest), digest };
}

/** The snapshot that a check went by; null where it is no longer in the cache. */
export async function findSnapshot(digest: string): Promise<Snapshot | null> {
  const folder = path.join(snapshotsFolder(), digest);
  if (!existsSync(folder)) return null;
  const now = new Date();
  // A cache that can only be read serves as well.
  await utimes(folder, now, now).catch(() => {});
  return { folder, digest };
}

function snapshotsFolder(): string {
  return path.join(cacheFolder(), 'snapshots');
}

/** What is measured: the Node programs, and the Go module that the others are built from. */
const programs: readonly { readonly folder: string; readonly include: (file: string) => boolean }[] = [
  { folder: 'scenarios', include: (file) => file.endsWith('.js') },
  {
    folder: 'go-workloads',
    include: (file) =>
      (file.endsWith('.go') && !file.endsWith('_test.go')) || /(^|[\\/])go\.(mod|sum)$/.test(file),
  },
];

async function digestOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  // The packages lie below the tree itself: the same programs in another tree may find others.
  hash.update(root);
  for (const { folder, include } of programs)
    hash.update(await digestSources(path.join(root, folder), include, [folder]));
  return hash.digest('hex').slice(0, 24);
}
