import { Failure } from '../failure.ts';
import type { Revision } from '../store/revision.ts';

/**
 * What is stored tells of one revision: samples of another one would pass for its own.
 *
 * @param what is gone on with: `the run`, `the check`
 * @throws Failure of kind `usage`
 */
export function refuseOtherRevision(
  what: string,
  before: Revision | null | undefined,
  now: Revision | null | undefined,
  report: (line: string) => void,
): void {
  // What older versions stored, and what was measured from an installed package, does not tell.
  if (before === null || before === undefined || now === null || now === undefined) return;
  if (before.commit !== now.commit || before.clean !== now.clean) {
    throw new Failure(
      'usage',
      `${what} measured the workloads of ${words(before)}, these are of ${words(now)}: check that commit out, or start it anew`,
    );
  }
  if (!now.clean)
    report('warning: the working tree had changes, and has: nothing tells whether they are the same');
}

function words({ commit, clean }: Revision): string {
  return `${commit}${clean ? '' : ' with changes'}`;
}
