import path from 'node:path';
import { execa } from 'execa';
import type { Revision } from '../store/revision.ts';
import { gitEnvironment } from './git-environment.ts';

/** Where Interleave itself writes, below the folder: what lies there is never measured. */
const outputs = ['results', 'baselines'];

/**
 * Which commit a folder of programs is at, and whether it is exactly that.
 *
 * Every change of a tracked file counts, and every untracked file that the repository does not ignore: Go builds each .go
 * file of a package's folder, and Node.js looks for package.json and node_modules all the way up, so that a list of what
 * cannot matter would miss something. What lies outside the folder does not count, nor what Interleave writes (`results`,
 * `baselines`). It is what stood there when it was asked: files that are changed later, while samples are taken, are not seen.
 *
 * @returns null for an installed package, even where the repository that installed it keeps its node_modules: that one's
 *   commits are not the package's. Null too where the folder is in no git repository or in one that has nothing of it, where
 *   there is no commit yet, no working tree, no git, or git refuses
 */
export async function readRevision(folder: string): Promise<Revision | null> {
  if (folder.split(path.sep).includes('node_modules')) return null;
  const commit = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  if (commit === null) return null;
  const tracked = await git(folder, ['ls-tree', '--name-only', 'HEAD']);
  if (tracked === null || tracked === '') return null;
  const changes = await git(folder, [
    'status',
    '--porcelain',
    '--untracked-files=all',
    '--',
    '.',
    ...outputs.map((name) => `:(exclude)${name}`),
  ]);
  return changes === null ? null : { name: null, commit, clean: changes === '' };
}

/** What it prints; null when it fails. */
async function git(folder: string, words: readonly string[]): Promise<string | null> {
  const { stdout, failed } = await execa('git', ['--no-optional-locks', ...words], {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
    env: gitEnvironment,
  });
  return failed ? null : stdout;
}
