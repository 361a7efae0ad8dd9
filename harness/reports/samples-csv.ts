import { samplesFile } from './columns.ts';
import type { ReportFormat, Run } from './report.ts';
import { sampleFigures, scenarioOf, takenSamples, type TakenSample } from './run-view.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

/** Tidy: one row for each sample and metric, so that every tool can filter, pivot and plot without reshaping first. */
export const samplesCsv: ReportFormat = {
  file: samplesFile.file,
  write: (run) => tablePieces(samplesFile, run, rows(run)),
};

function* rows(run: Run): Iterable<TableRow<typeof samplesFile>> {
  for (const sample of takenSamples(run).attempts) {
    const common = sampleCells(sample, run);
    const { scenario, parameters } = sample.of;
    if (sample.status !== 'ok') {
      const nothing = { metric: null, unit: null, value: null };
      yield { cells: { ...common, ...nothing, reason: sample.reason }, parameters };
      continue;
    }
    // Of an unknown one there are no figures, and without a word it would be missing here.
    scenarioOf(run, scenario);
    for (const { metric, value } of sampleFigures(sample)) {
      const figure = { metric: metric.name, unit: metric.unit, value };
      yield { cells: { ...common, ...figure, reason: null }, parameters };
    }
  }
}

function sampleCells(sample: TakenSample, run: Run) {
  const { of, probe, round, order, attempt, status, startedAt } = sample;
  const when = { probe, round, order, attempt, status, started_at: startedAt };
  return { ...caseCells(of), ...when, run: run.plan.runId };
}
