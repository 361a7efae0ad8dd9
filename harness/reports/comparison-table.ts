import type { Scenario } from '../model.ts';
import { isControl } from './comparison-control.ts';
import { frontLines, type ComparisonReport } from './comparison-report.ts';
import { comparisonWords } from './comparison-words.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { harmlessLines } from './harmless-text.ts';
import { identityColumns, nothing, type Identity } from './identity-columns.ts';
import { doubt, prose } from './prose.ts';
import { formatCount, formatFigure, scaleFor } from './quantity.ts';
import { formatP, formatRatio, ratioStyle } from './ratio-text.ts';
import { plainTerminal, type Terminal } from './terminal.ts';
import { fittingTable, plainTable, tableOfColumns, type FilledColumn, type TextTable } from './text-table.ts';

/** One metric of one scenario: a row for each two cases, in the manner of benchstat. */
export interface ComparisonTable extends TextTable {
  readonly scenario: Scenario;
  readonly metric: Comparison['metric'];
  /** Of which its rows are made; its last row may be their mean. */
  readonly comparisons: readonly Comparison[];
  /** What tells each of them apart: `go/timer, tasks 1,000`; empty for the only one. */
  readonly names: readonly string[];
  /** What is the same in all rows, and hence no column. */
  readonly constants: readonly string[];
  /** Of the only row, or of those in which a difference is shown. */
  readonly sentences: readonly string[];
  /** Why the sides must not be held against each other; printed behind `not comparable: `. */
  readonly reservations: readonly string[];
  /** What must be known to read it. */
  readonly notes: readonly string[];
}

/** Of a table; the rows have them all. */
const mostSentences = 10;

export const legend: readonly string[] = [
  'Medians of base and head, and the ratio of head to base (Hodges and Lehmann) with its 95 % interval.',
  '~ nothing is shown: the interval holds 1, or there is none.',
  '? shown by this row alone: corrected for all rows (adjusted; Benjamini and Hochberg) its p is above 0.1.',
  'n: pairs, or samples of base + samples of head. MB = 10^6 bytes. Memory and latency come from separate processes.',
];

/** For a terminal. Ends in a newline. */
export function comparisonText(report: ComparisonReport, terminal: Terminal = plainTerminal): string {
  const { base, head, basis, warnings, leftOut } = report;
  const lines = [
    ...frontLines(report).map((text) => doubt('warning:', text, terminal)),
    ...[`base: ${base}`, `head: ${head}`, ...basis].map((text) => prose(text, terminal)),
    ...warnings.map((warning) => doubt('warning:', warning, terminal)),
    ...leftOut.map((text) => doubt('left out:', text, terminal)),
  ];
  const tables = comparisonTables(report).map((table) => tableText(table, terminal));
  return [...lines, '\n', ...tables, ...legend.map((line) => prose(line, terminal, { role: 'quiet' }))].join(
    '',
  );
}

function tableText(table: ComparisonTable, terminal: Terminal): string {
  const { width } = terminal;
  const fitting = fittingTable(table, width);
  return [
    prose(tableTitle(table), terminal, { role: 'heading' }),
    prose(table.constants.join(', '), terminal),
    `\n${harmlessLines(plainTable(fitting.table))}`,
    ...(fitting.leftOut.length === 0
      ? []
      : [
          prose(
            `left out, as a width of ${formatCount(width)} does not hold them: ${fitting.leftOut.join(', ')}; see --csv`,
            terminal,
            { role: 'quiet' },
          ),
        ]),
    ...table.reservations.map((reason) => doubt('not comparable:', reason, terminal)),
    ...table.notes.map((note) => prose(`note: ${note}`, terminal)),
    ...table.sentences.map((sentence) => prose(sentence, terminal)),
    '\n',
  ].join('');
}

/** `sleepers, peak (memory samples, lower is better)` */
export function tableTitle({ scenario, metric }: Pick<ComparisonTable, 'scenario' | 'metric'>): string {
  const better = isControl(scenario)
    ? ['the control: no verdict']
    : metric.direction === 'none'
      ? []
      : [metric.direction.replaceAll('-', ' ')];
  return `${scenario.name}, ${metric.name} (${[`${metric.probe} samples`, ...better].join(', ')})`;
}

/** By scenario, the control last, and in it in the order of its report: the first case may lack what others have. */
export function comparisonTables({ comparisons }: Pick<ComparisonReport, 'comparisons'>): ComparisonTable[] {
  const scenarios = Map.groupBy(comparisons, ({ scenario }) => scenario);
  const ordered = [...scenarios].sort(([one], [other]) => Number(isControl(one)) - Number(isControl(other)));
  return ordered.flatMap(([{ shown }, own]) => {
    // What the report does not show comes last.
    const place = ({ metric }: ComparisonTable): number =>
      shown.report.includes(metric.name) ? shown.report.indexOf(metric.name) : shown.report.length;
    return [...Map.groupBy(own, ({ metric }) => `${metric.probe} ${metric.name}`).values()]
      .flatMap((rows) => (rows[0] === undefined ? [] : [tableOf(rows[0], rows)]))
      .sort((one, other) => place(one) - place(other));
  });
}

function tableOf({ scenario, metric }: Comparison, rows: readonly Comparison[]): ComparisonTable {
  const { columns: identity, constants } = identityOf(scenario, rows);
  const reservations = [...new Set(rows.flatMap((row) => row.reservations))];
  const { columns, rows: cells } = tableOfColumns([...identity, ...figureColumns(rows)]);
  const mean = reservations.length > 0 ? null : geometricMean(rows);
  const style = styleOf(rows);
  const names = namesOf(rows, identity);
  return {
    scenario,
    metric,
    comparisons: rows,
    names,
    constants,
    columns,
    rows:
      mean === null
        ? cells
        : [
            ...cells,
            columns.map(({ title }, index) =>
              title === ratioTitle ? formatRatio(mean, null, style) : index === 0 ? 'geomean' : '',
            ),
          ],
    sentences: sentencesOf(rows, names),
    reservations,
    notes: notesOf(scenario, rows),
  };
}

/** What tells rows apart. Two variants that are the same in all rows are base and head themselves, and no column. */
function identityOf(scenario: Scenario, rows: readonly Comparison[]) {
  const { columns, constants } = identityColumns(scenario, rows.map(identity));
  return {
    columns: columns.filter(({ title, cells }) => title !== 'variant' || new Set(cells).size > 1),
    constants: [
      ...(new Set(columns[0]?.cells).size > 1 ? [] : (columns[0]?.cells.slice(0, 1) ?? [])),
      ...constants,
    ],
  };
}

function identity({ what: { base, head } }: Comparison): Identity {
  const [one, other] = [base.case, head.case];
  const version =
    one.runtime === other.runtime
      ? both(one.runtimeVersion, other.runtimeVersion)
      : `${one.runtimeVersion}, ${other.runtime} ${other.runtimeVersion}`;
  return {
    variant: both(one.variant, other.variant),
    runtime: one.runtime,
    runtimeVersion: version,
    regime: both(one.regime, other.regime),
    parameters: other.parameters,
  };
}

/** `all`, `1core → all` */
function both(base: string, head: string): string {
  return base === head ? base : `${base} → ${head}`;
}

const ratioTitle = 'head / base';

function figureColumns(rows: readonly Comparison[]): FilledColumn[] {
  const unit = rows[0]?.metric.unit ?? 'ratio';
  const scale = scaleFor(
    unit,
    rows.flatMap(({ base, head }) => [base, head]),
  );
  const style = styleOf(rows);
  const right = (title: string, cells: string[], label = ''): FilledColumn => ({
    title,
    unit: label,
    align: 'right',
    cells,
  });
  return [
    right(
      'base',
      rows.map(({ base }) => formatFigure(base / scale.factor)),
      scale.label,
    ),
    right(
      'head',
      rows.map(({ head }) => formatFigure(head / scale.factor)),
      scale.label,
    ),
    { title: '', unit: '', align: 'left', cells: rows.map(markOf) },
    {
      title: ratioTitle,
      unit: '',
      align: 'left',
      cells: rows.map(({ ratio, interval }) =>
        ratio === null ? nothing : formatRatio(ratio, interval, style),
      ),
    },
    // The mark and the interval say most of what the two do.
    {
      ...right(
        'p',
        rows.map(({ p }) => formatP(p)),
      ),
      dispensable: 1,
    },
    {
      ...right(
        'adjusted',
        rows.map(({ adjusted }) => formatP(adjusted)),
      ),
      dispensable: 2,
    },
    right(
      'n',
      rows.map(({ pairing, n }) => (pairing === 'paired' ? String(n.base) : `${n.base}+${n.head}`)),
    ),
  ];
}

/** Figures under each other are there to be compared: all as factors or all as percentages. */
function styleOf(rows: readonly Comparison[]) {
  return ratioStyle(rows.flatMap(({ ratio }) => ratio ?? []));
}

/**
 * Of the ratios of several rows, as benchstat has it. There is none where it would say something else than the rows: where one
 * shows more and another one less; where a row has no ratio; of metrics of which neither way is better, and where the machine
 * moved and not the programs; and (the caller's part) where the sides are not comparable.
 */
function geometricMean(rows: readonly Comparison[]): number | null {
  const ratios = rows.flatMap(({ ratio }) => ratio ?? []);
  const ways = new Set(rows.filter(({ shown }) => shown).map(({ ratio }) => ratio !== null && ratio > 1));
  if (rows.length < 2 || ratios.length < rows.length || ways.size > 1) return null;
  if (rows[0]?.metric.direction === 'none' || rows.some(({ noVerdict }) => noVerdict !== null)) return null;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function namesOf(rows: readonly Comparison[], columns: readonly FilledColumn[]): string[] {
  return rows.map((_, index) =>
    columns
      .map(({ title, cells }) => (title === 'variant' ? (cells[index] ?? '') : `${title} ${cells[index]}`))
      .join(', '),
  );
}

function sentencesOf(rows: readonly Comparison[], names: readonly string[]): string[] {
  const told = rows.flatMap((row, index) =>
    rows.length > 1 && !row.shown ? [] : [comparisonWords(row, names[index])],
  );
  if (told.length <= mostSentences) return told;
  return [...told.slice(0, mostSentences), `and ${told.length - mostSentences} more rows without ~`];
}

function notesOf({ caveats = {} }: Scenario, rows: readonly Comparison[]): string[] {
  const [first] = rows;
  const caveat = first === undefined ? undefined : caveats[first.metric.name];
  const isShort = rows.some(({ ratio, interval }) => ratio !== null && interval === null);
  return [
    ...(isShort
      ? [
          first?.pairing === 'paired'
            ? 'no interval: fewer than 6 pairs, which cannot show a difference however large'
            : 'no interval: so few samples cannot show a difference however large',
        ]
      : []),
    ...(rows.some(({ ratio }) => ratio === null) ? ['no ratio where a value is 0 or negative'] : []),
    // Of a control its title says so.
    ...new Set(
      rows.flatMap(({ scenario, noVerdict }) =>
        noVerdict === null || isControl(scenario) ? [] : [`no verdict: ${noVerdict}`],
      ),
    ),
    ...(caveat === undefined ? [] : [caveat]),
  ];
}
