import path from 'node:path';
import { Failure } from '../failure.ts';
import { capacityOf } from '../measure/fit.ts';
import { readRevision } from '../measure/revision.ts';
import { packageRoot } from '../package-root.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import { readCheck, resumeCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { openBench } from './bench.ts';
import { sourcesIn } from './check.ts';
import { checkOut } from './checkout.ts';
import { finishCheck, type CheckOutput } from './finish-check.ts';
import { Repository } from './git.ts';
import { recordMachine } from './machine.ts';
import { wantedBy } from './measure-arms.ts';
import { Progress } from './progress.ts';
import { findRecorded } from './recorded-runtimes.ts';
import type { Session } from './session.ts';
import { takePairs } from './take-pairs.ts';

/**
 * Goes on with an interrupted check by its own plan, on the same two revisions. Its time budget has been used: the looks that
 * were planned are what is left to do. @returns the exit code.
 */
export async function resumeCheckIn(folder: string, output: CheckOutput, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const report = (line: string): void => progress.line(line);
  const target = path.resolve(session.workingFolder, folder);
  const before = await readCheck(target);
  // How many pairs the others want is not in their plans, and the head of a comparison is no working tree.
  if (before.plan.kind !== 'check') {
    throw new Failure(
      'usage',
      `--resume goes on with a check against --base, received a ${before.plan.kind}: start it anew`,
    );
  }
  const baseSources = await sourcesOf(before.plan, session.sources, report);
  const runtimes = await findRecorded(before.environment, progress);
  const machine = await recordMachine(runtimes, session, null);
  if (machine.cpu.model !== before.environment.cpu.model) {
    throw new Failure(
      'usage',
      `the check began on another CPU (${before.environment.cpu.model ?? 'unknown'}) than this one (${machine.cpu.model ?? 'unknown'}): pairs of two machines make no check; start it anew`,
    );
  }
  await using bench = await openBench(
    {
      cases: before.plan.cells.flatMap(({ base, head }) => [base, head]),
      runtimes,
      capacity: capacityOf(machine),
      dataLimitBytes: null,
      timeLimitMs: null,
      allowNodeOptions: false,
    },
    session,
    progress,
    baseSources,
  );
  const { folder: open, stored } = await resumeCheck(target);
  report(`${stored.plan.kind} ${stored.plan.checkId}: ${stored.lines.length} samples are stored, going on`);
  let ended: string | null;
  try {
    ({ ended } = await takePairs(
      {
        plan: stored.plan,
        scenarios: session.sources.map(({ scenario }) => scenario),
        runners: { base: bench.baseRunner, head: bench.runner },
        folder: open,
        progress,
        interrupt: session.interrupt,
        isOver: () => false,
      },
      stored.lines,
      wantedBy(stored.plan, null),
    ));
  } finally {
    await open.close();
  }
  return finishCheck(target, ended, output, session, progress);
}

/** @throws Failure of kind `usage` when the working tree is not what the check began with */
async function sourcesOf(
  { arms: { base, head } }: CheckPlan,
  sources: readonly ScenarioSource[],
  report: (line: string) => void,
): Promise<ScenarioSource[]> {
  const now = await readRevision(packageRoot);
  if (base.revision === null || head.revision === null || now?.commit !== head.revision.commit) {
    throw new Failure(
      'usage',
      `the check began with a working tree of ${head.revision?.commit ?? 'no revision'}, this one is of ${now?.commit ?? 'none'}: check that commit out, or start it anew`,
    );
  }
  if (!now.clean || !head.revision.clean)
    report('warning: the working tree had changes, or has: nothing tells whether they are the same');
  const repository = await Repository.at(packageRoot);
  return sourcesIn(await checkOut(repository, base.revision.commit, report), sources);
}
