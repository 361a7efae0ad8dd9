import path from 'node:path';
import { exitCodes, interruptionOf } from '../failure.ts';
import { chartMaterial, chartsOf } from '../reports/charts/index.ts';
import { reportFormats } from '../reports/index.ts';
import type { Run } from '../reports/report.ts';
import { summaryTable } from '../reports/summary-table.ts';
import { statuses, type Status } from '../model.ts';
import { readRun, type StoredRun } from '../store/run-folder.ts';
import { writeReport } from '../store/stored-folder.ts';
import { chartsFolder, drawCharts, pictureFormats, writePictures } from './draw-charts.ts';
import { remainingEntries } from './take-entries.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';

/** Reads the run back, writes its reports and prints its summary. @returns the exit code that the samples deserve. */
export async function finishRun(
  folder: string,
  json: boolean,
  session: Session,
  progress: Progress,
): Promise<number> {
  const stored = await readRun(folder);
  const reportable = runOf(stored, session);
  await writeReports(folder, reportable);
  const counts = countStatuses(stored);
  const missing = remainingEntries(stored.plan, stored.samples).length;
  const exitCode = exitCodeFor(counts, missing, session.interrupt);
  if (json) {
    const { plan } = stored;
    session.stdout.write(
      `${JSON.stringify({ run: plan.runId, folder, samples: counts, missing, exitCode })}\n`,
    );
  } else {
    session.stdout.write(summaryTable(reportable));
  }
  const told = statuses.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  progress.line(`samples: ${told.join(', ') || 'none'}${missing === 0 ? '' : `, ${missing} not taken`}`);
  progress.line(`reports: ${folder}`);
  if (missing > 0) progress.line(`to finish this run: interleave run --resume ${folder}`);
  return exitCode;
}

/** Writes every report from the stored samples, its pictures first. @returns the files' paths */
export async function writeReports(folder: string, run: Run): Promise<string[]> {
  const pictures = await drawCharts(chartsOf(chartMaterial(run)));
  const drawn = await writePictures(path.join(folder, chartsFolder), pictures, pictureFormats);
  for (const { file, write } of reportFormats) await writeReport(folder, file, write(run, pictures));
  return [...reportFormats.map(({ file }) => path.join(folder, file)), ...drawn];
}

/** A stored run with the scenarios that its cases belong to. */
export function runOf(stored: StoredRun, session: Session): Run {
  const named = new Set(stored.plan.cases.map(({ scenario }) => scenario));
  const scenarios = session.sources.map(({ scenario }) => scenario).filter(({ name }) => named.has(name));
  return { plan: stored.plan, environment: stored.environment, samples: stored.samples, scenarios };
}

/** Of every entry the last attempt counts. */
function countStatuses({ samples }: StoredRun): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  const last = new Map(samples.map((sample) => [sample.order, sample.status]));
  for (const status of last.values()) counts[status] += 1;
  return counts;
}

function exitCodeFor(counts: Record<Status, number>, missing: number, interrupt: AbortSignal): number {
  if (interrupt.aborted) return exitCodes[interruptionOf(interrupt)];
  if (counts.failed + counts.oom + counts.timeout + counts.hung > 0) return exitCodes.error;
  if (counts['not-attained'] + missing > 0) return exitCodes.inconclusive;
  return exitCodes.pass;
}
