import { frontLines, type ComparisonReport } from './comparison-report.ts';
import { comparisonTables, legend, tableTitle } from './comparison-table.ts';
import { markdownTable, markdownText } from './markdown.ts';
import type { TextTable } from './text-table.ts';

/** The same as the terminal's text, as Markdown. */
export function comparisonMd(report: ComparisonReport): string {
  const { base, head, basis, warnings, leftOut } = report;
  const items = [
    ...basis,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...leftOut.map((text) => `left out: ${text}`),
  ];
  const sections = comparisonTables(report).map((table) => {
    const under = [
      ...table.sentences,
      ...table.reservations.map((reason) => `not comparable: ${reason}`),
      ...table.notes.map((note) => `note: ${note}`),
    ];
    return `## ${markdownText(tableTitle(table))}\n\n${markdownText(table.constants.join(', '))}\n\n${markdownTable(escaped(table))}\n${list(under)}`;
  });
  const front = frontLines(report).map((text) => `> ${markdownText(`warning: ${text}`)}\n\n`);
  return `# ${markdownText(head)} against ${markdownText(base)}\n\n${front.join('')}${list(items)}${sections.join('')}${markdownText(legend.join(' '))}\n`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `${items.map((item) => `- ${markdownText(item)}\n`).join('')}\n`;
}

function escaped({ columns, rows }: TextTable): TextTable {
  return {
    columns: columns.map(({ title, unit, align }) => ({ title: markdownText(title), unit, align })),
    rows: rows.map((row) => row.map(markdownText)),
  };
}
