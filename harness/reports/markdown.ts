import { columnWidths, padded, type TextTable } from './text-table.ts';

/** Text from outside (reasons, host names) as it reads, on one line: no markup, no HTML, no cell or row of a table ends in it. */
export function markdownText(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // An underscore within a word (max_map_count) is no markup.
      .replace(/[\\`*[\]|~#]|(?<!\w)_|_(?!\w)/g, '\\$&')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
  );
}

/** A name as code; names of ours hold no backticks, those of users' scenarios might. */
export function markdownCode(name: string): string {
  return `\`${name.replace(/[`|\s]+/g, ' ')}\``;
}

/** Cells are Markdown already. Aligned in the source too, since a report is read there as often. */
export function markdownTable({ columns, rows }: TextTable): string {
  const titles = columns.map(({ title, unit }) => (unit === '' ? title : `${title} (${unit})`));
  const widths = columnWidths(columns, [titles, ...rows]).map((width) => Math.max(3, width));
  const rule = columns.map(({ align }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 3) - 1);
    return align === 'right' ? `${dashes}:` : `${dashes}-`;
  });
  return [titles, rule, ...rows].map((line) => `| ${padded(line, columns, widths).join(' | ')} |\n`).join('');
}
