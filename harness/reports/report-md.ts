import type { Scenario } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { crossoverBasis, crossoverTables, type CrossoverTable } from './crossover-tables.ts';
import { summariseCrossovers } from './crossovers.ts';
import { environmentRows } from './environment-table.ts';
import { fittingParts, pastedLength, type TextPart } from './fitting-parts.ts';
import {
  againstFirst,
  compareHeadlines,
  headlineGroups,
  type ComparedGroup,
} from './headline-comparisons.ts';
import { identityColumns, nothing } from './identity-columns.ts';
import { levelTables, reportMetrics, type LevelTable } from './level-tables.ts';
import { markdownCode, markdownFold, markdownPicture, markdownTable, markdownText } from './markdown.ts';
import { counted, formatCount, formatSummary } from './quantity.ts';
import { formatRatio, ratioStyle, type RatioStyle } from './ratio-text.ts';
import { readingNotes } from './reading-notes.ts';
import type { Picture, ReportFormat, Run } from './report.ts';
import { takenSamples, type TakenSample } from './run-view.ts';
import { slopeReservations, slopeTable, slopeWarnings } from './slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from './summaries.ts';
import { tableOfColumns, type FilledColumn, type TextColumn, type TextTable } from './text-table.ts';
import { unusableSamples } from './unusable-samples.ts';

export const reportMd: ReportFormat = { file: 'report.md', write };

/** Beside the report, as `commands/draw-charts.ts` writes them. */
const chartsFolder = 'charts';

/** What GitHub takes as the text of a comment, an issue or a pull request. */
export const mostCharacters = 65_536;

/**
 * It always can be pasted into a comment: all of it, aligned to be read as it is; where that is too long, with tables that are
 * packed; where that is too long as well, without the tables that have no room.
 */
function* write(run: Run, pictures: readonly Picture[] = []): Iterable<string> {
  const content = contentOf(run, pictures);
  for (const isLong of [false, true]) {
    const parts = partsOf(content, isLong);
    if (parts.reduce((sum, { text }) => sum + pastedLength(text), 0) <= mostCharacters) {
      yield* parts.map(({ text }) => text ?? '');
      return;
    }
  }
  const [title, ...others] = partsOf(content, true);
  yield* fittingParts(
    [...(title === undefined ? [] : [title]), always(shortened), ...others],
    mostCharacters,
  );
}

const shortened =
  `> **Shortened** to what a GitHub comment holds, ${formatCount(mostCharacters)} characters: a line stands for each table that is left out. All rows are in ` +
  '`report.html`, to be sorted and filtered, and in `summary.csv`.\n\n';

/** What goes last stands first. */
const places = ['comparison', 'crossover', 'slope', 'picture', 'unusable', 'rows'] as const;

function always(text: string): TextPart {
  return { text, instead: null, dispensable: -1 };
}

function optional(place: (typeof places)[number], text: string | null, instead: string): TextPart {
  return { text, instead, dispensable: places.indexOf(place) };
}

interface Content {
  readonly run: Run;
  readonly pictures: readonly Picture[];
  readonly tables: readonly LevelTable[];
  readonly slopes: readonly SlopeSummary[];
  readonly crossovers: readonly CrossoverTable[];
  readonly compared: readonly ComparedGroup[];
}

function contentOf(run: Run, pictures: readonly Picture[]): Content {
  const tables = levelTables(run, summariseCases(run), reportMetrics);
  return {
    run,
    pictures,
    tables,
    slopes: summariseSlopes(run),
    crossovers: crossoverTables(summariseCrossovers(run)),
    compared: compareHeadlines(run, headlineGroups(tables), againstFirst),
  };
}

/** @param isLong tables are packed, and rows that are compared already are folded */
function partsOf(content: Content, isLong: boolean): TextPart[] {
  const { run, pictures } = content;
  const notes = [...readingNotes, ...comparedNotes, ...(pictures.length === 0 ? [] : [pictureNote])];
  return [
    always(`# Interleave run ${markdownText(run.plan.runId)}\n\n`),
    always(environmentSection(run)),
    ...run.scenarios.flatMap((scenario) => scenarioParts(scenario, content, isLong)),
    ...unusableParts(takenSamples(run).attempts),
    always(`## How to read this\n\n${notes.map((note) => `- ${note.replaceAll('\n', '\n  ')}\n`).join('')}`),
  ];
}

function scenarioParts(scenario: Scenario, content: Content, isLong: boolean): TextPart[] {
  const pictures = content.pictures.filter(({ chart }) => chart.scenario === scenario.name);
  const tables = content.tables.filter((table) => table.scenario === scenario);
  const crossovers = content.crossovers.filter((table) => table.scenario === scenario);
  return [
    always(`## ${markdownText(scenario.name)}\n\n${markdownText(scenario.question)}\n\n`),
    ...pictures.map((picture) => optional('picture', pictureText(picture), '')),
    ...tables.flatMap((table) => {
      const compared = content.compared.filter((group) => group.table === table);
      const slopes = content.slopes.filter(
        (slope) => slope.case.scenario === scenario.name && slope.case.level === table.level,
      );
      return [...levelParts(table, compared, isLong), ...slopeParts(table, slopes, isLong)];
    }),
    ...crossovers.flatMap((table) => crossoverParts(table, isLong)),
  ];
}

const comparedNotes: readonly string[] = [
  'A ratio is of a row to the first of its table (Hodges and Lehmann), with its 95 % interval, round by round: n counts rounds. `~`: no difference\n' +
    'is shown, since the interval holds 1 or there is none. `?`: shown by this row alone; corrected for all such rows of the scenario its p is above 0.1.',
];

const pictureNote =
  'Pictures are the files of `charts/`, which a comment does not have beside it: there only their words show. Drag the files into it.';

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

function levelParts(table: LevelTable, compared: readonly ComparedGroup[], isLong: boolean): TextPart[] {
  const { level, description, constants, reservations, warnings, notes, rows } = table;
  const which = `All ${formatCount(rows.length)} rows`;
  return [
    always(
      [
        `### ${markdownText(level)}: ${markdownText(description)}\n\n`,
        constants.length === 0 ? '' : `In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
        doubtLines(reservations, warnings),
      ].join(''),
    ),
    ...compared.flatMap((group) => comparedParts(group, isLong)),
    optional(
      'rows',
      rowsText(table, which, isLong ? compared.length === 0 : true, !isLong),
      `${which} are in \`report.html\` and \`summary.csv\`.\n\n`,
    ),
    always(notes.map((note) => `Note: ${markdownText(note)}.\n\n`).join('')),
  ];
}

function rowsText(
  { columns, rows }: LevelTable,
  which: string,
  mayBeOpen: boolean,
  isAligned: boolean,
): string | null {
  // Of so many not even empty cells fit: a run of a million rows needs no text of them that is thrown away.
  if (rows.length * columns.length * '| '.length > mostCharacters) return null;
  const titled = columns.map((column) => ({ ...column, title: markdownCode(column.title) }));
  const escaped = rows.map((row) => row.map(markdownText));
  const isOpen = mayBeOpen && rows.length <= mostOpenRows;
  const text = `${markdownTable({ columns: titled, rows: escaped }, isAligned && isOpen)}\n`;
  return isOpen ? text : markdownFold(which, text);
}

/** The rows of one setting in their first figure, each against the first of them, in the manner of benchstat. */
function comparedParts(
  { table: { cases, scenario }, headline, comparisons }: ComparedGroup,
  isLong: boolean,
): TextPart[] {
  const [first] = comparisons;
  if (first === undefined) return [];
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
  const table = markdownTable(
    { columns: titles.map(withCode), rows: cells.map((row) => row.map(cellText)) },
    !isLong,
  );
  const title = `Against ${markdownCode(base.variant)}${at}:`;
  return [
    optional(
      'comparison',
      `${title}\n\n${table}\n`,
      `${title} left out; \`interleave compare --run\` and the run's folder show it.\n\n`,
    ),
  ];
}

/** A `~` that stands alone strikes nothing through, and is read in the source too. */
function cellText(cell: string): string {
  return cell === '~' ? cell : markdownText(cell);
}

function ratioCell({ ratio, interval, reservations }: Comparison, style: RatioStyle): string {
  if (reservations.length > 0) return 'not comparable';
  return ratio === null ? nothing : formatRatio(ratio, interval, style);
}

function slopeParts({ scenario }: LevelTable, slopes: readonly SlopeSummary[], isLong: boolean): TextPart[] {
  if (slopes.length === 0) return [];
  const { columns, rows, constants } = slopeTable(scenario, slopes);
  const size = markdownCode(scenario.sizeParameter);
  const title = `Memory as a slope over ${size}, one slope a round: what one more task costs, without what the runtime costs anyway.`;
  const text = [
    `${title}\n\n`,
    constants.length === 0 ? '' : `In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(slopeReservations(scenario.sizeParameter, slopes), slopeWarnings(slopes)),
    `${codedTable({ columns, rows }, isLong)}\n`,
  ].join('');
  return [optional('slope', text, `Memory as a slope over ${size}: \`summary.csv\`.\n\n`)];
}

function crossoverParts(table: CrossoverTable, isLong: boolean): TextPart[] {
  const { definition, constants, reservations } = table;
  const text = [
    `By ${markdownText(crossoverBasis(table))}. In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(reservations, []),
    `${codedTable(table, isLong)}\n`,
  ].join('');
  return [
    always(`### ${markdownText(definition.name)}: ${markdownText(definition.question)}\n\n`),
    optional('crossover', text, '`crossovers.csv` has them.\n\n'),
  ];
}

function codedTable({ columns, rows }: TextTable, isLong: boolean): string {
  return markdownTable(
    { columns: columns.map(withCode), rows: rows.map((row) => row.map(markdownText)) },
    !isLong,
  );
}

function unusableParts(samples: readonly TakenSample[]): TextPart[] {
  const unusable = unusableSamples(samples);
  if (unusable.length === 0) return [];
  const rows = unusable.map(({ case: id, probe, status, reason, orders }) => [
    ...[id, probe, status, reason].map(markdownText),
    orders,
  ]);
  const columns = [left('case'), left('probe'), left('status'), left('reason'), left('order')];
  return [
    always('## Samples without figures\n\n'),
    optional(
      'unusable',
      `${markdownTable({ columns, rows })}\n`,
      `A table of ${counted(rows.length, 'row')} is left out: \`samples.csv\` has each of them with its reason.\n\n`,
    ),
  ];
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
