import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import type { Repository } from './git.ts';

/**
 * A clean copy of a commit in the cache, with the packages of its own lock file. Not a `git worktree`: one that is left behind
 * by a kill would stay in the user's repository.
 *
 * @returns its folder; made once for each commit
 * @throws Failure when it cannot be written, or its packages cannot be installed
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  report: (line: string) => void,
): Promise<string> {
  const parent = path.join(cacheFolder(), 'revisions');
  const target = path.join(parent, commit);
  if (existsSync(target)) return target;
  let unfinished: string;
  try {
    await makeFolder(parent);
    unfinished = await mkdtemp(path.join(parent, '.unfinished-'));
  } catch (error) {
    throw new Failure(
      'cannotWrite',
      `cannot write the cache ${parent}: ${textOf(error)}; set INTERLEAVE_CACHE to a folder that can be written`,
      { cause: error },
    );
  }
  try {
    const files = path.join(unfinished, 'files');
    await repository.writeFiles(commit, files, path.join(unfinished, 'index'));
    if (!existsSync(path.join(files, 'harness', 'main.ts'))) {
      throw new Failure(
        'usage',
        `--base: ${commit} holds no harness/main.ts: it is no revision of Interleave`,
      );
    }
    if (existsSync(path.join(files, 'package-lock.json'))) {
      report(`installing the packages of ${commit.slice(0, 10)} by its own lock file, once`);
      await install(files, commit);
    }
    await rename(files, target);
  } catch (error) {
    // Another check may have been quicker with the same commit.
    if (existsSync(target)) return target;
    throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}

async function install(folder: string, commit: string): Promise<void> {
  try {
    await execa('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'], {
      cwd: folder,
      env: { NODE_OPTIONS: '' },
      stdin: 'ignore',
    });
  } catch (error) {
    // The cause stands first, and after it what npm takes in general.
    const text = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    throw new Failure(
      'error',
      `installing the packages of ${commit} failed:\n${text.trim().split('\n').slice(0, 20).join('\n')}`,
      { cause: error },
    );
  }
}
