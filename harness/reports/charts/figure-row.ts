import type { Parameters } from '../../model.ts';
import type { PlannedCase } from '../../store/plan.ts';
import { oneLine } from '../harmless-text.ts';
import { formatCount, formatSummary, type Scale } from '../quantity.ts';
import type { ChartRow } from './chart.ts';
import type { MeasuredPoint } from './measured-points.ts';

type IdentityRow = ChartRow & {
  readonly variant: string;
  readonly runtime: string;
  readonly runtime_version: string;
};

/** A row that belongs to a line or a mark of a panel. */
export type SeriesRow = IdentityRow & {
  readonly panel: string;
  readonly series: string;
  readonly shown: string;
};

/** One figure of one case as a row of a chart: the columns of `summary.csv`, and how people read it. */
export function figureRow(
  { case: own, metric, summary }: MeasuredPoint,
  scale: Scale,
): IdentityRow & { readonly shown: string } {
  const { n, median, interval } = summary;
  return {
    ...caseColumns(own),
    metric: metric.name,
    unit: metric.unit,
    n,
    median,
    ci_low: interval?.low ?? null,
    ci_high: interval?.high ?? null,
    figure: formatSummary(summary, scale),
    shown: `${formatSummary(summary, scale)}${scale.label === '' ? '' : ` ${scale.label}`}`,
  };
}

/** What tells cases apart. */
export function caseColumns(own: PlannedCase): IdentityRow {
  return {
    scenario: own.scenario,
    variant: own.variant,
    level: oneLine(own.level),
    runtime: own.runtime,
    runtime_version: own.runtimeVersion,
    regime: own.regime,
    ...Object.fromEntries(
      Object.entries(own.parameters).map(([name, value]) => [
        name,
        typeof value === 'string' ? oneLine(value) : value,
      ]),
    ),
  };
}

/**
 * `go/goroutine-sleep`, with the version where a runtime has several. One line: Vega-Lite makes expressions of the names that it
 * sorts by, in which U+2028 would end a text.
 */
export function seriesNames(cases: readonly PlannedCase[]): (own: PlannedCase) => string {
  const versions = Map.groupBy(cases, ({ runtime }) => runtime);
  return ({ variant, runtime, runtimeVersion }) =>
    oneLine(
      new Set((versions.get(runtime) ?? []).map((one) => one.runtimeVersion)).size > 1
        ? `${variant} ${runtimeVersion}`
        : variant,
    );
}

/** `tasks 1,000,000, wake same-duration` */
export function parametersText(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? formatCount(value) : value}`)
    .join(', ');
}
