import { crossoversFile } from './columns.ts';
import { summariseCrossovers, type CrossoverSummary } from './crossovers.ts';
import type { ReportFormat, Run } from './report.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

export const crossoversCsv: ReportFormat = {
  file: crossoversFile.file,
  write: (run) =>
    tablePieces(
      crossoversFile,
      run,
      summariseCrossovers(run).map((summary) => crossoverRow(summary, run)),
    ),
};

function crossoverRow(summary: CrossoverSummary, run: Run): TableRow<typeof crossoversFile> {
  const { case: first, against, definition, parameters, swept, n, result, flag } = summary;
  const cells = {
    ...caseCells(first),
    crossover: definition.name,
    metric: definition.metric,
    against: against.variant,
    against_version: against.runtimeVersion,
    over: definition.over,
    swept: swept.join(' '),
    n,
    status: result.status,
    estimate: result.estimate,
    from: result.worseAt,
    to: result.betterAt,
    up_to: result.upTo,
    // Only counts are swept.
    unit: 'count',
    not_comparable: flag,
    run: run.plan.runId,
  };
  return { cells, parameters };
}
