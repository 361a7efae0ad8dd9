/** @import { Cell } from './data.js' */

import { element } from './elements.js';

/**
 * RFC 4180, as the run's other CSV files: what a spreadsheet would run as a formula gets a leading apostrophe.
 * @param {string[]} columns
 * @param {Record<string, Cell>[]} rows
 */
export function csvText(columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/** @param {Cell} cell */
export function csvCell(cell) {
  if (cell === null) return '';
  if (typeof cell === 'number')
    return cell.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 });
  // As `formulaStart` in harmless-text.ts: wherever some spreadsheet sees a cell begin.
  const defused = cell.replace(/(?<=^ *|[,;\t\r\n"])(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])/g, "'");
  const harmless = defused.replace(/\r\n?/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '\ufffd');
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * @param {string} file
 * @param {string} text
 */
export function download(file, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = element('a', { href: address, download: file });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
