import { button, element } from './elements.js';
import { proofRow } from './proofs.js';
import { byNumber, byText } from './sorting.js';
import { hasWords, isTicked } from './toolbar.js';

/** So many rows of a table are laid out, and as many more when its end comes near: what is sorted or typed shows at once. */
export const rowsAtOnce = 200;
/** How near, px. */
const nearEnd = 600;

let isPrinting = false;

/** @param {boolean} is */
export function setPrinting(is) {
  isPrinting = is;
}

/** A table of figures whose rows can be sorted, filtered and opened. */
export class FiguresTable {
  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.box = /** @type {HTMLElement} */ (table.parentElement);
    this.body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
    /** In the report's order. */
    this.rows = [...this.body.rows];
    /** In the order that was asked for. */
    this.order = this.rows;
    this.words = (table.dataset['words'] ?? '').toLowerCase();
    this.section = /** @type {HTMLElement | null} */ (table.closest('.level'));
    this.level = this.section?.dataset['level'] ?? null;
    this.columns = table.tHead?.rows[0]?.cells ?? [];
    this.most = rowsAtOnce;
    /** @type {Map<HTMLTableRowElement, string>} */
    this.texts = new Map();
    /** @type {Map<HTMLTableRowElement, HTMLTableRowElement>} */
    this.proofs = new Map();
    /** What stands in the page, proofs among it. */
    this.placed = this.rows;
    this.more = element(
      'p',
      { class: 'more' },
      button('', () => {
        this.most = this.rows.length;
        this.render();
        // The button is gone, and with it the focus.
        this.box.focus();
      }),
    );
    this.box.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.box;
      if (this.more.hidden || scrollTop + clientHeight < scrollHeight - nearEnd) return;
      this.most += rowsAtOnce;
      this.render();
    });
    this.none = element('p', { class: 'none' }, 'No row has what is ticked and typed above.');
    this.box.after(this.more, this.none);
    this.box.classList.toggle('long', this.rows.length > 30);
    for (const [column, cell] of [...this.columns].entries()) this.makeSortable(column, cell);
  }

  /**
   * @param {number} column
   * @param {HTMLTableCellElement} cell
   */
  makeSortable(column, cell) {
    const sort = button('', () => this.sort(column, cell));
    sort.append(...cell.childNodes);
    cell.append(sort);
  }

  /**
   * Ascending, descending, then the report's own order again.
   * @param {number} column
   * @param {HTMLTableCellElement} cell
   */
  sort(column, cell) {
    const before = cell.getAttribute('aria-sort');
    for (const other of this.columns) other.removeAttribute('aria-sort');
    if (before === 'descending') {
      this.order = this.rows;
    } else {
      const sign = before === 'ascending' ? -1 : 1;
      cell.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
      const order = cell.classList.contains('r') ? byNumber : byText;
      this.order = order(this.rows, (row) => row.cells[column]?.textContent ?? '', sign);
    }
    this.most = rowsAtOnce;
    this.render();
  }

  /** @param {HTMLTableRowElement} row */
  fits(row) {
    return (
      isTicked('level', this.level) &&
      isTicked('regime', row.dataset['regime']) &&
      isTicked('runtime', row.dataset['runtime']) &&
      hasWords((word) => this.words.includes(word) || this.textOf(row).includes(word))
    );
  }

  /** @param {HTMLTableRowElement} row */
  textOf(row) {
    let text = this.texts.get(row);
    if (text === undefined) {
      text = [...row.cells]
        .map((cell) => cell.textContent ?? '')
        .join(' ')
        .toLowerCase();
      this.texts.set(row, text);
    }
    return text;
  }

  /** @returns how many rows fit */
  render() {
    const fitting = this.order.filter((row) => this.fits(row));
    const most = isPrinting ? fitting.length : this.most;
    const placed = fitting.slice(0, most).flatMap((row) => {
      const proof = this.proofs.get(row);
      return proof === undefined ? [row] : [row, proof];
    });
    this.place(placed);
    for (const row of placed) this.makeOpenable(row);
    this.box.hidden = fitting.length === 0;
    this.none.hidden = fitting.length > 0;
    this.more.hidden = most >= fitting.length;
    const [ask] = this.more.children;
    if (ask !== undefined) ask.textContent = `Show all ${fitting.length.toLocaleString('en')} rows`;
    if (this.section !== null) this.section.hidden = !isTicked('level', this.level);
    return fitting.length;
  }

  /**
   * Moves no row that stays where it is.
   * @param {HTMLTableRowElement[]} rows
   */
  place(rows) {
    const different = rows.findIndex((row, place) => row !== this.placed[place]);
    const same = different === -1 ? rows.length : different;
    if (same === rows.length && same === this.placed.length) return;
    for (const gone of this.placed.slice(same)) gone.remove();
    const added = document.createDocumentFragment();
    for (const row of rows.slice(same)) added.append(row);
    this.body.append(added);
    this.placed = rows;
  }

  /** @param {HTMLTableRowElement} row */
  makeOpenable(row) {
    const place = row.dataset['proof'];
    const [cell] = row.cells;
    if (place === undefined || cell === undefined || cell.querySelector('button') !== null) return;
    const open = button('', () => {
      if (this.proofs.delete(row)) {
        open.setAttribute('aria-expanded', 'false');
      } else {
        this.proofs.set(row, proofRow(Number(place), row.cells.length));
        open.setAttribute('aria-expanded', 'true');
      }
      this.render();
      open.focus();
    });
    open.setAttribute('aria-expanded', 'false');
    const [name] = cell.childNodes;
    if (name !== undefined) open.append(name);
    cell.prepend(open);
  }
}
