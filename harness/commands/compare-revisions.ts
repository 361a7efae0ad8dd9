import type { Policy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { Repository } from '../revisions/repository.ts';
import { readCheck } from '../store/check-folder.ts';
import { writeCheckReports } from './finish-check.ts';
import { hasCrashed, judgeStored } from './judge-check.ts';
import { measureArms, type MeasuringOptions } from './measure-arms.ts';
import type { Progress } from './progress.ts';
import { armOf } from './revision-arm.ts';
import { fixedPairsText } from './round-time.ts';
import type { Session } from './session.ts';

export interface CompareRevisionsOptions extends MeasuringOptions {
  /** Branches, tags or commits. */
  readonly base: string;
  readonly head: string;
  readonly policy: Policy;
  /** Quiet pairs of each cell. */
  readonly pairs: number;
}

/** What marks an operand of `compare` as a revision: a branch may be named like a folder, or like a variant. */
export const revisionPrefix = 'rev:';

/**
 * Measures two revisions in adjacent pairs, so many of each cell whatever they show, and writes the reports of their check.
 * @returns its folder, why it ended early (null: it did not), and whether a program gave no result.
 */
export async function measureRevisions(
  options: CompareRevisionsOptions,
  session: Session,
  progress: Progress,
): Promise<{ readonly folder: string; readonly ended: string | null; readonly crashed: boolean }> {
  const report = (line: string): void => progress.line(line);
  const repository = await Repository.at(packageRoot, session.interrupt);
  const arm = async (name: string) => {
    const named = { name, commit: await repository.commitOf(name), operand: `${revisionPrefix}${name}` };
    return armOf(repository, named, session.sources, report);
  };
  const [base, head] = [await arm(options.base), await arm(options.head)];
  const { pairs } = options;
  const { folder, ended } = await measureArms(
    options,
    {
      kind: 'compare',
      base,
      head,
      policy: options.policy,
      injected: null,
      pairs,
      calibrationOf: async () => ({ id: null, floorsFor: () => [] }),
      expectations: (plan) => [fixedPairsText(pairs, plan)],
    },
    session,
    progress,
  );
  const judged = judgeStored(await readCheck(folder), session, undefined, ended);
  await writeCheckReports(folder, judged, progress);
  return { folder, ended, crashed: hasCrashed(judged) };
}
