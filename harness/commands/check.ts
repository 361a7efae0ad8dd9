import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { unlockedPackages } from '../revisions/package-differences.ts';
import { Repository } from '../revisions/repository.ts';
import { readRevision } from '../revisions/revision.ts';
import { isInSuite, type Listing } from './base-listing.ts';
import { gatesOf, type PolicyFile } from './base-gate.ts';
import { finishCheck, type CheckOutput } from './finish-check.ts';
import { calibrated } from './known-floors.ts';
import { measureArms, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import { armOf, shortCommit } from './revision-arm.ts';
import { select } from './selection.ts';
import type { Session } from './session.ts';
import { tellArmsApart, type RevisedArm } from './tell-arms-apart.ts';
import { workingArm } from './working-arm.ts';

export interface CheckOptions extends MeasuringOptions {
  /** A branch, tag or commit. */
  readonly base: string;
  /** Compare with where base and the working tree parted, and not with base itself. */
  readonly mergeBase: boolean;
  readonly policy: Policy;
  /** Where the policy comes from, to be held against base's. */
  readonly config: PolicyFile;
  /** A calibration's file, `none`, or null: this machine's latest. */
  readonly calibration: string | null;
  readonly output: CheckOutput;
}

/** Measures two revisions side by side on this machine, and judges. @returns the exit code. */
export async function check(options: CheckOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const report = (line: string): void => progress.line(line);
  const repository = await Repository.at(packageRoot, session.interrupt);
  const found = await headOf(repository, session, report);
  const asked = await repository.commitOf(options.base);
  const commit = options.mergeBase ? await repository.mergeBase(asked, found.revision.commit) : asked;
  const named = { name: options.base, commit, operand: `--base ${options.base}` };
  const base = await armOf(repository, named, session.sources, report);
  refuseUnknownTargets(options, base.other?.listing ?? [], session);
  const gates = await gatesOf(repository, commit, options.config, base.other?.listing ?? null, session);
  const head = await tellArmsApart(base, found, report);
  const measured = await measureArms(
    options,
    {
      kind: 'check',
      base,
      head,
      policy: options.policy,
      gates,
      injected: null,
      pairs: null,
      ...calibrated(options, session),
    },
    session,
    progress,
  );
  return finishCheck(measured.folder, measured.ended, options.output, session, progress);
}

/** @throws Failure of kind `usage` for a target of which neither side's suite has anything */
function refuseUnknownTargets(options: CheckOptions, listing: Listing, { sources }: Session): void {
  const { elsewhere = [], suite } = options;
  const inBase = elsewhere.filter((target) => suite !== null && isInSuite(listing, suite, target));
  if (inBase.length < elsewhere.length)
    select(
      { ...options, elsewhere: inBase },
      sources.map(({ scenario }) => scenario),
    );
}

async function headOf(
  { root }: Repository,
  session: Session,
  report: (line: string) => void,
): Promise<RevisedArm> {
  const revision = await readRevision(root);
  if (revision === null)
    throw new Failure('usage', `--base: expected a repository with a commit at ${root}, found none`);
  const unlocked = await unlockedPackages(root);
  if (unlocked.length > 0)
    throw new Failure(
      'usage',
      `expected in node_modules the packages of package-lock.json, as base has those of its own; found others: ${unlocked.join('; ')}; run npm ci`,
    );
  const changed = revision.clean ? '' : ' with changes';
  const label = `working tree (${shortCommit(revision.commit)}${changed})`;
  return { ...(await workingArm(label, revision, session, report)), revision };
}
