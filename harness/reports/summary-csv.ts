import { summaryFile } from './columns.ts';
import { incomparableCases } from './comparability.ts';
import type { ReportFormat, Run } from './report.ts';
import {
  summariseCases,
  summariseSlopes,
  type CaseSummary,
  type MetricSummary,
  type SlopeSummary,
  type StatusCounts,
} from './summaries.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

type Row = TableRow<typeof summaryFile>;

export const summaryCsv: ReportFormat = {
  file: summaryFile.file,
  write: (run) => tablePieces(summaryFile, run, rows(run)),
};

function* rows(run: Run): Iterable<Row> {
  const incomparable = incomparableCases(run);
  for (const summary of summariseCases(run)) {
    yield* caseRows(summary, run, incomparable.get(summary.case.id) ?? null);
  }
  for (const slope of summariseSlopes(run)) yield slopeRow(slope, run);
}

function caseRows(
  { case: plannedCase, probe, counts, metrics }: CaseSummary,
  run: Run,
  incomparable: string | null,
): Row[] {
  const common = {
    ...caseCells(plannedCase),
    probe,
    ...countCells(counts),
    not_comparable: incomparable,
    run: run.plan.runId,
  };
  const { parameters } = plannedCase;
  if (metrics.length === 0) return [{ cells: { ...common, ...noFigures }, parameters }];
  return metrics.map((metric) => ({ cells: { ...common, ...figureCells(metric) }, parameters }));
}

function slopeRow({ case: plannedCase, parameters, counts, slope }: SlopeSummary, run: Run): Row {
  const common = {
    ...caseCells(plannedCase),
    probe: slope.metric.probe,
    ...countCells(counts),
    not_comparable: null,
    run: run.plan.runId,
  };
  return { cells: { ...common, ...figureCells(slope) }, parameters };
}

function figureCells({ metric, summary }: MetricSummary) {
  const { interval, n, median, mean, minimum, p10, p25, p75, p90, maximum } = summary;
  return {
    metric: metric.name,
    unit: metric.unit,
    direction: metric.direction,
    n,
    median,
    ci_low: interval?.low ?? null,
    ci_high: interval?.high ?? null,
    mean,
    minimum,
    p10,
    p25,
    p75,
    p90,
    maximum,
  };
}

const noFigures = {
  metric: null,
  unit: null,
  direction: null,
  n: 0,
  median: null,
  ci_low: null,
  ci_high: null,
  mean: null,
  minimum: null,
  p10: null,
  p25: null,
  p75: null,
  p90: null,
  maximum: null,
};

function countCells(counts: StatusCounts) {
  return {
    n_ok: counts.ok,
    n_failed: counts.failed,
    n_oom: counts.oom,
    n_timeout: counts.timeout,
    n_hung: counts.hung,
    n_not_attained: counts['not-attained'],
    n_skipped: counts.skipped,
  };
}
