import { lstat, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Repository } from './repository.ts';

/** In the copy itself: what it holds beside the commit's files, which git knows by their contents. */
const listingFile = '.interleave-copy.json';

/** By path, what tells an edited file from the one that was installed; of a link where it leads. */
const listingSchema = z.record(z.string(), z.string());

/** Packages hold thousands of files. */
const atOnce = pLimit(64);

/** Writes down what was installed into a new copy of a commit, so that it can be told later whether that is still so. */
export async function writeListing(repository: Repository, commit: string, copy: string): Promise<void> {
  const { others } = await stateOf(repository, commit, copy);
  await writeFile(path.join(copy, listingFile), JSON.stringify(others));
}

/**
 * What is wrong with a copy of a commit: its own files by content, its packages by the sizes and times that they had when they
 * were installed.
 * @returns null: nothing
 */
export async function problemOfCopy(
  repository: Repository,
  commit: string,
  copy: string,
): Promise<string | null> {
  const stored = await readFile(path.join(copy, listingFile), 'utf8')
    .then((text) => listingSchema.parse(JSON.parse(text)))
    .catch(() => null);
  if (stored === null) return 'it does not tell what was installed';
  const { changed, others } = await stateOf(repository, commit, copy);
  const names = [
    ...changed,
    ...Object.keys({ ...stored, ...others }).filter((file) => stored[file] !== others[file]),
  ];
  const [first] = names;
  if (first === undefined) return null;
  return names.length === 1 ? `${first} differs` : `${first} and ${names.length - 1} more differ`;
}

async function stateOf(
  repository: Repository,
  commit: string,
  copy: string,
): Promise<{ readonly changed: readonly string[]; readonly others: Readonly<Record<string, string>> }> {
  // Not in the copy, which may be one that can only be read.
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'interleave-index-'));
  try {
    const { changed, others } = await repository.compareFiles(commit, copy, path.join(scratch, 'index'));
    const listed = others.filter((file) => file !== listingFile).sort();
    const marks = await Promise.all(
      listed.map(async (file) => [file, await atOnce(async () => markOf(path.join(copy, file)))] as const),
    );
    return { changed, others: Object.fromEntries(marks) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Not the contents: a Node of its own is among the packages. Whole seconds, since not all that restores a cache keeps more. */
async function markOf(file: string): Promise<string> {
  const found = await lstat(file);
  if (found.isSymbolicLink()) return `link ${await readlink(file)}`;
  return `${found.size} ${Math.floor(found.mtimeMs / 1_000)}`;
}
