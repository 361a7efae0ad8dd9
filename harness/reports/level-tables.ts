/** What the report and the terminal both show: one table for each scenario and level. Levels never share a table. */
import { regimes, statuses, type Scenario } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { incomparableCases } from './comparability.ts';
import { formatCount, formatSummary, scaleFor } from './quantity.ts';
import type { Run } from './report.ts';
import { lastAttempts } from './run-view.ts';
import type { CaseSummary, MetricSummary } from './summaries.ts';
import type { TextColumn, TextTable } from './text-table.ts';
import { warningsOf } from './warnings.ts';

export interface LevelTable extends TextTable {
  readonly scenario: Scenario;
  readonly level: string;
  /** What is the same in all rows, and hence no column: `regime all`, `tasks 1,000`. */
  readonly constants: readonly string[];
  readonly warnings: readonly string[];
  /** What must be known to read a column. */
  readonly notes: readonly string[];
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
    Object.keys(scenario.levels).flatMap((level) => {
      const own = rows
        .filter((row) => row.case.scenario === scenario.name && row.case.level === level)
        .sort((one, other) => compareCases(scenario, one.case, other.case));
      return own.length === 0
        ? []
        : [levelTable(run, scenario, level, own, metricsOf(scenario), incomparable)];
    }),
  );
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
  const identity = identityColumns(scenario, rows);
  const figures = metrics.flatMap((name) => figureColumn(rows, name));
  const columns = [...identity.columns, sampleCounts(rows, metrics), ...figures, ...outcomes(rows)];
  const ids = new Set(rows.map((row) => row.case.id));
  const isOwn = (sample: { readonly case: string }): boolean => ids.has(sample.case);
  return {
    scenario,
    level,
    constants: identity.constants,
    columns: columns.map(({ title, unit, align }) => ({ title, unit, align })),
    rows: rows.map((_, index) => columns.map(({ cells }) => cells[index] ?? '')),
    warnings: [
      ...incomparableWarnings(rows, incomparable),
      ...intervalWarning(rows, metrics),
      ...missingWarning(run, ids),
      ...warningsOf(run.samples.filter(isOwn), lastAttempts(run).filter(isOwn)),
    ],
    notes: caveatsOf(scenario, columns),
  };
}

interface FilledColumn extends TextColumn {
  readonly cells: readonly string[];
}

const nothing = '–';

function identityColumns(
  scenario: Scenario,
  rows: readonly Row[],
): { columns: FilledColumn[]; constants: string[] } {
  const columns: FilledColumn[] = [
    textColumn(
      'variant',
      rows.map((row) => row.case.variant),
    ),
  ];
  const constants: string[] = [];
  const versions = new Set(rows.map((row) => `${row.case.runtime} ${row.case.runtimeVersion}`));
  const runtimes = new Set(rows.map((row) => row.case.runtime));
  // As long as a runtime has one version, its name in the variant says which.
  if (versions.size === runtimes.size) constants.push(...versions);
  else
    columns.push(
      textColumn(
        'runtime_version',
        rows.map((row) => row.case.runtimeVersion),
      ),
    );
  place(
    textColumn(
      'regime',
      rows.map((row) => row.case.regime),
    ),
  );
  for (const [name, { kind }] of Object.entries(scenario.parameters)) {
    const cells = rows.map((row) => parameterText(row.case.parameters[name]));
    place({ ...textColumn(name, cells), align: kind === 'count' ? 'right' : 'left' });
  }
  return { columns, constants };

  function place(column: FilledColumn): void {
    if (new Set(column.cells).size === 1) constants.push(`${column.title} ${column.cells[0]}`);
    else columns.push(column);
  }
}

function parameterText(value: string | number | undefined): string {
  if (value === undefined) return nothing;
  return typeof value === 'number' ? formatCount(value) : value;
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

/** Memory and latency are separate samples, so their n may differ: `5–6`. */
function sampleCounts(rows: readonly Row[], metrics: readonly string[]): FilledColumn {
  const cells = rows.map((row) => {
    const counts = metrics.map((name) => metricOf(row, name)?.summary.n).filter((n) => n !== undefined);
    if (counts.length === 0) return '0';
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? String(least) : `${least}–${most}`;
  });
  return { title: 'n', unit: '', align: 'right', cells };
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

function incomparableWarnings(rows: readonly Row[], reasons: ReadonlyMap<string, string>): string[] {
  return rows.flatMap(({ case: { id, variant } }) => {
    const reason = reasons.get(id);
    return reason === undefined ? [] : [`not comparable: ${variant}, ${reason} (${id})`];
  });
}

function intervalWarning(rows: readonly Row[], metrics: readonly string[]): string[] {
  const shown = rows.flatMap((row) => metrics.flatMap((name) => metricOf(row, name) ?? []));
  const without = shown.filter(({ summary }) => summary.interval === null);
  if (without.length === 0) return [];
  const which = without.length === shown.length ? 'all figures' : 'figures without ±';
  return [`no interval: n < 6 (${which}); they say nothing about how far they would repeat`];
}

function missingWarning(run: Run, ids: ReadonlySet<string>): string[] {
  const taken = new Set(run.samples.map(({ order }) => order));
  const missing = run.plan.entries.filter((entry) => ids.has(entry.case) && !taken.has(entry.order)).length;
  return missing === 0 ? [] : [`planned samples not taken yet: ${missing}; the run is not finished`];
}

function metricOf(row: Row, name: string): MetricSummary | null {
  for (const { metrics } of row.summaries) {
    const found = metrics.find(({ metric }) => metric.name === name);
    if (found !== undefined) return found;
  }
  return null;
}

function textColumn(title: string, cells: readonly string[]): FilledColumn {
  return { title, unit: '', align: 'left', cells };
}
