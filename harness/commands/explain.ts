import { access } from 'node:fs/promises';
import path from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { explainJson } from '../reports/explain-json.ts';
import { explainText } from '../reports/explain-text.ts';
import { checkFile, readCheck } from '../store/check-folder.ts';
import { judgeStored } from './judge-check.ts';
import type { Session } from './session.ts';

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
  const target = path.resolve(session.workingFolder, folder);
  if (!(await exists(target, checkFile)) && (await exists(target, 'plan.json'))) {
    throw new Failure(
      'usage',
      `explain takes the folder of a check, received that of a run (${folder}): a run has no verdicts; interleave compare holds its cases against each other`,
    );
  }
  const check = judgeStored(await readCheck(target), session);
  session.stdout.write(json ? `${JSON.stringify(explainJson(check), null, 2)}\n` : explainText(check));
  return exitCodes.pass;
}

async function exists(folder: string, file: string): Promise<boolean> {
  return access(path.join(folder, file)).then(
    () => true,
    () => false,
  );
}
