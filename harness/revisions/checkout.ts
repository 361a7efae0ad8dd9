import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import { problemOfCopy, writeListing } from './copy-check.ts';
import { discardCopy } from './discard-copy.ts';
import { gitEnvironment } from './git-environment.ts';
import { interruptionBy } from './interruption.ts';
import { pruneRevisions, unfinishedPrefix } from './prune.ts';
import type { Repository } from './repository.ts';

/**
 * A clean copy of a commit in the cache, with the packages of its own lock file. Not a `git worktree`: one that is left behind
 * by a kill would stay in the user's repository. Copies that nobody has used for long are removed.
 *
 * @returns its folder; made once for each commit, and anew where it is no longer what was made
 * @throws Failure when it cannot be written, its packages cannot be installed, or it is interrupted
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  report: (line: string) => void,
): Promise<string> {
  const parent = path.join(cacheFolder(), 'revisions');
  const target = path.join(parent, commit);
  if (!(await isUsable(repository, commit, target, report))) {
    const unfinished = await makeUnfinished(parent);
    try {
      const files = path.join(unfinished, 'files');
      await writeRevision(repository, commit, files, path.join(unfinished, 'index'), report);
      await rename(files, target);
      await markUsed(target);
    } catch (error) {
      // Another check may have been quicker with the same commit.
      if (!(await markUsed(target))) throw error;
    } finally {
      // A folder that cannot be removed now is old one day, and hides no error until then.
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
  }
  await pruneRevisions(parent, new Date(), report);
  return target;
}

/** A copy that was damaged or edited would be measured as the commit that it no longer is. */
async function isUsable(
  repository: Repository,
  commit: string,
  target: string,
  report: (line: string) => void,
): Promise<boolean> {
  if (!(await markUsed(target))) return false;
  const problem = await problemOfCopy(repository, commit, target);
  if (problem === null) return true;
  report(`the copy of ${commit.slice(0, 10)} in the cache is not what was made (${problem}): making it anew`);
  await discardCopy(path.dirname(target), path.basename(target));
  return false;
}

/** @returns false where there is no such folder */
async function markUsed(target: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(target, now, now);
    return true;
  } catch {
    // A cache that can only be read serves as well.
    return existsSync(target);
  }
}

async function makeUnfinished(parent: string): Promise<string> {
  try {
    await makeFolder(parent);
    return await mkdtemp(path.join(parent, unfinishedPrefix));
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write the cache ${parent}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
}

async function writeRevision(
  repository: Repository,
  commit: string,
  folder: string,
  index: string,
  report: (line: string) => void,
): Promise<void> {
  await repository.writeFiles(commit, folder, index);
  if (!existsSync(path.join(folder, 'harness', 'main.ts'))) {
    throw new Failure(
      'usage',
      `expected a revision of Interleave, received ${commit}, which holds no harness/main.ts`,
    );
  }
  if (existsSync(path.join(folder, 'package-lock.json'))) {
    report(`installing the packages of ${commit.slice(0, 10)} by its own lock file, once`);
    await install(folder, commit, repository.interrupt);
  }
  await writeListing(repository, commit, folder);
}

async function install(folder: string, commit: string, interrupt: AbortSignal): Promise<void> {
  const npm = execa('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder,
    env: { ...gitEnvironment, NODE_OPTIONS: '' },
    stdin: 'ignore',
    detached: true,
  });
  // With the scripts of packages, which npm would wait for: all are one process group. What they leave is removed.
  const stop = (): void => {
    if (npm.pid !== undefined) killGroup(npm.pid);
  };
  interrupt.addEventListener('abort', stop, { once: true });
  if (interrupt.aborted) stop();
  try {
    await npm;
  } catch (error) {
    if (interrupt.aborted) throw interruptionBy(interrupt, `the packages of ${commit} were installed`);
    // The cause stands first, and after it what npm takes in general.
    const text = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    throw new Failure(
      'error',
      `installing the packages of ${commit} failed:\n${text.trim().split('\n').slice(0, 20).join('\n')}`,
      { cause: error },
    );
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // It has just ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
