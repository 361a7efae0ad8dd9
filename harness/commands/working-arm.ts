import path from 'node:path';
import { packageRoot } from '../package-root.ts';
import { takeSnapshot } from '../revisions/snapshot.ts';
import type { Revision } from '../store/revision.ts';
import type { ArmSource } from './measure-arms.ts';
import { sourcesIn } from './revision-arm.ts';
import type { Session } from './session.ts';

/** The programs of the working tree as they are now: what is edited meanwhile is not measured. */
export async function workingArm(
  label: string,
  revision: Revision | null,
  { sources }: Pick<Session, 'sources'>,
  report: (line: string) => void,
): Promise<ArmSource> {
  // An installed package finds the packages that it needs only from where it lies, and is nobody's to edit.
  if (packageRoot.split(path.sep).includes('node_modules')) return { label, revision, other: null };
  const snapshot = await takeSnapshot(packageRoot, report);
  return {
    label,
    revision,
    other: { sources: sourcesIn(snapshot.folder, sources, null), listing: null },
    snapshot,
  };
}
