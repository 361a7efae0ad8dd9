import type { Scenario } from '../model.ts';
import { constantOrColumn, identityColumns } from './identity-columns.ts';
import { notComparable } from './not-comparable.ts';
import { counted, formatCount, formatSummary, scaleFor } from './quantity.ts';
import type { SlopeSummary } from './summaries.ts';
import { tableOfColumns, textColumn, type TextTable } from './text-table.ts';

export interface SlopeTable extends TextTable {
  /** What is the same in all rows, and hence no column. */
  readonly constants: readonly string[];
}

/** What one more task costs, for the report and the terminal. */
export function slopeTable(scenario: Scenario, slopes: readonly SlopeSummary[]): SlopeTable {
  const identity = identityColumns(
    scenario,
    slopes.map(({ case: first, parameters }) => ({ ...first, parameters })),
  );
  const figures = slopes.map(({ slope: { metric, summary } }) =>
    formatSummary(summary, scaleFor(metric.unit, [])),
  );
  const rounds = constantOrColumn(
    'rounds',
    slopes.map(({ slope }) => String(slope.summary.n)),
  );
  const over = slopes.map(({ sizes }) => sizesText(scenario, sizes));
  const isOverOne = new Set(over).size === 1;
  return {
    constants: [...identity.constants, ...rounds.constants, ...(isOverOne ? [`over ${over[0]}`] : [])],
    ...tableOfColumns([
      ...identity.columns,
      ...rounds.columns,
      ...(isOverOne ? [] : [textColumn('over', over)]),
      { title: 'bytes_per_task_slope', unit: 'B/task', align: 'right', cells: figures },
    ]),
  };
}

/** `1,000 to 1,000,000 tasks, 4 sizes`: a slope over others is another one. */
export function sizesText(
  { sizeParameter }: Pick<Scenario, 'sizeParameter'>,
  sizes: readonly number[],
): string {
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return `${formatCount(least)} to ${formatCount(most)} ${sizeParameter}, ${counted(sizes.length, 'size')}`;
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
  return few ? ['no interval: n < 6 rounds for figures without ±; take six (--runs 6)'] : [];
}
