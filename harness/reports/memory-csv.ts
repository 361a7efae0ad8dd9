import { memoryFile } from './columns.ts';
import type { ReportFormat, Run } from './report.ts';
import { lastAttempts } from './run-view.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

export const memoryCsv: ReportFormat = {
  file: memoryFile.file,
  write: (run) => tablePieces(memoryFile, run, rows(run)),
};

function* rows(run: Run): Iterable<TableRow<typeof memoryFile>> {
  for (const sample of lastAttempts(run)) {
    if (sample.status !== 'ok' || sample.probe !== 'memory') continue;
    const { round, order, attempt, parameters } = sample;
    const common = { ...caseCells(sample), round, order, attempt, run: run.plan.runId };
    for (const reading of sample.phases) {
      const cells = {
        ...common,
        phase: reading.phase,
        resident_bytes: reading.residentBytes,
        proportional_bytes: reading.proportionalBytes,
        peak_bytes: reading.peakBytes,
        threads: reading.threads,
        processes: reading.processes,
        held_ns: reading.heldNs,
        source: reading.source,
      };
      yield { cells, parameters };
    }
  }
}
