import stringWidth from 'string-width';
import { oneLine } from './harmless-text.ts';
import { wrapped } from './wrapped-text.ts';

/** A table for people; cells are finished text. */
export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
}

export interface TextColumn {
  readonly title: string;
  /** Shown under or beside the title; empty for none. */
  readonly unit: string;
  readonly align: 'left' | 'right';
  /** Where the width does not hold all columns, the one with the greatest goes first; without it a column stays. */
  readonly dispensable?: number;
}

/** A column with its cells, one for each row. */
export interface FilledColumn extends TextColumn {
  readonly cells: readonly string[];
}

export function textColumn(title: string, cells: readonly string[]): FilledColumn {
  return { title, unit: '', align: 'left', cells };
}

export function tableOfColumns(columns: readonly FilledColumn[]): TextTable {
  const rows = columns[0]?.cells.map((_, index) => columns.map(({ cells }) => cells[index] ?? '')) ?? [];
  return { columns: columns.map(({ cells: _, ...column }) => column), rows };
}

/**
 * The table as far as the width holds it: without its least important columns, unless they are narrow enough for what room is
 * left over, and with long texts of the last column on several lines. What must stay may still be wider.
 *
 * @returns `leftOut`: the titles of the columns that went, in their order
 */
export function fittingTable(table: TextTable, width: number): { table: TextTable; leftOut: string[] } {
  const widths = columnWidths(table.columns, shownLines(table));
  const isKept = table.columns.map(() => true);
  const kept = (): number[] => widths.filter((_, place) => isKept[place]);
  const order = table.columns
    .flatMap(({ dispensable }, index) => (dispensable === undefined ? [] : [{ dispensable, index }]))
    .sort((one, other) => other.dispensable - one.dispensable);
  for (const { index } of order) {
    if (together(kept()) <= width) break;
    isKept[index] = false;
  }
  for (const { index } of order.toReversed()) {
    if (!isKept[index] && together(kept()) + gap.length + (widths[index] ?? 0) <= width) isKept[index] = true;
  }
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, index) => isKept[index]);
  const room = width - together(kept().slice(0, -1)) - gap.length;
  const fitting = { columns: keep(table.columns), rows: table.rows.map(keep) };
  return {
    table: together(kept()) <= width ? fitting : withWrappedTexts(fitting, room),
    leftOut: table.columns.filter((_, index) => !isKept[index]).map(({ title }) => title),
  };
}

/** Of columns that stand beside each other. */
function together(widths: readonly number[]): number {
  return widths.reduce((sum, own) => sum + own + gap.length, -gap.length);
}

/** A narrower text is a column of single words, worse to read than a line that the terminal breaks. */
const leastText = 16;

function withWrappedTexts({ columns, rows }: TextTable, room: number): TextTable {
  const last = columns.length - 1;
  if (columns[last]?.align !== 'left' || last === 0 || room < leastText) return { columns, rows };
  return {
    columns,
    rows: rows.flatMap((row) =>
      wrapped(oneLine(row[last] ?? ''), room).map((line, index) => [
        ...row.slice(0, last).map((cell) => (index === 0 ? cell : '')),
        line,
      ]),
    ),
  };
}

const gap = '  ';

/** Aligned with spaces, for a terminal: a line of titles, one of units where there are any, then the rows, each on one line. */
export function plainTable(table: TextTable): string {
  const lines = shownLines(table);
  const widths = columnWidths(table.columns, lines);
  return lines.map((line) => `${padded(line, table.columns, widths).join(gap).trimEnd()}\n`).join('');
}

function shownLines({ columns, rows }: TextTable): string[][] {
  const units = columns.map(({ unit }) => unit);
  return [
    columns.map(({ title }) => title),
    ...(units.some((unit) => unit !== '') ? [units] : []),
    ...rows.map((row) => row.map(oneLine)),
  ];
}

/** The widest cell of each column, in columns of a terminal: of some scripts a character takes two, and a combining one none. */
export function columnWidths(
  columns: readonly TextColumn[],
  lines: readonly (readonly string[])[],
): number[] {
  // Not spread into Math.max: a table may have more rows than a call has arguments.
  return columns.map((_, index) =>
    lines.reduce((most, line) => Math.max(most, stringWidth(line[index] ?? '')), 0),
  );
}

export function padded(
  line: readonly string[],
  columns: readonly TextColumn[],
  widths: readonly number[],
): string[] {
  return columns.map(({ align }, index) => {
    const cell = line[index] ?? '';
    const filling = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(cell)));
    return align === 'right' ? filling + cell : cell + filling;
  });
}
