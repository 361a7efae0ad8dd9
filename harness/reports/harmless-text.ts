/**
 * Where a spreadsheet may find a formula in a text (OWASP, CSV injection; the full-width signs are formulas in East Asian
 * versions): at its beginning, and behind whatever some reader takes for the end of a cell. Where a comma is the decimal sign,
 * spreadsheets split at semicolons and know no quotes that begin within a cell; others split at tabs, or at each line's end.
 * `html/page/downloads.js` repeats it.
 */
export const formulaStart = /(?<=^ *|[,;\t\r\n"])(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])/g;

/**
 * Text that no reader takes for anything else: what a spreadsheet would run as a formula gets an apostrophe before it, a line
 * ends in LF, and other control characters, on which R and some databases stop, become U+FFFD.
 */
export function harmlessText(text: string): string {
  return plainText.test(text) ? text : madeHarmless(text);
}

/** Most cells: a large run has tens of millions of them. */
const plainText = /^[A-Za-z0-9][\w ./:-]*$/;

function madeHarmless(text: string): string {
  return text
    .replace(formulaStart, "'")
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '\ufffd');
}

/**
 * Text from outside on one line of a terminal or a log: a line's end becomes a space, and what moves a cursor or turns the
 * reading direction U+FFFD. So does not stay whole what GitHub takes for a command anywhere in a line (`##[`; its other mark,
 * `::`, counts at a line's beginning alone). Spaces stay: lines of ours are indented and aligned with them.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replaceAll('##[', '## [');
}

/** The same of several lines, none of which begins as a command of GitHub's does. */
export function harmlessLines(text: string): string {
  return text
    .split('\n')
    .map((line) => oneLine(line).replace(/^(\s*):(?=:)/, '$1: '))
    .join('\n');
}
