import type { Policy } from '../gate/policy.ts';
import { exitCodeOf } from '../reports/check-view.ts';
import { readCheck } from '../store/check-folder.ts';
import { printCheck, type CheckOutput } from './finish-check.ts';
import { expectFolder } from './folder-kind.ts';
import { judgeStored } from './judge-check.ts';
import type { Session } from './session.ts';

/** Judges a stored check anew, under the policy of today; nothing is measured, and its files stay as they are. @returns the exit code. */
export async function replayCheck(
  folder: string,
  policy: Policy,
  output: CheckOutput,
  session: Session,
): Promise<number> {
  const target = expectFolder(
    'check',
    folder,
    '--replay',
    'a run has no pairs to be judged; interleave compare holds its cases, or two runs, against each other',
    session,
  );
  const stored = await readCheck(target);
  const judged = judgeStored(stored, session, policy);
  await printCheck(judged, output, session);
  return exitCodeOf(judged);
}
