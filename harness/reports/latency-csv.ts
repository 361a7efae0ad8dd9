import { decodeDistribution } from '../statistics/distribution.ts';
import { latencyFile } from './columns.ts';
import type { ReportFormat, Run } from './report.ts';
import { lastAttempts, scenarioOf } from './run-view.ts';
import { caseCells, tablePieces, type TableRow } from './table-pieces.ts';

const percentiles = [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100];

export const latencyCsv: ReportFormat = {
  file: latencyFile.file,
  write: (run) => tablePieces(latencyFile, run, rows(run)),
};

function* rows(run: Run): Iterable<TableRow<typeof latencyFile>> {
  for (const sample of lastAttempts(run)) {
    if (sample.status !== 'ok' || sample.probe !== 'latency') continue;
    const { round, order, attempt, parameters } = sample;
    const common = { ...caseCells(sample), round, order, attempt, run: run.plan.runId };
    for (const { name, unit } of scenarioOf(run, sample.scenario).distributions) {
      const carried = sample.distributions.find((distribution) => distribution.name === name);
      if (carried === undefined || carried.count === 0) continue;
      const distribution = decodeDistribution(carried.data);
      for (const percentile of percentiles) {
        const value = distribution.atPercentile(percentile);
        const point = { percentile, value, count_at_or_below: distribution.countAtOrBelow(value) };
        yield { cells: { ...common, metric: name, unit, ...point }, parameters };
      }
    }
  }
}
