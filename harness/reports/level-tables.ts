/** What the report and the terminal both show: one table for each scenario and level. Levels never share a table. */
import type { Metric } from '../metrics.ts';
import { regimes, statuses, type Probe, type Scenario } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { incomparableCases } from './comparability.ts';
import { constantOrColumn, identityColumns, nothing } from './identity-columns.ts';
import { notComparable, type ShownRow } from './not-comparable.ts';
import { formatSummary, scaleFor, type Scale } from './quantity.ts';
import type { Run } from './report.ts';
import { takenSamples, type TakenSample } from './run-view.ts';
import type { CaseSummary, MetricSummary } from './summaries.ts';
import { tableOfColumns, textColumn, type FilledColumn, type TextTable } from './text-table.ts';
import { warningsOf } from './warnings.ts';

export interface LevelTable extends TextTable {
  readonly scenario: Scenario;
  readonly level: string;
  /** What kind of thing its rows are. */
  readonly description: string;
  /** What is the same in all rows, and hence no column: `regime all`, `tasks 1,000`. */
  readonly constants: readonly string[];
  /** Of each row, in the rows' order. */
  readonly cases: readonly PlannedCase[];
  /** Why not all rows must be held against each other; printed behind `not comparable: `. */
  readonly reservations: readonly string[];
  readonly warnings: readonly string[];
  /** What must be known to read a column. */
  readonly notes: readonly string[];
  /** The first figure of the table; null when it has none. */
  readonly headline: Headline | null;
}

/** What a scenario is asked for first, row by row. */
export interface Headline {
  readonly metric: Metric;
  readonly scale: Scale;
  /** In the order of the table's rows; null where a row has no value. */
  readonly rows: readonly { readonly case: PlannedCase; readonly figure: MetricSummary | null }[];
}

/** A case with the summaries of both its probes. */
interface Row {
  readonly case: PlannedCase;
  readonly summaries: readonly CaseSummary[];
}

/** Metrics worth a column of the report, by name. */
export function reportMetrics(scenario: Scenario): readonly string[] {
  return scenario.shown.report;
}

/** The few that fit a terminal's width. */
export function terminalMetrics(scenario: Scenario): readonly string[] {
  return scenario.shown.terminal;
}

/**
 * By regime, then by parameters, then as the variants are declared; never by a figure: a table sorted by one is read as a
 * ranking.
 */
export function levelTables(
  run: Run,
  summaries: readonly CaseSummary[],
  metricsOf: (scenario: Scenario) => readonly string[],
): LevelTable[] {
  const rows = [...Map.groupBy(summaries, (summary) => summary.case.id).values()].flatMap((own): Row[] =>
    own[0] === undefined ? [] : [{ case: own[0].case, summaries: own }],
  );
  const incomparable = incomparableCases(run);
  return run.scenarios.flatMap((scenario) =>
    levelsOf(scenario, run).flatMap((level) => {
      const own = rows
        .filter((row) => row.case.scenario === scenario.name && row.case.level === level)
        .sort((one, other) => compareCases(scenario, one.case, other.case));
      return own.length === 0
        ? []
        : [levelTable(run, scenario, level, own, metricsOf(scenario), incomparable)];
    }),
  );
}

/** Those that the scenario has, and those that it had when the run was planned. */
function levelsOf({ name, levels }: Scenario, { plan }: Run): string[] {
  const own = plan.cases.filter(({ scenario }) => scenario === name);
  return [...new Set([...Object.keys(levels), ...own.map(({ level }) => level)])];
}

function compareCases(scenario: Scenario, one: PlannedCase, other: PlannedCase): number {
  const place = ({ variant }: PlannedCase): number =>
    scenario.variants.findIndex(({ name }) => name === variant);
  const differences = [
    regimes.indexOf(one.regime) - regimes.indexOf(other.regime),
    ...Object.entries(scenario.parameters).map(([name, definition]) =>
      definition.kind === 'count'
        ? Number(one.parameters[name]) - Number(other.parameters[name])
        : definition.values.indexOf(String(one.parameters[name])) -
          definition.values.indexOf(String(other.parameters[name])),
    ),
    place(one) - place(other),
  ];
  // Versions of one variant stay as the plan has them.
  return differences.find((difference) => difference !== 0 && !Number.isNaN(difference)) ?? 0;
}

function levelTable(
  run: Run,
  scenario: Scenario,
  level: string,
  rows: readonly Row[],
  metrics: readonly string[],
  incomparable: ReadonlyMap<string, string>,
): LevelTable {
  const identity = identityColumns(
    scenario,
    rows.map((row) => row.case),
  );
  const figures = metrics.flatMap((name) => figureColumn(rows, name));
  const counts = sampleCounts(rows, metrics);
  const columns = [
    ...identity.columns,
    ...counts.columns,
    ...figures.map((column, place) => (place === 0 ? column : { ...column, dispensable: place })),
    ...outcomes(rows),
  ];
  const ids = new Set(rows.map((row) => row.case.id));
  const { attempts, last } = takenSamples(run);
  const isOwn = ({ of }: TakenSample): boolean => ids.has(of.case);
  return {
    scenario,
    level,
    description: scenario.levels[level] ?? 'a level that the scenario no longer has',
    constants: [...identity.constants, ...counts.constants],
    cases: rows.map((row) => row.case),
    ...tableOfColumns(columns),
    reservations: notComparable(
      rows.map((row) => ({
        case: row.case,
        probes: probesOf(row, metrics),
        flag: incomparable.get(row.case.id) ?? null,
      })),
      // Each has a column, and the rows are in their order.
      ['regime', ...Object.keys(scenario.parameters)],
    ),
    warnings: [
      ...intervalWarning(rows, metrics),
      ...missingWarning(run, ids),
      ...warningsOf(attempts.filter(isOwn), last.filter(isOwn)),
    ],
    notes: caveatsOf(scenario, columns),
    headline: headlineOf(rows, figures[0]?.title),
  };
}

/** None when no row has a value. */
function figureColumn(rows: readonly Row[], name: string): FilledColumn[] {
  const found = rows.map((row) => metricOf(row, name));
  const present = found.filter((summary) => summary !== null);
  if (present[0] === undefined) return [];
  const scale = scaleFor(
    present[0].metric.unit,
    present.map(({ summary }) => summary.median),
  );
  const cells = found.map((own) => (own === null ? nothing : formatSummary(own.summary, scale)));
  return [{ title: name, unit: scale.label, align: 'right', cells }];
}

function headlineOf(rows: readonly Row[], name: string | undefined): Headline | null {
  if (name === undefined) return null;
  const found = rows.map((row) => ({ case: row.case, figure: metricOf(row, name) }));
  const present = found.flatMap(({ figure }) => figure ?? []);
  const [first] = present;
  if (first === undefined) return null;
  const scale = scaleFor(
    first.metric.unit,
    present.map(({ summary }) => summary.median),
  );
  return { metric: first.metric, scale, rows: found };
}

/** Memory and latency are separate samples, so their n may differ: `5–6`. */
function sampleCounts(rows: readonly Row[], metrics: readonly string[]) {
  const cells = rows.map((row) => {
    const counts = metrics.map((name) => metricOf(row, name)?.summary.n).filter((n) => n !== undefined);
    if (counts.length === 0) return '0';
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? String(least) : `${least}–${most}`;
  });
  return constantOrColumn('n', cells);
}

/** How the samples ended that are not ok; no column when all are. */
function outcomes(rows: readonly Row[]): FilledColumn[] {
  const cells = rows.map((row) =>
    statuses
      .filter((status) => status !== 'ok')
      .map((status) => ({
        status,
        count: row.summaries.reduce((sum, { counts }) => sum + counts[status], 0),
      }))
      .filter(({ count }) => count > 0)
      .map(({ status, count }) => `${count} ${status}`)
      .join(', '),
  );
  return cells.every((cell) => cell === '') ? [] : [textColumn('not ok', cells)];
}

function caveatsOf({ caveats = {} }: Scenario, columns: readonly FilledColumn[]): string[] {
  return columns.flatMap(({ title }) => {
    const caveat = caveats[title];
    return caveat === undefined ? [] : [`${title}: ${caveat}`];
  });
}

function intervalWarning(rows: readonly Row[], metrics: readonly string[]): string[] {
  const shown = rows.flatMap((row) => metrics.flatMap((name) => metricOf(row, name) ?? []));
  const without = shown.filter(({ summary }) => summary.interval === null);
  if (without.length === 0) return [];
  const which = without.length === shown.length ? 'all figures' : 'figures without ±';
  return [
    `no interval: n < 6 (${which}); they say nothing about how far they would repeat; take six rounds (--runs 6)`,
  ];
}

function missingWarning(run: Run, ids: ReadonlySet<string>): string[] {
  const taken = new Set(takenSamples(run).last.map(({ order }) => order));
  const missing = run.plan.entries.filter((entry) => ids.has(entry.case) && !taken.has(entry.order)).length;
  return missing === 0
    ? []
    : [
        `planned samples not taken yet: ${missing}; the run is not finished: interleave run --resume and its folder take them`,
      ];
}

/** A metric that both probes have is of the row's memory samples where it has some. */
function probesOf(row: Row, metrics: readonly string[]): ShownRow['probes'] {
  const known = metrics.flatMap((name): [string, Probe][] => {
    const found = metricOf(row, name);
    return found === null ? [] : [[name, found.metric.probe]];
  });
  return Object.fromEntries(known);
}

function metricOf(row: Row, name: string): MetricSummary | null {
  for (const { metrics } of row.summaries) {
    const found = metrics.find(({ metric }) => metric.name === name);
    if (found !== undefined) return found;
  }
  return null;
}
