import { oneLine } from './harmless-text.ts';

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
  return { columns: columns.map(({ title, unit, align }) => ({ title, unit, align })), rows };
}

/** Aligned with spaces, for a terminal: a line of titles, one of units where there are any, then the rows, each on one line. */
export function plainTable({ columns, rows }: TextTable): string {
  const units = columns.map(({ unit }) => unit);
  const lines = [
    columns.map(({ title }) => title),
    ...(units.some((unit) => unit !== '') ? [units] : []),
    ...rows.map((row) => row.map(oneLine)),
  ];
  const widths = columnWidths(columns, lines);
  return lines.map((line) => `${padded(line, columns, widths).join('  ').trimEnd()}\n`).join('');
}

/** The widest cell of each column, in code points. */
export function columnWidths(
  columns: readonly TextColumn[],
  lines: readonly (readonly string[])[],
): number[] {
  return columns.map((_, index) => Math.max(...lines.map((line) => [...(line[index] ?? '')].length)));
}

export function padded(
  line: readonly string[],
  columns: readonly TextColumn[],
  widths: readonly number[],
): string[] {
  return columns.map(({ align }, index) => {
    const cell = line[index] ?? '';
    const filling = ' '.repeat((widths[index] ?? 0) - [...cell].length);
    return align === 'right' ? filling + cell : cell + filling;
  });
}
