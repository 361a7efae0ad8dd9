import { exitCodes } from '../failure.ts';
import { explainJson } from '../reports/explain-json.ts';
import { explainText } from '../reports/explain-text.ts';
import { readCheck } from '../store/check-folder.ts';
import { expectFolder } from './folder-kind.ts';
import { judgeStored } from './judge-check.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';

export interface ExplainOptions {
  readonly json: boolean;
}

/**
 * Says why each verdict of a stored check fell; nothing is measured and nothing is written. @returns the exit code, which tells
 * whether it could be explained and not what the check came to.
 *
 * @throws Failure of kind `usage` for the folder of a run, `foreignFile` for any other that holds no check
 */
export async function explain(folder: string, { json }: ExplainOptions, session: Session): Promise<number> {
  const target = expectFolder(
    'check',
    folder,
    'explain',
    `a run has no verdicts; interleave report ${folder} writes its tables, and interleave compare holds its cases against each other`,
    session,
  );
  const check = judgeStored(await readCheck(target), session);
  session.stdout.write(
    json
      ? `${JSON.stringify(explainJson(check), null, 2)}\n`
      : explainText(check, terminalOf(session.stdout, session.variables)),
  );
  return exitCodes.pass;
}
