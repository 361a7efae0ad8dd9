import { differingFiles, editedPackages } from '../revisions/package-differences.ts';
import type { Revision } from '../store/revision.ts';
import type { ArmSource } from './measure-arms.ts';

/** One side whose revision is known. */
export type RevisedArm = ArmSource & { readonly revision: Revision };

/**
 * Says where base and head are one, or ought to be and are not.
 * @returns head, whose label tells of packages that somebody edited, since no revision does
 */
export async function tellArmsApart(
  base: ArmSource,
  head: RevisedArm,
  report: (line: string) => void,
): Promise<RevisedArm> {
  const isSame = base.revision?.commit === head.revision.commit && head.revision.clean;
  const [ofBase, ofHead] = [base.snapshot ?? null, head.snapshot ?? null];
  if (ofBase === null || ofHead === null || ofBase.digest === ofHead.digest) {
    if (isSame) report('base and head are the same revision: this compares a program with itself');
    return head;
  }
  const differing = await differingFiles(ofBase.folder, ofHead.folder);
  if (isSame) {
    const more = differing.length > 3 ? ` and ${differing.length - 3} more` : '';
    report(
      `warning: base and head are the same revision, and what is measured differs all the same: ${differing.slice(0, 3).join(', ')}${more}`,
    );
  }
  const edited = await editedPackages(ofBase.folder, ofHead.folder, differing);
  if (edited.length === 0) return head;
  return { ...head, label: `${head.label}, with edited packages: ${edited.join(', ')}` };
}
