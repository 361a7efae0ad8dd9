import { Failure } from '../failure.ts';
import { evidenceOf } from '../gate/check-evidence.ts';
import { wantedBy } from '../gate/wanted-pairs.ts';
import { capacityOf } from '../measure/fit.ts';
import { packageRoot } from '../package-root.ts';
import { findSnapshot, takeSnapshot } from '../revisions/snapshot.ts';
import { Repository } from '../revisions/repository.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import { readCheck, resumeCheck, type StoredCheck } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import { armText, openBench } from './bench.ts';
import { finishCheck, type CheckOutput } from './finish-check.ts';
import { expectFolder } from './folder-kind.ts';
import { scenariosOf } from './judge-check.ts';
import { recordMachine } from './machine.ts';
import { otherMachine } from './other-machine.ts';
import { Progress } from './progress.ts';
import { findRecorded } from './recorded-runtimes.ts';
import { refuseOtherRevision } from './refuse-other-revision.ts';
import { copyOf, sourcesIn } from './revision-arm.ts';
import { refuseNodeOptions } from './run.ts';
import type { Session } from './session.ts';
import { takePairs } from './take-pairs.ts';

/** Where a plan does not say: as the command line has it when nothing is said. */
const noLimits = { timeLimitMs: null, memoryLimitBytes: null, allowNodeOptions: false };

/**
 * Goes on with an interrupted check by its own plan, on the same two revisions. Its time budget has been used: the looks that
 * were planned are what is left to do. @returns the exit code.
 */
export async function resumeCheckIn(folder: string, output: CheckOutput, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const report = (line: string): void => progress.line(line);
  const target = expectFolder(
    'check',
    folder,
    'check --resume',
    `interleave run --resume ${folder} goes on with a run`,
    session,
  );
  const before = await readCheck(target);
  // How many pairs the others want is not in their plans, and the head of a comparison is no working tree.
  if (before.plan.kind !== 'check') {
    throw new Failure(
      'usage',
      `--resume goes on with a check against --base, received a ${before.plan.kind}: start it anew${before.plan.kind === 'calibrate' ? `, or calibrate by the pairs that there are (interleave calibrate --from ${folder})` : ''}`,
    );
  }
  if (isWhole(before, session)) {
    report('nothing is left to measure');
    return finishCheck(target, null, output, session, progress);
  }
  const { timeLimitMs, memoryLimitBytes, allowNodeOptions } = before.plan.limits ?? noLimits;
  refuseNodeOptions(allowNodeOptions, session.variables);
  const runtimes = await findRecorded(before.environment, progress);
  const machine = await recordMachine(runtimes, session, null);
  refuseOtherMachine(before.environment, machine);
  refuseOtherRevision('the check', before.plan.arms.head.revision, machine.revision, report);
  const headSources = await headSourcesOf(before.plan, session, report);
  const baseSources = await baseSourcesOf(before.plan, session, report);
  await using bench = await openBench(
    {
      cases: before.plan.cells.flatMap(({ base, head }) => [base, head]),
      runtimes,
      capacity: capacityOf(machine),
      dataLimitBytes: memoryLimitBytes,
      timeLimitMs,
      allowNodeOptions,
    },
    { ...session, sources: headSources },
    progress,
    {
      sources: baseSources,
      label: armText('base', before.plan.arms.base),
      headLabel: armText('head', before.plan.arms.head),
    },
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

function isWhole({ plan, lines }: StoredCheck, session: Session): boolean {
  const evidence = evidenceOf(plan, lines, scenariosOf(plan, session), plan.policy.noise);
  return wantedBy(plan, null)(evidence).length === 0;
}

function refuseOtherMachine(before: Environment, now: Environment): void {
  const difference = otherMachine(before, now);
  if (difference === null) return;
  throw new Failure(
    'usage',
    `the check began on another machine (${difference}): pairs of two machines make no check; start it anew`,
  );
}

/** The programs that the check began with, also where the tree has others by now. */
async function headSourcesOf(
  { arms: { head } }: CheckPlan,
  { sources }: Session,
  report: (line: string) => void,
): Promise<readonly ScenarioSource[]> {
  const { digest = null } = head;
  if (digest === null) return sources;
  const snapshot = (await findSnapshot(digest, report)) ?? (await takeSnapshot(packageRoot, report));
  if (snapshot.digest === digest) return sourcesIn(snapshot.folder, sources, null);
  throw new Failure(
    'usage',
    'the programs of the working tree are no longer those that the check began with, and its copy of them is gone: start it anew',
  );
}

/** @throws Failure of kind `usage` for a base that is no commit */
async function baseSourcesOf(
  { arms: { base } }: CheckPlan,
  session: Session,
  report: (line: string) => void,
): Promise<ScenarioSource[]> {
  if (base.revision === null) {
    throw new Failure(
      'usage',
      `the check does not tell which commit its base is (${base.label}): start it anew`,
    );
  }
  const repository = await Repository.at(packageRoot, session.interrupt);
  const { commit } = base.revision;
  const named = { commit, operand: `--base ${commit}` };
  const { snapshot, listing } = await copyOf(repository, named, base.label, report);
  if (snapshot.digest !== base.digest) {
    throw new Failure(
      'usage',
      `the programs or packages of ${base.label} are no longer those that the check began with: start it anew, or judge what it has by --replay`,
    );
  }
  return sourcesIn(snapshot.folder, session.sources, listing);
}
