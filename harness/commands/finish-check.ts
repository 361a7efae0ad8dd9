import { appendFile } from 'node:fs/promises';
import { exitCodes, Failure, interruptionOf, textOf } from '../failure.ts';
import { checkAnnotations } from '../reports/check-annotations.ts';
import { checkReportFormats } from '../reports/check-formats.ts';
import { checkJson } from '../reports/check-json.ts';
import { checkMarkdown } from '../reports/check-markdown.ts';
import { exitCodeOf } from '../reports/check-view.ts';
import { checkText } from '../reports/check-text.ts';
import { checkCharts } from '../reports/charts/index.ts';
import type { CheckReportFormat, JudgedCheck } from '../reports/judged-check.ts';
import { readCheck } from '../store/check-folder.ts';
import { writeReport } from '../store/stored-folder.ts';
import { illustrate } from './draw-charts.ts';
import { judgeStored } from './judge-check.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';

/** `github`: annotations on stdout, and the summary where GITHUB_STEP_SUMMARY says. */
export const checkOutputs = ['text', 'json', 'markdown', 'github'] as const;
export type CheckOutput = (typeof checkOutputs)[number];

/** Reads the check back, judges it, writes its reports and prints it. @returns the exit code that it deserves. */
export async function finishCheck(
  folder: string,
  ended: string | null,
  output: CheckOutput,
  session: Session,
  progress: Progress,
): Promise<number> {
  const judged = judgeStored(await readCheck(folder), session, undefined, ended);
  await writeCheckReports(folder, judged, progress);
  await printCheck(judged, output, session);
  progress.line(`reports: ${folder}`);
  const { interrupt } = session;
  if (interrupt.aborted) {
    progress.line(`to finish it: interleave check --resume ${folder}`);
    return exitCodes[interruptionOf(interrupt)];
  }
  return exitCodeOf(judged);
}

/** Writes every report of a check, its pictures first. */
export async function writeCheckReports(
  folder: string,
  judged: JudgedCheck,
  progress: Progress,
  formats: readonly CheckReportFormat[] = checkReportFormats,
): Promise<void> {
  const { pictures } = await illustrate(folder, checkCharts(judged), (line) => progress.line(line));
  for (const { file, write } of formats) await writeReport(folder, file, write(judged, pictures));
}

export async function printCheck(judged: JudgedCheck, output: CheckOutput, session: Session): Promise<void> {
  switch (output) {
    case 'text':
      session.stdout.write(checkText(judged, terminalOf(session.stdout, session.variables)));
      return;
    case 'json':
      session.stdout.write(`${JSON.stringify(checkJson(judged), null, 1)}\n`);
      return;
    case 'markdown':
      session.stdout.write(checkMarkdown(judged));
      return;
    case 'github': {
      session.stdout.write(checkAnnotations(judged));
      const summary = session.variables['GITHUB_STEP_SUMMARY'];
      if (summary === undefined || summary === '') {
        session.stdout.write(checkText(judged, terminalOf(session.stdout, session.variables)));
        return;
      }
      try {
        await appendFile(summary, checkMarkdown(judged));
      } catch (error) {
        throw new Failure(
          'cannotWrite',
          `cannot write the job summary ${summary} (GITHUB_STEP_SUMMARY): ${textOf(error)}`,
          { cause: error },
        );
      }
    }
  }
}
