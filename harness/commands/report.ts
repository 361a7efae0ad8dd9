import path from 'node:path';
import { exitCodes } from '../failure.ts';
import { reportFormats } from '../reports/index.ts';
import { readRun } from '../store/run-folder.ts';
import { runOf, writeReports } from './finish-run.ts';
import type { Session } from './session.ts';

/** Writes a run's reports again from its samples; nothing is measured. @returns the exit code. */
export async function report(folder: string, session: Session): Promise<number> {
  const target = path.resolve(session.workingFolder, folder);
  await writeReports(target, runOf(await readRun(target), session));
  for (const { file } of reportFormats) session.stdout.write(`${path.join(target, file)}\n`);
  return exitCodes.pass;
}
