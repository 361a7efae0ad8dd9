import { oneLine } from './harmless-text.ts';
import { columnWidths, padded, type TextTable } from './text-table.ts';

/**
 * Text from outside (reasons, host names) as it reads, on one line: no markup, no HTML, no cell or row of a table ends in it.
 * Only what GitHub would take for an address (`node@26.10.0`) and make a link of stands as code: no escape keeps it from that.
 */
export function markdownText(text: string): string {
  const [first = '', ...others] = oneLine(text.replace(/[\p{Cc}\s]+/gu, ' ')).split(address);
  // Every second piece is what the pattern caught.
  const pieces = others.map((piece, index) => (index % 2 === 0 ? markdownCode(piece) : escaped(piece)));
  return (
    [escaped(first), ...pieces]
      .join('')
      .trim()
      // What begins a list.
      .replace(/^(\d*)([-+.)])(?=\s|$)/, '$1\\$2')
  );
}

const address = /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // An underscore within a word (max_map_count) is no markup. What stands between two dollar signs GitHub reads as mathematics.
      .replace(/[\\`*[\]|~#$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
  );
}

/** A name as code; names of ours hold no backticks, those of users' scenarios might. */
export function markdownCode(name: string): string {
  return `\`${oneLine(name).replace(/[`|\s]+/g, ' ')}\``;
}

/** Below a summary that opens it. The empty line lets GitHub read what follows as Markdown; the summary itself is HTML. */
export function markdownFold(summary: string, content: string): string {
  return `<details>\n<summary>${htmlText(summary)}</summary>\n\n${content}</details>\n\n`;
}

/** As much as somebody listens to who cannot see a picture; its figures stand in tables too. */
const longestAlternative = 500;

/**
 * A picture in both themes; GitHub shows the one that its reader has chosen, other readers the light one.
 * @param description what it shows, its marks parted by `; `: of a long one the first, and how many there are more
 */
export function markdownPicture(light: string, dark: string, description: string): string {
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: dark)" srcset="${htmlText(dark)}">`,
    `  <img alt="${htmlText(shortened(description))}" src="${htmlText(light)}">`,
    '</picture>',
    '',
  ].join('\n');
}

function shortened(description: string): string {
  if (description.length <= longestAlternative) return description;
  const marks = description.split('; ');
  let length = 0;
  const fitting = marks.findIndex((mark) => (length += mark.length + 2) > longestAlternative);
  // The first says what it is of, however long it is.
  const shown = Math.max(1, fitting);
  return `${marks.slice(0, shown).join('; ')}${shown < marks.length ? `; and ${marks.length - shown} more` : ''}`;
}

/** On one line: an empty one would end the HTML and let the rest be read as Markdown. */
function htmlText(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * Cells are Markdown already. Aligned in the source too, since a report is read there as often.
 *
 * @param isAligned false for a table that is too long for that: the spaces are a third of it
 */
export function markdownTable({ columns, rows }: TextTable, isAligned = true): string {
  const titles = columns.map(({ title, unit }) => (unit === '' ? title : `${title} (${unit})`));
  const widths = isAligned
    ? columnWidths(columns, [titles, ...rows]).map((width) => Math.max(3, width))
    : columns.map(() => 3);
  const rule = columns.map(({ align }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 3) - 1);
    return align === 'right' ? `${dashes}:` : `${dashes}-`;
  });
  const cellsOf = (line: readonly string[]): readonly string[] =>
    isAligned ? padded(line, columns, widths) : columns.map((_, index) => line[index] ?? '');
  return [titles, rule, ...rows].map((line) => `| ${cellsOf(line).join(' | ')} |\n`).join('');
}
