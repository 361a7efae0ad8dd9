import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { baselineFormat } from '../store/baseline.ts';
import type { Revision } from '../store/revision.ts';
import { gitEnvironment } from './git-environment.ts';

/** Where Interleave itself writes, below the folder: what lies there is never measured. */
const outputs = ['results', 'baselines'];

/** A folder of a run or a check, wherever it was written: by `--out`, or below the folder in which the command was typed. */
const outputFolder = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/**
 * Which commit a folder of programs is at, and whether it is exactly that.
 *
 * Every change of a tracked file counts, and every untracked file that the repository does not ignore: Go builds each .go
 * file of a package's folder, and Node.js looks for package.json and node_modules all the way up, so that a list of what
 * cannot matter would miss something. What lies outside the folder does not count, nor what Interleave writes (`results`,
 * `baselines`, and of folders further down new runs, new checks and stored baselines). It is what stood there when it was asked: files that are changed later, while samples are taken, are not seen.
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
  // How a folder is called from the root, by which git names files.
  const up = await git(folder, ['rev-parse', '--show-cdup']);
  const changes = await git(folder, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--',
    '.',
    ...outputs.map((name) => `:(exclude)${name}`),
  ]);
  if (changes === null || up === null) return null;
  const root = path.join(folder, up);
  const edits = changes
    .split('\0')
    .filter((line) => line !== '' && !isBaseline(root, line.slice(3)))
    .filter((line) => !(line.startsWith('?? ') && isOutput(root, line.slice(3))));
  return { name: null, commit, clean: edits.length === 0 };
}

/** A file of `interleave baseline`, which writes below the folder in which it was typed. */
const baselineFile = /(^|\/)baselines\/[a-z0-9-]+(\.candidate|\.previous)?\.json$/;

/** Whether a file, new or tracked, is a stored baseline. No program looks into one. */
function isBaseline(root: string, file: string): boolean {
  if (!baselineFile.test(file)) return false;
  try {
    const { format } = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    return format === baselineFormat;
  } catch {
    // It is gone, or holds something else.
    return false;
  }
}

/** Whether a new file lies in the folder of a run or a check. No program looks into one. */
function isOutput(root: string, file: string): boolean {
  const names = file.split('/');
  return names.some((name, index) => {
    if (!outputFolder.test(name)) return false;
    const folder = path.join(root, ...names.slice(0, index + 1));
    return ['plan.json', 'check.json'].some((plan) => existsSync(path.join(folder, plan)));
  });
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
