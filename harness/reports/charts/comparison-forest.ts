import type { Environment } from '../../store/environment.ts';
import { hasMoved, isControl } from '../comparison-control.ts';
import { frontLines, type ComparisonReport } from '../comparison-report.ts';
import { comparisonTables, tableTitle, type ComparisonTable } from '../comparison-table.ts';
import { markOf, type Comparison } from '../comparisons.ts';
import { oneLine } from '../harmless-text.ts';
import { nothing } from '../identity-columns.ts';
import { counted } from '../quantity.ts';
import { formatRatio, ratioStyle, type RatioStyle } from '../ratio-text.ts';
import { countRange, machineLine } from './caption.ts';
import type { Chart } from './chart.ts';
import { sidesWords } from './compared-sides.ts';
import { axesWords, cutWords, forestSpec, panelHeight, type ForestPanel, type ForestRow } from './forest.ts';

/** A machine and a time at which samples were taken: one, or one of each of two runs. */
export interface Occasion {
  readonly environment: Environment;
  readonly createdAt: string;
}

/** Fewer of a panel's rows are left out with the others. */
const leastOfPanel = 6;

/** Px of all panels: what does not fit them is a table and no picture. */
const mostHeight = 1_000;

/** More reservations than these are told by their number. */
const mostReservations = 3;

/** Two sides in every metric and case, a panel a metric, without any gate. Null where there is nothing to compare. */
export function comparisonForest(report: ComparisonReport, occasions: readonly Occasion[]): Chart | null {
  const all = comparisonTables(report).sort((one, other) => rankOf(one) - rankOf(other));
  const tables = firstRows(all);
  const [first] = tables;
  if (first === undefined) return null;
  // A control's parameters are its own, and stand above its panels.
  const ownTables = tables.filter((table) => !isControl(table.scenario));
  const shared = first.constants.filter((text) =>
    (ownTables.length === 0 ? tables : ownTables).every(({ constants }) => constants.includes(text)),
  );
  const scenarios = new Set(tables.map((table) => table.scenario.name));
  const controls = new Set(
    tables.flatMap((table) => (isControl(table.scenario) ? [table.scenario.name] : [])),
  );
  const scenario = scenarios.size === 1 ? first.scenario.name : null;
  const sides = sidesWords(report.base, report.head, scenario);
  const panels = tables.map((table) => panelOf(table, shared, scenario));
  const rows = panels.flatMap((panel) => panel.rows);
  const shown = tables.flatMap(({ comparisons }) => comparisons);
  // A single panel has no title of its own.
  const [measured, ...others] = [...scenarios].filter((name) => !controls.has(name));
  const whole = [
    ...(scenario === null ? [] : [scenario]),
    ...(scenario === null && measured !== undefined && others.length === 0
      ? [`${measured} and the control`]
      : []),
    ...(panels.length === 1 ? [panels[0]?.title ?? ''] : []),
  ];
  const title = oneLine(`${sides.title}${whole.length === 0 ? '' : `: ${whole.join(', ')}`}`);
  return {
    name: 'forest',
    scenario: null,
    title,
    subtitle: [
      ...frontLines(report),
      sides.line,
      ...(shared.length === 0
        ? []
        : [
            `${shared.join(', ')}${ownTables.length < tables.length && ownTables.length > 0 ? ' (the control: as its panels say)' : ''}`,
          ]),
      ...report.basis,
      ...reservationLines(tables),
      ...noVerdictLines(shown),
      ...leftOutLines(all, tables),
      marksLine(shown),
      ...axesWords(panels),
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

/** What is called better or worse first, then what is called neither, and last what has no better. */
function rankOf({ scenario, metric, comparisons }: ComparisonTable): number {
  if (metric.direction === 'none') return 2;
  return isControl(scenario) || comparisons.some(({ noVerdict }) => noVerdict !== null) ? 1 : 0;
}

/** As many as a picture holds, in the order of the tables; at least one. */
function firstRows(tables: readonly ComparisonTable[]): ComparisonTable[] {
  const kept: ComparisonTable[] = [];
  let room = mostHeight;
  for (const table of tables) {
    let count = table.comparisons.length;
    while (count > 0 && panelHeight(table.names.slice(0, count)) > room) count -= 1;
    if (kept.length === 0) count = Math.max(count, 1);
    else if (count < Math.min(leastOfPanel, table.comparisons.length)) break;
    kept.push({ ...table, comparisons: table.comparisons.slice(0, count) });
    if (count < table.comparisons.length) break;
    room -= panelHeight(table.names);
  }
  return kept;
}

/** More metrics than these are told by their number. */
const mostNamed = 4;

/** `not shown: 16 more rows (cpu, elapsed): --metric NAME or --probe NAME draws fewer metrics, and these among them` */
function leftOutLines(all: readonly ComparisonTable[], shown: readonly ComparisonTable[]): string[] {
  // What is shown is the first of all.
  const leftOut = all.flatMap(({ comparisons }, index) =>
    comparisons.slice(shown[index]?.comparisons.length ?? 0),
  );
  if (leftOut.length === 0) return [];
  const names = [...new Set(leftOut.map(({ scenario, metric }) => `${scenario.name} ${metric.name}`))];
  const more = names.length - mostNamed;
  const told = `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${counted(more, 'other')}` : ''}`;
  return [
    `not shown: ${leftOut.length} more ${leftOut.length === 1 ? 'row' : 'rows'} (${told}): choose with --metric and --probe, a picture each`,
  ];
}

function marksLine(shown: readonly Comparison[]): string {
  const words = countWords(shown);
  if (shown.every(({ ratio }) => ratio === null))
    return `${words}, and no marks: a ratio needs values above 0 on both sides`;
  const marks = `${words}: marks are estimates of head / base (Hodges and Lehmann)`;
  return shown.every(({ interval }) => interval === null)
    ? `${marks}; no bars, since so few give no interval`
    : `${marks}, bars their 95 % intervals; ${cutWords}`;
}

/** @param scenario that all panels have, so that the picture's title names it */
function panelOf(table: ComparisonTable, shared: readonly string[], scenario: string | null): ForestPanel {
  const own = table.constants.filter((text) => !shared.includes(text));
  const whole = tableTitle(table);
  const named = scenario === null ? whole : whole.slice(`${scenario}, `.length);
  const title = oneLine([named, ...own].join(', '));
  const { direction } = table.metric;
  const style = ratioStyle(table.comparisons.flatMap(({ ratio }) => ratio ?? []));
  const [first] = table.comparisons;
  const isOfMachine = isControl(table.scenario) || (first !== undefined && first.noVerdict !== null);
  const right =
    isOfMachine || direction === 'none' ? 'more' : direction === 'lower-is-better' ? 'worse' : 'better';
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
  const { ratio, interval, shown, metric, scenario, noVerdict } = comparison;
  if (ratio === null) return 'no ratio';
  if (interval === null) return 'too few';
  if (noVerdict !== null && isControl(scenario)) return hasMoved(comparison) ? 'control moved' : 'control';
  if (!shown) return 'unclear';
  if (markOf(comparison) === '?') return 'in doubt';
  if (metric.direction === 'none' || noVerdict !== null || isControl(scenario))
    return ratio > 1 ? 'more' : 'less';
  return ratio > 1 === (metric.direction === 'lower-is-better') ? 'worse' : 'better';
}

/** Why a difference is not called better or worse. */
function noVerdictLines(comparisons: readonly Comparison[]): string[] {
  const reasons = new Set(
    comparisons.flatMap(({ metric, scenario, noVerdict }) =>
      noVerdict === null ? [] : [isControl(scenario) ? noVerdict : `${metric.name}: ${noVerdict}`],
    ),
  );
  return [...reasons].map((reason) => `no verdict: ${reason}`);
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
