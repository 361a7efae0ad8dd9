import path from 'node:path';
import { Failure } from '../failure.ts';
import { capacityOf } from '../measure/fit.ts';
import type { Environment } from '../store/environment.ts';
import { readRun, resumeRun } from '../store/run-folder.ts';
import { openBench } from './bench.ts';
import { finishRun } from './finish-run.ts';
import { recordMachine } from './machine.ts';
import { Progress } from './progress.ts';
import { findRecorded } from './recorded-runtimes.ts';
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
  const target = path.resolve(session.workingFolder, options.folder);
  const before = await readRun(target);
  if (remainingEntries(before.plan, before.samples).length === 0) {
    progress.line('nothing is left to measure');
    return finishRun(target, options.json, session, progress);
  }
  const runtimes = await findRecorded(before.environment, progress);
  const environment = await recordMachine(runtimes, session, null);
  refuseOtherRevision(before.environment, environment);
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

/** A run tells one revision: samples of another one would pass for its own. */
function refuseOtherRevision({ revision: before }: Environment, { revision: now }: Environment): void {
  // Runs of older versions, and those of an installed package, do not tell.
  if (before === null || before === undefined || now === null || now === undefined) return;
  if (before.commit === now.commit && before.clean === now.clean) return;
  const words = (of: typeof before): string => `${of.commit}${of.clean ? '' : ' with changes'}`;
  throw new Failure(
    'usage',
    `the run measured the workloads of ${words(before)}, these are of ${words(now)}: check that commit out, or start a new run`,
  );
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
