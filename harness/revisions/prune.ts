import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { textOf } from '../failure.ts';

/** What a folder is called that is no revision yet, or none any more. */
export const unfinishedPrefix = '.unfinished-';

/** A project has its main branch's newest commit, and those of a few branches; each copy has packages of its own. */
const kept = 4;
const dayMs = 24 * 3_600_000;

/**
 * Removes the revisions that have not been used for a day, but for those used last, and what checks left behind that were
 * killed. A check that goes on now has used its revisions today. What cannot be removed is reported, and does no harm.
 *
 * @param parent a folder for each commit, whose time of change is that of its last use
 */
export async function pruneRevisions(
  parent: string,
  now: Date,
  report: (line: string) => void,
): Promise<void> {
  const folders: { readonly name: string; readonly usedMs: number }[] = [];
  for (const name of await readdir(parent)) {
    // Another check may be removing it too.
    const found = await stat(path.join(parent, name)).catch(() => null);
    if (found !== null) folders.push({ name, usedMs: found.mtimeMs });
  }
  const isUnfinished = ({ name }: { readonly name: string }): boolean => name.startsWith(unfinishedPrefix);
  const lastUsed = folders
    .filter((one) => !isUnfinished(one))
    .toSorted((one, other) => other.usedMs - one.usedMs);
  for (const { name, usedMs } of [...folders.filter(isUnfinished), ...lastUsed.slice(kept)]) {
    if (now.getTime() - usedMs <= dayMs) continue;
    try {
      await removeFolder(parent, name);
    } catch (error) {
      report(`warning: cannot remove ${path.join(parent, name)} from the cache: ${textOf(error)}`);
    }
  }
}

/** Under its own name it would look whole while half of it is gone. */
async function removeFolder(parent: string, name: string): Promise<void> {
  if (name.startsWith(unfinishedPrefix)) {
    await rm(path.join(parent, name), { recursive: true, force: true });
    return;
  }
  const aside = path.join(parent, `${unfinishedPrefix}${name}`);
  await rename(path.join(parent, name), aside);
  await rm(aside, { recursive: true, force: true });
}
