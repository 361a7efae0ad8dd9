import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.ts';
import { checkFile } from '../store/check-folder.ts';
import { planFile } from '../store/run-folder.ts';
import { largestFile } from './largest-folder.ts';
import type { Session } from './session.ts';

/** A check against a stored baseline is a run with verdicts. */
export type FolderKind = 'run' | 'check' | 'baseline check' | 'search' | 'nothing';

const names: Readonly<Record<FolderKind, string>> = {
  run: 'a run',
  check: 'a check',
  'baseline check': 'a check against a stored baseline',
  search: 'a search for the largest number',
  nothing: 'neither a run nor a check',
};

/** By the files that it holds; whether they are whole is for those to say who read them. */
export function folderKind(folder: string): FolderKind {
  const has = (file: string): boolean => existsSync(path.join(folder, file));
  if (has(checkFile)) return 'check';
  if (has(planFile)) return has('verdicts.json') ? 'baseline check' : 'run';
  return has(largestFile) ? 'search' : 'nothing';
}

/**
 * The absolute path of a folder that a command takes.
 *
 * @param taker who takes it: `report`, `--resume`; every error says that it is Interleave's
 * @param instead for a folder of another kind: the command that does what may have been meant
 * @throws Failure of kind `usage` for the folder of another kind, `foreignFile` for one of none
 */
export function expectFolder(
  wanted: 'run' | 'check',
  given: string,
  taker: string,
  instead: string,
  { workingFolder }: Pick<Session, 'workingFolder'>,
): string {
  const folder = path.resolve(workingFolder, given);
  const kind = folderKind(folder);
  if (kind === wanted || (wanted === 'run' && kind === 'baseline check')) return folder;
  const expected = `${taker}: expected the folder of a ${wanted}`;
  if (!existsSync(folder)) throw new Failure('foreignFile', `${expected}, and there is no ${given}`);
  if (kind === 'nothing') {
    throw new Failure(
      'foreignFile',
      `${expected}, received ${names[kind]} (${given} holds no ${wanted === 'run' ? planFile : checkFile}): name the folder that was printed when it was measured, such as results/<time>-<id>`,
    );
  }
  throw new Failure(
    'usage',
    `${expected}, received that of ${names[kind]} (${given}): ${adviceOf(kind, given, instead)}`,
  );
}

function adviceOf(kind: FolderKind, given: string, instead: string): string {
  if (kind === 'baseline check')
    return `its verdicts are in ${path.join(given, 'check.md')}, and interleave report writes the tables of its run anew`;
  return kind === 'search' ? `its table is ${path.join(given, largestFile)}` : instead;
}
