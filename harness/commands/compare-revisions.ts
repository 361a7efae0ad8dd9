import type { Policy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { armOf } from './check.ts';
import { Repository } from './git.ts';
import { measureArms, type MeasuringOptions } from './measure-arms.ts';
import { formatDuration, type Progress } from './progress.ts';
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

/** Measures two revisions in adjacent pairs, so many of each cell whatever they show. @returns the folder of the pairs. */
export async function measureRevisions(
  options: CompareRevisionsOptions,
  session: Session,
  progress: Progress,
): Promise<string> {
  const report = (line: string): void => progress.line(line);
  const repository = await Repository.at(packageRoot);
  const arm = async (name: string) =>
    armOf(repository, await repository.commitOf(name), name, session.sources, report);
  const [base, head] = [await arm(options.base), await arm(options.head)];
  const { pairs } = options;
  const { folder } = await measureArms(
    options,
    {
      kind: 'compare',
      base,
      head,
      policy: options.policy,
      injected: null,
      pairs,
      calibrationOf: async () => ({ id: null, floors: [] }),
      announce: ({ pairNs }) => [
        `${pairs} pairs of each cell, about ${formatDuration((pairs * Object.values(pairNs).reduce((sum, ns) => sum + ns, 0)) / 1e6)}`,
      ],
    },
    session,
    progress,
  );
  return folder;
}
