import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { unfinishedPrefix } from './prune.ts';

/**
 * Takes a copy that cannot be used out of the cache. Whoever measures it at this moment has measured something else than it says.
 * @throws Failure of kind `cannotWrite`
 */
export async function discardCopy(parent: string, name: string): Promise<void> {
  try {
    const aside = await mkdtemp(path.join(parent, unfinishedPrefix));
    await rename(path.join(parent, name), path.join(aside, 'files')).catch((error: NodeJS.ErrnoException) => {
      // Another check was quicker.
      if (error.code !== 'ENOENT') throw error;
    });
    // What cannot be removed now is old one day.
    await rm(aside, { recursive: true, force: true }).catch(() => {});
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `${path.join(parent, name)} is damaged and cannot be replaced: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}
