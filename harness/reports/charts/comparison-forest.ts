import type { Environment } from '../../store/environment.ts';
import type { ComparisonReport } from '../comparison-report.ts';
import { comparisonTables, tableTitle, type ComparisonTable } from '../comparison-table.ts';
import { markOf, type Comparison } from '../comparisons.ts';
import { oneLine } from '../harmless-text.ts';
import { nothing } from '../identity-columns.ts';
import { counted } from '../quantity.ts';
import { formatRatio, ratioStyle, type RatioStyle } from '../ratio-text.ts';
import { countRange, machineLine } from './caption.ts';
import type { Chart } from './chart.ts';
import { sidesWords } from './compared-sides.ts';
import { cutWords, forestSpec, type ForestPanel, type ForestRow } from './forest.ts';

/** A machine and a time at which samples were taken: one, or one of each of two runs. */
export interface Occasion {
  readonly environment: Environment;
  readonly createdAt: string;
}

/** More rows are a table and no picture. */
const mostRows = 40;

/** More reservations than these are told by their number. */
const mostReservations = 3;

/** Two sides in every metric and case, a panel a metric, without any gate. Null where there is nothing to compare. */
export function comparisonForest(report: ComparisonReport, occasions: readonly Occasion[]): Chart | null {
  const tables = firstRows(comparisonTables(report));
  const [first] = tables;
  if (first === undefined) return null;
  const shared = first.constants.filter((text) => tables.every(({ constants }) => constants.includes(text)));
  const scenarios = new Set(tables.map((table) => table.scenario.name));
  const scenario = scenarios.size === 1 ? first.scenario.name : null;
  const sides = sidesWords(report.base, report.head, scenario);
  const panels = tables.map((table) => panelOf(table, shared, scenario));
  const rows = panels.flatMap((panel) => panel.rows);
  const shown = tables.flatMap(({ comparisons }) => comparisons);
  // A single panel has no title of its own.
  const whole = [
    ...(scenario === null ? [] : [scenario]),
    ...(panels.length === 1 ? [panels[0]?.title ?? ''] : []),
  ];
  const title = oneLine(`${sides.title}${whole.length === 0 ? '' : `: ${whole.join(', ')}`}`);
  const leftOut = report.comparisons.length - shown.length;
  return {
    name: 'forest',
    scenario: null,
    title,
    subtitle: [
      sides.line,
      ...(shared.length === 0 ? [] : [shared.join(', ')]),
      ...report.basis,
      ...reservationLines(tables),
      ...(leftOut === 0 ? [] : [`not shown: ${counted(leftOut, 'row')} more; --metric and --probe choose`]),
      `${countWords(shown)}: marks are estimates of head / base (Hodges and Lehmann), bars their 95 % intervals; ${cutWords}`,
      'unclear: the interval holds no change; in doubt: shown by this row alone, not after the correction for all rows',
      ...occasionLines(occasions, shown),
    ].map(oneLine),
    description: oneLine(
      `${title}: ${rows.map(({ row, metric, verdict, shown: figure }) => `${row} ${String(metric)} ${verdict} ${figure}`).join('; ')}`,
    ),
    rows,
    spec: forestSpec(panels),
  };
}

/** As many as a picture holds, in the order of the tables. */
function firstRows(tables: readonly ComparisonTable[]): ComparisonTable[] {
  let room = mostRows;
  return tables.flatMap((table) => {
    const comparisons = table.comparisons.slice(0, room);
    room -= comparisons.length;
    return comparisons.length === 0 ? [] : [{ ...table, comparisons }];
  });
}

/** @param scenario that all panels have, so that the picture's title names it */
function panelOf(table: ComparisonTable, shared: readonly string[], scenario: string | null): ForestPanel {
  const own = table.constants.filter((text) => !shared.includes(text));
  const whole = tableTitle(table);
  const named = scenario === null ? whole : whole.slice(`${scenario}, `.length);
  const title = oneLine([named, ...own].join(', '));
  const { direction } = table.metric;
  const style = ratioStyle(table.comparisons.flatMap(({ ratio }) => ratio ?? []));
  const right = direction === 'none' ? 'more' : direction === 'lower-is-better' ? 'worse' : 'better';
  return {
    title,
    axisTitle: `head / base: ${right} to the right`,
    rows: table.comparisons.map((comparison, index) =>
      rowOf(comparison, table.names[index] ?? '', title, style),
    ),
  };
}

function rowOf(comparison: Comparison, name: string, panel: string, style: RatioStyle): ForestRow {
  const { what, metric, pairing, n, base, head, ratio, interval, p, adjusted } = comparison;
  const own = what.head.case;
  const word = wordOf(comparison);
  const text = ratio === null ? nothing : formatRatio(ratio, interval, style);
  return {
    scenario: own.scenario,
    variant: own.variant,
    level: own.level,
    runtime: own.runtime,
    runtime_version: own.runtimeVersion,
    regime: own.regime,
    base_variant: what.base.case.variant,
    base_runtime_version: what.base.case.runtimeVersion,
    base_regime: what.base.case.regime,
    case: own.id,
    metric: metric.name,
    probe: metric.probe,
    unit: metric.unit,
    direction: metric.direction,
    pairing,
    n_base: n.base,
    n_head: n.head,
    base,
    head,
    ratio,
    ratio_low: interval?.low ?? null,
    ratio_high: interval?.high ?? null,
    p,
    p_adjusted: adjusted,
    // A comparison has no gate, and hence no margin.
    harm: null,
    verdict: word,
    panel,
    row: oneLine(name === '' ? own.variant : name),
    words: ratio === null ? word : `${word} ${text.split(' (')[0] ?? ''}`,
    shown: text,
  };
}

function wordOf(comparison: Comparison): string {
  const { ratio, interval, shown, metric } = comparison;
  if (ratio === null) return 'no ratio';
  if (interval === null) return 'too few';
  if (!shown) return 'unclear';
  if (markOf(comparison) === '?') return 'in doubt';
  if (metric.direction === 'none') return ratio > 1 ? 'more' : 'less';
  return ratio > 1 === (metric.direction === 'lower-is-better') ? 'worse' : 'better';
}

function reservationLines(tables: readonly ComparisonTable[]): string[] {
  const reasons = [...new Set(tables.flatMap(({ reservations }) => reservations))];
  const more = reasons.length - mostReservations;
  return [
    ...reasons.slice(0, mostReservations).map((reason) => `not comparable: ${reason}`),
    ...(more > 0 ? [`not comparable for ${counted(more, 'other reason')} too`] : []),
  ];
}

/** `n 6 pairs`, `n 5–6 samples of base and 6 of head` */
function countWords(comparisons: readonly Comparison[]): string {
  const isPaired = comparisons.every(({ pairing }) => pairing === 'paired');
  const base = countRange(comparisons.map(({ n }) => n.base));
  return isPaired
    ? `n ${base} pairs`
    : `n ${base} samples of base and ${countRange(comparisons.map(({ n }) => n.head))} of head`;
}

function occasionLines(occasions: readonly Occasion[], comparisons: readonly Comparison[]): string[] {
  const lines = occasions.map(({ environment, createdAt }, index) => {
    const sides = comparisons.flatMap(({ what }) =>
      occasions.length === 1 ? [what.base, what.head] : [index === 0 ? what.base : what.head],
    );
    const runtimes = sides.map(({ case: own }) => `${own.runtime} ${own.runtimeVersion}`);
    return machineLine(environment, createdAt, runtimes);
  });
  return new Set(lines).size < 2
    ? lines.slice(0, 1)
    : lines.map((line, index) => `${index === 0 ? 'base' : 'head'}: ${line}`);
}
