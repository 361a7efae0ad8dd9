import { notComparable } from './not-comparable.ts';
import { formatCount, formatSummary, scaleFor } from './quantity.ts';
import type { SlopeSummary } from './summaries.ts';
import type { TextColumn, TextTable } from './text-table.ts';

/** What one more task costs, for the report and the terminal. */
export function slopeTable(slopes: readonly SlopeSummary[]): TextTable {
  const rows = slopes.map(
    ({ case: { variant, runtimeVersion, regime }, parameters, slope: { metric, summary } }) => [
      variant,
      runtimeVersion,
      regime,
      Object.entries(parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      String(summary.n),
      formatSummary(summary, scaleFor(metric.unit, [])),
    ],
  );
  const columns: TextColumn[] = [
    ...['variant', 'runtime_version', 'regime', 'parameters'].map((title) => column(title, 'left')),
    column('rounds', 'right'),
    { ...column('bytes_per_task_slope', 'right'), unit: 'B/task' },
  ];
  return { columns, rows };
}

/** Why not all slopes must be held against each other. One over other sizes is another slope: costs are no straight line. */
export function slopeReservations(sizeParameter: string, slopes: readonly SlopeSummary[]): string[] {
  return notComparable(
    slopes.map(({ case: first, parameters, sizes, slope: { metric } }) => ({
      case: {
        ...first,
        parameters: { ...parameters, [sizeParameter]: sizes.map(formatCount).join(', ') },
      },
      probes: { [metric.name]: metric.probe },
      flag: null,
    })),
    ['regime', sizeParameter, ...slopes.flatMap(({ parameters }) => Object.keys(parameters))],
  );
}

/** A doubt about slopes of few rounds. */
export function slopeWarnings(slopes: readonly SlopeSummary[]): string[] {
  const few = slopes.some(({ slope }) => slope.summary.interval === null);
  return few ? ['no interval: n < 6 rounds for figures without ±'] : [];
}

function column(title: string, align: TextColumn['align']): TextColumn {
  return { title, unit: '', align };
}
