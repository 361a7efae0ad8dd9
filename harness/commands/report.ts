import { exitCodes } from '../failure.ts';
import { openRun } from '../store/run-folder.ts';
import { runOf, writeReports } from './finish-run.ts';
import { expectFolder } from './folder-kind.ts';
import { harmlessLines } from '../reports/harmless-text.ts';
import type { Session } from './session.ts';

/** Writes a run's reports again from its samples; nothing is measured. @returns the exit code. */
export async function report(folder: string, session: Session): Promise<number> {
  const target = expectFolder(
    'run',
    folder,
    'report',
    `interleave explain ${folder} says what it came to, and interleave check --replay ${folder} prints its tables`,
    session,
  );
  const files = await writeReports(target, runOf(await openRun(target), session), (line) => {
    session.stderr.write(`${harmlessLines(line)}\n`);
  });
  for (const file of files) session.stdout.write(`${file}\n`);
  return exitCodes.pass;
}
