/** The reports in results/reference, kept equal to what `interleave report` makes of the run there. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { writeReports } from '../harness/commands/finish-run.ts';
import { Failure } from '../harness/failure.ts';
import type { Run } from '../harness/reports/report.ts';

/** What `interleave run` measured: the reports are made from it, not the other way round. */
const sources: ReadonlySet<string> = new Set(['plan.json', 'environment.json', 'samples.ndjson']);

/** @throws Failure when a chart cannot be drawn: the reference has all of them */
export async function writeReferenceReports(folder: string, run: Run): Promise<void> {
  await writeReports(folder, run, (line) => {
    throw new Failure('error', line);
  });
}

/**
 * The reports that Git has and that differ from what is made of the run today, or are made no longer.
 * @param folder the run's, in a Git repository
 * @returns names from the folder on, sorted
 */
export async function staleReports(folder: string, run: Run): Promise<string[]> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'interleave-reports-'));
  try {
    await writeReferenceReports(made, run);
    const { stdout } = await execa('git', ['-C', folder, 'ls-files', '-z'], { stripFinalNewline: false });
    const names = stdout.split('\0').filter((name) => name !== '' && !sources.has(name));
    const stale = await Promise.all(
      names.map(async (name) => {
        const [committed, today] = await Promise.all([contentsOf(folder, name), contentsOf(made, name)]);
        return committed !== null && today !== null && committed.equals(today) ? [] : [name];
      }),
    );
    return stale.flat().sort();
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Null for a file that is not there. */
async function contentsOf(folder: string, name: string): Promise<Buffer | null> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
