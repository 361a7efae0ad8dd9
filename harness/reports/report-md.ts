import type { PlannedCase } from '../store/plan.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { crossoverBasis, crossoverTables, type CrossoverTable } from './crossover-tables.ts';
import { summariseCrossovers } from './crossovers.ts';
import { environmentRows } from './environment-table.ts';
import {
  againstFirst,
  compareHeadlines,
  headlineGroups,
  type ComparedGroup,
} from './headline-comparisons.ts';
import { identityColumns, nothing } from './identity-columns.ts';
import { levelTables, reportMetrics, type LevelTable } from './level-tables.ts';
import { markdownCode, markdownFold, markdownPicture, markdownTable, markdownText } from './markdown.ts';
import { formatCount, formatSummary } from './quantity.ts';
import { formatRatio, ratioStyle, type RatioStyle } from './ratio-text.ts';
import { readingNotes } from './reading-notes.ts';
import type { Picture, ReportFormat, Run } from './report.ts';
import { takenSamples, type TakenSample } from './run-view.ts';
import { slopeReservations, slopeTable, slopeWarnings } from './slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from './summaries.ts';
import { tableOfColumns, type FilledColumn, type TextColumn } from './text-table.ts';
import { unusableSamples } from './unusable-samples.ts';

export const reportMd: ReportFormat = { file: 'report.md', write };

/** Beside the report, as `commands/draw-charts.ts` writes them. */
const chartsFolder = 'charts';

function* write(run: Run, pictures: readonly Picture[] = []): Iterable<string> {
  yield `# Interleave run ${markdownText(run.plan.runId)}\n\n`;
  yield environmentSection(run);
  const tables = levelTables(run, summariseCases(run), reportMetrics);
  const slopes = summariseSlopes(run);
  const crossovers = crossoverTables(summariseCrossovers(run));
  const compared = compareHeadlines(run, headlineGroups(tables), againstFirst);
  for (const scenario of run.scenarios) {
    yield `## ${markdownText(scenario.name)}\n\n${markdownText(scenario.question)}\n\n`;
    yield* pictures.filter(({ chart }) => chart.scenario === scenario.name).map(pictureText);
    for (const table of tables.filter((candidate) => candidate.scenario === scenario)) {
      yield levelSection(
        table,
        compared.filter((group) => group.table === table),
      );
      yield slopeSection(
        table,
        slopes.filter((slope) => slope.case.scenario === scenario.name && slope.case.level === table.level),
      );
    }
    yield* crossovers.filter((table) => table.scenario === scenario).map(crossoverSection);
  }
  yield unusableSection(takenSamples(run).attempts);
  yield `## How to read this\n\n${[...readingNotes, ...comparedNotes].map((note) => `- ${note.replaceAll('\n', '\n  ')}\n`).join('')}`;
}

const comparedNotes: readonly string[] = [
  'A ratio is of a row to the first of its table (Hodges and Lehmann), with its 95 % interval, round by round: n counts rounds. `~`: no difference\n' +
    'is shown, since the interval holds 1 or there is none. `?`: shown by this row alone; corrected for all such rows of the scenario its p is above 0.1.',
];

function environmentSection({ plan, environment }: Run): string {
  const rows = environmentRows(plan, environment).map(([name, value]) => [
    markdownText(name),
    markdownText(value),
  ]);
  return `${doubtLines([], environment.warnings)}${markdownTable({ columns: [left('environment'), left('')], rows })}\n`;
}

function pictureText({ chart }: Picture): string {
  const { name, description } = chart;
  return `${markdownPicture(`${chartsFolder}/${name}.svg`, `${chartsFolder}/${name}-dark.svg`, description)}\n`;
}

/** More rows than these are folded: whoever scrolls wants the levels, whoever looks for a row opens it. */
const mostOpenRows = 24;

function levelSection(table: LevelTable, compared: readonly ComparedGroup[]): string {
  const { level, description, constants, reservations, warnings, notes, columns, rows } = table;
  const titled = columns.map((column) => ({ ...column, title: markdownCode(column.title) }));
  const escaped = rows.map((row) => row.map(markdownText));
  const isOpen = rows.length <= mostOpenRows;
  const text = `${markdownTable({ columns: titled, rows: escaped }, isOpen)}\n`;
  return [
    `### ${markdownText(level)}: ${markdownText(description)}\n\n`,
    constants.length === 0 ? '' : `In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(reservations, warnings),
    ...compared.map(comparedText),
    isOpen ? text : markdownFold(`All ${formatCount(rows.length)} rows`, text),
    ...notes.map((note) => `Note: ${markdownText(note)}.\n\n`),
  ].join('');
}

/** The rows of one setting in their first figure, each against the first of them, in the manner of benchstat. */
function comparedText({ table: { cases, scenario }, headline, comparisons }: ComparedGroup): string {
  const [first] = comparisons;
  if (first === undefined) return '';
  const { metric, scale, rows } = headline;
  const base = first.what.base.case;
  const figureOf = (own: PlannedCase): string => {
    const figure = rows.find((row) => row.case === own)?.figure ?? null;
    return figure === null ? nothing : formatSummary(figure.summary, scale);
  };
  const shown = [base, ...comparisons.map(({ what }) => what.head.case)];
  const identity = identityColumns(scenario, shown);
  const style = ratioStyle(comparisons.flatMap(({ ratio }) => ratio ?? []));
  const of = (text: (comparison: Comparison) => string, ofBase: string): string[] => [
    ofBase,
    ...comparisons.map((one) => text(one)),
  ];
  const columns: readonly FilledColumn[] = [
    ...identity.columns,
    { title: metric.name, unit: scale.label, align: 'right', cells: shown.map(figureOf) },
    {
      title: '',
      unit: '',
      align: 'left',
      cells: of((one) => (one.reservations.length > 0 ? '' : markOf(one)), ''),
    },
    { title: 'ratio', unit: '', align: 'left', cells: of((one) => ratioCell(one, style), 'base') },
    {
      title: 'n',
      unit: '',
      align: 'right',
      cells: of(({ n, pairing }) => (pairing === 'paired' ? String(n.base) : `${n.base}+${n.head}`), nothing),
    },
  ];
  const { columns: titles, rows: cells } = tableOfColumns(columns);
  const setting = identityColumns(scenario, cases).columns.map(({ title }) => title);
  const where = identity.constants.filter((constant) =>
    setting.some((title) => constant.startsWith(`${title} `)),
  );
  const at = where.length === 0 ? '' : ` at ${where.map(markdownText).join(', ')}`;
  return [
    `Against ${markdownCode(base.variant)}${at}:\n\n`,
    `${markdownTable({ columns: titles.map(withCode), rows: cells.map((row) => row.map(cellText)) })}\n`,
  ].join('');
}

/** A `~` that stands alone strikes nothing through, and is read in the source too. */
function cellText(cell: string): string {
  return cell === '~' ? cell : markdownText(cell);
}

function ratioCell({ ratio, interval, reservations }: Comparison, style: RatioStyle): string {
  if (reservations.length > 0) return 'not comparable';
  return ratio === null ? nothing : formatRatio(ratio, interval, style);
}

function slopeSection({ scenario }: LevelTable, slopes: readonly SlopeSummary[]): string {
  if (slopes.length === 0) return '';
  const { columns, rows, constants } = slopeTable(scenario, slopes);
  const titled = columns.map(withCode);
  const size = markdownCode(scenario.sizeParameter);
  return [
    `Memory as a slope over ${size}, one slope a round: what one more task costs, without what the runtime costs anyway.\n\n`,
    constants.length === 0 ? '' : `In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(slopeReservations(scenario.sizeParameter, slopes), slopeWarnings(slopes)),
    `${markdownTable({ columns: titled, rows: rows.map((row) => row.map(markdownText)) })}\n`,
  ].join('');
}

function crossoverSection(table: CrossoverTable): string {
  const { definition, constants, reservations, columns, rows } = table;
  return [
    `### ${markdownText(definition.name)}: ${markdownText(definition.question)}\n\n`,
    `By ${markdownText(crossoverBasis(table))}. In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(reservations, []),
    `${markdownTable({ columns: columns.map(withCode), rows: rows.map((row) => row.map(markdownText)) })}\n`,
  ].join('');
}

function unusableSection(samples: readonly TakenSample[]): string {
  const unusable = unusableSamples(samples);
  if (unusable.length === 0) return '';
  const rows = unusable.map(({ case: id, probe, status, reason, orders }) => [
    ...[id, probe, status, reason].map(markdownText),
    orders,
  ]);
  const columns = [left('case'), left('probe'), left('status'), left('reason'), left('order')];
  return `## Samples without figures\n\n${markdownTable({ columns, rows })}\n`;
}

/** What stands over a table: why not all of its rows must be compared, and what may be wrong with its figures. */
function doubtLines(reservations: readonly string[], warnings: readonly string[]): string {
  const lines = [
    ...reservations.map((reason) => `> **Not comparable:** ${markdownText(reason)}\n`),
    ...warnings.map((warning) => `> **Warning:** ${markdownText(warning)}\n`),
  ];
  return lines.length === 0 ? '' : `${lines.join('>\n')}\n`;
}

/** Names of columns, metrics and parameters are code; words are not. */
function withCode(column: TextColumn): TextColumn {
  return ['', 'rounds', 'shown', 'ratio', 'n'].includes(column.title)
    ? column
    : { ...column, title: markdownCode(column.title) };
}

function left(title: string): TextColumn {
  return { title, unit: '', align: 'left' };
}
