import { stringify } from 'csv-stringify/sync';
import { harmlessText } from './harmless-text.ts';
import { plainDecimal } from './plain-decimal.ts';

export type Cell = string | number | null;

const rowsPerPiece = 512;

/**
 * RFC 4180: comma, CRLF, doubled quotes, a header line. UTF-8 without a byte order mark, which pandas, R and DuckDB would take
 * for a part of the first column's name.
 */
export function* csvPieces(header: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<string> {
  let pending: (readonly Cell[])[] = [header];
  for (const row of rows) {
    pending.push(row);
    if (pending.length > rowsPerPiece) {
      yield csvLines(pending);
      pending = [];
    }
  }
  if (pending.length > 0) yield csvLines(pending);
}

function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(cellText)),
    // A lone CR or LF is no record delimiter of ours, but most readers take it for one unless it is quoted.
    { record_delimiter: 'windows', quote_record_delimiter: true },
  );
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? plainDecimal(cell) : harmlessText(cell);
}
