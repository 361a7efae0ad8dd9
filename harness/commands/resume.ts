import { capacityOf } from '../measure/fit.ts';
import type { Environment } from '../store/environment.ts';
import { readRun, resumeRun } from '../store/run-folder.ts';
import { openBench } from './bench.ts';
import { finishRun } from './finish-run.ts';
import { expectFolder } from './folder-kind.ts';
import { recordMachine } from './machine.ts';
import { Progress } from './progress.ts';
import { findRecorded } from './recorded-runtimes.ts';
import { refuseOtherRevision } from './refuse-other-revision.ts';
import { refuseNodeOptions } from './run.ts';
import type { Session } from './session.ts';
import { remainingEntries, takeEntries } from './take-entries.ts';

export interface ResumeOptions {
  readonly folder: string;
  readonly timeLimitMs: number | null;
  readonly memoryLimitBytes: number | null;
  readonly allowNodeOptions: boolean;
  readonly json: boolean;
}

/** Goes on with a run's own plan: nothing that is stored is measured again, nothing else is left out. */
export async function resume(options: ResumeOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const target = expectFolder(
    'run',
    options.folder,
    'run --resume',
    `interleave check --resume ${options.folder} goes on with a check`,
    session,
  );
  const before = await readRun(target);
  if (remainingEntries(before.plan, before.samples).length === 0) {
    progress.line('nothing is left to measure');
    return finishRun(target, options.json, session, progress);
  }
  const runtimes = await findRecorded(before.environment, progress);
  const environment = await recordMachine(runtimes, session, null);
  refuseOtherRevision('the run', before.environment.revision, environment.revision, (line) =>
    progress.line(line),
  );
  for (const difference of differences(before.environment, environment))
    progress.line(`warning: ${difference}`);
  await using bench = await openBench(
    {
      ...options,
      cases: before.plan.cases,
      runtimes,
      capacity: capacityOf(environment),
      dataLimitBytes: options.memoryLimitBytes,
    },
    session,
    progress,
  );
  const { folder, stored } = await resumeRun(target);
  progress.line(`run ${stored.plan.runId}: ${stored.samples.length} samples are stored, going on`);
  try {
    await takeEntries(stored.plan, stored.samples, bench.runner, folder, progress, session.interrupt);
  } finally {
    await folder.close();
  }
  if (session.interrupt.aborted) progress.line('interrupted again: what was measured is kept');
  return finishRun(target, options.json, session, progress);
}

function differences(before: Environment, now: Environment): string[] {
  const result: string[] = [];
  if (before.cpu.model !== now.cpu.model) {
    result.push(
      `this is another CPU (${now.cpu.model ?? 'unknown'}) than the run began on (${before.cpu.model ?? 'unknown'})`,
    );
  }
  if (before.kernel !== now.kernel) result.push(`the kernel was ${before.kernel} and is now ${now.kernel}`);
  return result;
}
