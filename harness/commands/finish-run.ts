import path from 'node:path';
import { giveBackBetween } from '../bounded-memory.ts';
import { exitCodes, interruptionOf } from '../failure.ts';
import { chartByChart, chartMaterial } from '../reports/charts/index.ts';
import { reportHtml } from '../reports/html/report-html.ts';
import { reportFormats } from '../reports/index.ts';
import type { Run } from '../reports/report.ts';
import { takenSamples } from '../reports/run-view.ts';
import { summaryTable } from '../reports/summary-table.ts';
import { statuses, type Status } from '../model.ts';
import { openRun, type OpenedRun } from '../store/run-folder.ts';
import { writeReport } from '../store/stored-folder.ts';
import { illustrate } from './draw-charts.ts';
import { remainingEntries } from './take-entries.ts';
import type { Progress } from './progress.ts';
import { readPageAssets } from './read-page-assets.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';

/** Reads the run back, writes its reports and prints its summary. @returns the exit code that the samples deserve. */
export async function finishRun(
  folder: string,
  json: boolean,
  session: Session,
  progress: Progress,
): Promise<number> {
  const reportable = runOf(await openRun(folder), session);
  const { plan } = reportable;
  await writeReports(folder, reportable, (line) => progress.line(line));
  const counts = countStatuses(reportable);
  const missing = remainingEntries(plan, takenSamples(reportable).attempts).length;
  const exitCode = exitCodeFor(counts, missing, session.interrupt);
  if (json) {
    session.stdout.write(
      `${JSON.stringify({ run: plan.runId, folder, samples: counts, missing, exitCode })}\n`,
    );
  } else {
    session.stdout.write(summaryTable(reportable, terminalOf(session.stdout, session.variables)));
  }
  const told = statuses.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  progress.line(`samples: ${told.join(', ') || 'none'}${missing === 0 ? '' : `, ${missing} not taken`}`);
  progress.line(`reports: ${folder}`);
  if (missing > 0) progress.line(`to finish this run: interleave run --resume ${folder}`);
  return exitCode;
}

/**
 * Writes every report from the stored samples, its pictures first.
 * @param tell of charts that could not be drawn
 * @returns the files' paths
 */
export async function writeReports(
  folder: string,
  run: Run,
  tell: (line: string) => void,
): Promise<string[]> {
  const { pictures, files } = await illustrate(folder, chartByChart(chartMaterial(run)), tell);
  const formats = [...reportFormats, reportHtml(await readPageAssets())];
  for (const { file, write } of formats) {
    await writeReport(folder, file, write(run, pictures));
    await giveBackBetween();
  }
  return [...formats.map(({ file }) => path.join(folder, file)), ...files];
}

/** A stored run with the scenarios that its cases belong to. */
export function runOf(stored: OpenedRun, session: Session): Run {
  const named = new Set(stored.plan.cases.map(({ scenario }) => scenario));
  const scenarios = session.sources.map(({ scenario }) => scenario).filter(({ name }) => named.has(name));
  return { plan: stored.plan, environment: stored.environment, samples: stored.samples, scenarios };
}

/** Of every entry the last attempt counts. */
function countStatuses(run: Run): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of takenSamples(run).last) counts[status] += 1;
  return counts;
}

function exitCodeFor(counts: Record<Status, number>, missing: number, interrupt: AbortSignal): number {
  if (interrupt.aborted) return exitCodes[interruptionOf(interrupt)];
  if (counts.failed + counts.oom + counts.timeout + counts.hung > 0) return exitCodes.error;
  if (counts['not-attained'] + missing > 0) return exitCodes.inconclusive;
  return exitCodes.pass;
}
