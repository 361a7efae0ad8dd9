import type { PlannedCase } from '../../store/plan.ts';
import type { TextTable } from '../text-table.ts';
import { htmlText } from './html-text.ts';

/** What stands behind a row, beside its cells. */
export interface RowOrigin {
  readonly case: PlannedCase;
  /** The place of its proof; null for a row that stands for several cases. */
  readonly proof: number | null;
  /** Why it must not be compared with others; null: nothing speaks against it. */
  readonly flag: string | null;
}

export interface FiguresTable extends TextTable {
  /** What is in it, for those who do not see where it stands. */
  readonly label: string;
  /** What a filter finds all rows by; a version of a runtime is no such word, since each row has its own. */
  readonly words: readonly string[];
  /** One for each row. */
  readonly origins: readonly RowOrigin[];
}

/** A table in a box of its own, which scrolls where the page is too narrow. */
export function* figuresTable({ label, words, columns, rows, origins }: FiguresTable): Iterable<string> {
  const titles = columns.map(({ title, unit, align }) => {
    const shownUnit = unit === '' ? '' : ` <span class="unit">${htmlText(unit)}</span>`;
    return `<th scope="col"${align === 'right' ? ' class="r"' : ''}>${columnName(title)}${shownUnit}</th>`;
  });
  const versions = new Set(origins.map(({ case: own }) => `${own.runtime} ${own.runtimeVersion}`));
  const shared = words.filter((word) => !versions.has(word)).join(' ');
  yield `<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(label)}">
<table class="figures" data-words="${htmlText(shared)}">
<thead><tr>${titles.join('')}</tr></thead>
<tbody>
`;
  for (const [index, row] of rows.entries()) {
    const origin = origins[index];
    const cells = row.map((cell, place) =>
      place === 0
        ? `<th scope="row">${htmlText(cell)}${flagMark(origin)}</th>`
        : `<td${columns[place]?.align === 'right' ? ' class="r"' : ''}>${htmlText(cell)}</td>`,
    );
    yield `<tr${originAttributes(origin)}>${cells.join('')}</tr>\n`;
  }
  yield '</tbody></table></div>\n';
}

/** Names of columns, metrics and parameters are code; words are not. */
function columnName(title: string): string {
  const isWord = ['n', 'rounds', 'shown', 'not ok'].includes(title);
  return isWord ? htmlText(title) : `<code>${htmlText(title)}</code>`;
}

function originAttributes(origin: RowOrigin | undefined): string {
  if (origin === undefined) return '';
  const { case: own, proof } = origin;
  const place = proof === null ? '' : ` data-proof="${proof}"`;
  return `${place} data-regime="${htmlText(own.regime)}" data-runtime="${htmlText(own.runtime)}"`;
}

function flagMark(origin: RowOrigin | undefined): string {
  const flag = origin?.flag ?? null;
  return flag === null ? '' : ` <span class="flag" title="${htmlText(flag)}">not comparable</span>`;
}
