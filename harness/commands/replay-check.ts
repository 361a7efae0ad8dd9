import path from 'node:path';
import type { Policy } from '../gate/policy.ts';
import { exitCodeOf } from '../reports/check-view.ts';
import { readCheck } from '../store/check-folder.ts';
import { printCheck, type CheckOutput } from './finish-check.ts';
import { judgeStored } from './judge-check.ts';
import type { Session } from './session.ts';

/** Judges a stored check anew, under the policy of today; nothing is measured, and its files stay as they are. @returns the exit code. */
export async function replayCheck(
  folder: string,
  policy: Policy,
  output: CheckOutput,
  session: Session,
): Promise<number> {
  const stored = await readCheck(path.resolve(session.workingFolder, folder));
  const judged = judgeStored(stored, session, policy);
  await printCheck(judged, output, session);
  return exitCodeOf(judged);
}
