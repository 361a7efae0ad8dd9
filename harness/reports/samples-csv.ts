import { metricValues } from '../metrics.ts';
import type { Sample } from '../store/sample.ts';
import { samplesFile } from './columns.ts';
import type { ReportFormat, Run } from './report.ts';
import { scenarioOf } from './run-view.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

/** Tidy: one row for each sample and metric, so that every tool can filter, pivot and plot without reshaping first. */
export const samplesCsv: ReportFormat = {
  file: samplesFile.file,
  write: (run) => tablePieces(samplesFile, run, rows(run)),
};

function* rows(run: Run): Iterable<TableRow<typeof samplesFile>> {
  for (const sample of run.samples) {
    const common = sampleCells(sample, run);
    if (sample.status !== 'ok') {
      const nothing = { metric: null, unit: null, value: null };
      yield { cells: { ...common, ...nothing, reason: sample.reason }, parameters: sample.parameters };
      continue;
    }
    for (const { metric, value } of metricValues(sample, scenarioOf(run, sample.scenario))) {
      const figure = { metric: metric.name, unit: metric.unit, value };
      yield { cells: { ...common, ...figure, reason: null }, parameters: sample.parameters };
    }
  }
}

function sampleCells(sample: Sample, run: Run) {
  const { probe, round, order, attempt, status, startedAt } = sample;
  const when = { probe, round, order, attempt, status, started_at: startedAt };
  return { ...caseCells(sample), ...when, run: run.plan.runId };
}
