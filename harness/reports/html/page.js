/**
 * What the report's page does where programs may run: charts answer to a pointer, tables are sorted, filtered and opened.
 * Everything that it shows stands in the page already. Text from outside is only ever set as text, never as markup.
 */

/**
 * @typedef {string | number | null} Cell
 * @typedef {Record<string, unknown>} Spec
 * @typedef {{ name: string, spec: Spec, columns: string[], rows: Cell[][] }} ChartRecord
 * @typedef {{ themes: Record<'light' | 'dark', Spec>, axes: Record<string, Record<'linear' | 'log', Spec>>, charts: ChartRecord[] }} ChartData
 * @typedef {{ id: string, figures: [number, number, number, number, number, number | null, number | null][], facts: [number, number][] }} Proof
 * @typedef {{ cases: Proof[], texts: string[] }} ProofData
 * @typedef {{ runAsync: () => Promise<View>, finalize: () => void }} View
 * @typedef {{ parse: (spec: unknown, config: undefined, options: object) => unknown, View: new (runtime: unknown, options: object) => View, expressionInterpreter: unknown }} Vega
 * @typedef {{ compile: (spec: Spec, options: object) => { spec: unknown } }} VegaLite
 */

const { vega, vegaLite } = /** @type {{ vega: Vega, vegaLite: VegaLite }} */ (
  /** @type {unknown} */ (globalThis)
);

/** So many rows of a table are laid out, and as many more when its end comes near: what is sorted or typed shows at once. */
const rowsAtOnce = 200;
/** How near, px. */
const nearEnd = 600;
/** A filter waits so long for the next letter, ms. */
const typingPause = 120;

const root = document.documentElement;
const toolbar = /** @type {HTMLFormElement} */ (the('form.toolbar'));
const output = /** @type {HTMLOutputElement} */ (the('output[name=shown]'));
const tooltip = /** @type {HTMLElement} */ (the('#tooltip'));
const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const collator = new Intl.Collator('en', { numeric: true });

const chartData = /** @type {ChartData} */ (dataOf('chart-data'));
/** @type {ProofData | null} */
let proofData = null;
/** What is ticked and typed. A group without boxes lets everything through. */
let chosen = readToolbar();
let isPrinting = false;

/**
 * @param {string} selector
 * @returns {Element}
 */
function the(selector) {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * @param {string} id
 * @returns {unknown}
 */
function dataOf(id) {
  return JSON.parse(the(`#${id}`).textContent ?? '');
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function button(label, act) {
  const made = element('button', { type: 'button' }, label);
  made.addEventListener('click', act);
  return made;
}

function readToolbar() {
  const fields = new FormData(toolbar);
  /** @param {string} name */
  const ticked = (name) =>
    toolbar.querySelector(`input[name=${name}]`) === null ? null : new Set(fields.getAll(name));
  return {
    words: String(fields.get('filter') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
    regime: ticked('regime'),
    runtime: ticked('runtime'),
    level: ticked('level'),
  };
}

/**
 * @param {'regime' | 'runtime' | 'level'} group
 * @param {string | null | undefined} value
 */
function isTicked(group, value) {
  const ticked = chosen[group];
  // What belongs to no regime or level is touched by none of its boxes.
  return ticked === null || value === null || value === undefined || ticked.has(value);
}

/** A table of figures whose rows can be sorted, filtered and opened. */
class FiguresTable {
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
      this.order = cell.classList.contains('r') ? this.byNumber(column, sign) : this.byText(column, sign);
    }
    this.most = rowsAtOnce;
    this.render();
  }

  /**
   * Rows without a figure come last either way.
   * @param {number} column
   * @param {number} sign
   */
  byNumber(column, sign) {
    const keyed = this.rows.map((row) => ({ row, key: figureOf(row.cells[column]?.textContent ?? '') }));
    return keyed
      .sort(({ key: one }, { key: other }) => {
        if (Number.isNaN(one) || Number.isNaN(other))
          return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
        return sign * (one - other);
      })
      .map(({ row }) => row);
  }

  /**
   * @param {number} column
   * @param {number} sign
   */
  byText(column, sign) {
    const keyed = this.rows.map((row) => ({ row, key: row.cells[column]?.textContent ?? '' }));
    return keyed
      .sort(({ key: one }, { key: other }) => sign * collator.compare(one, other))
      .map(({ row }) => row);
  }

  /** @param {HTMLTableRowElement} row */
  fits(row) {
    return (
      isTicked('level', this.level) &&
      isTicked('regime', row.dataset['regime']) &&
      isTicked('runtime', row.dataset['runtime']) &&
      chosen.words.every((word) => this.words.includes(word) || this.textOf(row).includes(word))
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

/**
 * The number that a cell begins with: `2,708 ±0.3%` is 2708; NaN where there is none.
 * @param {string} text
 */
function figureOf(text) {
  return Number.parseFloat(text.replaceAll(',', ''));
}

/**
 * What shows that the row's samples did the work that they say.
 * @param {number} place
 * @param {number} columns
 */
function proofRow(place, columns) {
  proofData ??= /** @type {ProofData} */ (dataOf('proof-data'));
  const { cases, texts } = proofData;
  const proof = cases[place];
  if (proof === undefined) throw new Error(`the page has no proof ${place}`);
  /** @param {number} index */
  const text = (index) => texts[index] ?? '';
  const facts = proof.facts.flatMap(([name, value]) => [
    element('dt', {}, text(name)),
    element('dd', {}, text(value)),
  ]);
  const figures = proof.figures.map(([metric, unit, probe, n, median, low, high]) => [
    text(metric),
    text(probe),
    String(n),
    numberText(median),
    low === null || high === null ? 'none: n < 6' : `${numberText(low)} to ${numberText(high)}`,
    text(unit),
  ]);
  const inside = element('div', { class: 'inside' }, element('p', {}, element('code', {}, proof.id)));
  if (figures.length > 0)
    inside.append(
      element(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures with their intervals' },
        plainTable(['metric', 'probe', 'n', 'median', '95 % interval', 'unit'], figures),
      ),
    );
  inside.append(element('dl', {}, ...facts));
  return element('tr', { class: 'proof' }, element('td', { colspan: String(columns) }, inside));
}

/** @param {number} value */
function numberText(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}

/**
 * @param {string[]} titles
 * @param {string[][]} rows
 */
function plainTable(titles, rows) {
  const isNumber = titles.map((_, column) =>
    rows.every((row) => /^(?:-?[\d,.]+|–)$/.test(row[column] ?? '')),
  );
  /** @param {number} column */
  const side = (column) => (isNumber[column] ? { class: 'r' } : {});
  const head = element(
    'tr',
    {},
    ...titles.map((title, column) => element('th', { scope: 'col', ...side(column) }, title)),
  );
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((cell, column) => element('td', side(column), cell))),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
}

/** A picture that becomes a live chart when it comes near. */
class LiveChart {
  /**
   * @param {HTMLElement} figure
   * @param {ChartRecord} record
   */
  constructor(figure, { name, spec, columns, rows }) {
    this.figure = figure;
    this.name = name;
    this.spec = spec;
    this.columns = columns;
    this.rows = rows.map((cells) =>
      Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? null])),
    );
    this.picture = /** @type {HTMLElement} */ (figure.querySelector('.static'));
    this.live = element('div', { class: 'live', hidden: '' });
    this.picture.after(this.live);
    /** @type {View | null} */
    this.view = null;
    /** @type {Map<'x' | 'y', 'linear' | 'log'>} */
    this.axes = new Map();
    this.isNear = false;
    this.isStale = true;
    this.isQueued = false;
    figure.querySelector('.scroll')?.after(this.tools(), this.figures());
  }

  tools() {
    const tools = element('div', { class: 'tools' });
    for (const channel of /** @type {const} */ (['x', 'y'])) {
      const type = this.axisType(channel);
      if (type === null) continue;
      this.axes.set(channel, type);
      const toggle = button(channel === 'x' ? 'Logarithmic across' : 'Logarithmic upwards', () => {
        const changed = this.axes.get(channel) === 'log' ? 'linear' : 'log';
        this.axes.set(channel, changed);
        toggle.setAttribute('aria-pressed', String(changed === 'log'));
        this.outdate();
      });
      toggle.setAttribute('aria-pressed', String(type === 'log'));
      tools.append(toggle);
    }
    tools.append(
      button('Download CSV', () => download(`${this.name}.csv`, csvText(this.columns, this.rows))),
    );
    return tools;
  }

  /** The same for those who use no pointer. */
  figures() {
    const figures = element('details', { class: 'tools' }, element('summary', {}, 'Figures of this chart'));
    figures.addEventListener(
      'toggle',
      () => {
        const shown = this.columns.filter((column) => new Set(this.rows.map((row) => row[column])).size > 1);
        const rows = this.rows.map((row) =>
          shown.map((column) => {
            const cell = row[column] ?? '–';
            return typeof cell === 'number' ? numberText(cell) : cell;
          }),
        );
        figures.append(
          element(
            'div',
            { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures of this chart' },
            plainTable(shown, rows),
          ),
        );
      },
      { once: true },
    );
    return figures;
  }

  /**
   * As it is declared; null where the axis carries no figures, or some below 0, of which there is no logarithm.
   * @param {'x' | 'y'} channel
   * @returns {'linear' | 'log' | null}
   */
  axisType(channel) {
    const [first] = positions(this.spec, channel);
    const scale = /** @type {Spec | undefined} */ (first?.['scale']);
    const values = this.rows.flatMap((row) => this.reached(row, channel));
    // Phases and percentiles, for example, stand at places that are no figures of the rows.
    if (first === undefined || values.length === 0 || values.some((value) => value < 0)) return null;
    return scale?.['type'] === 'log' || scale?.['type'] === 'symlog' ? 'log' : 'linear';
  }

  /**
   * What a row shows along an axis, but for its unit.
   * @param {Record<string, Cell>} row
   * @param {'x' | 'y'} channel
   */
  reached(row, channel) {
    const fields = positions(this.spec, channel).map((one) => String(one['field']).replace(/_shown$/, ''));
    return [...fields, ...(fields.includes('median') ? ['ci_low'] : [])].flatMap((field) => {
      const value = row[field];
      return typeof value === 'number' ? [value] : [];
    });
  }

  outdate() {
    this.isStale = true;
    if (this.isNear) enqueue(this);
  }

  async draw() {
    this.isStale = false;
    const rows = this.rows.filter(
      (row) =>
        isTicked('level', 'level' in row ? `${row['scenario']} ${row['level']}` : null) &&
        isTicked('regime', /** @type {string | null} */ (row['regime'] ?? null)) &&
        isTicked('runtime', /** @type {string | null} */ (row['runtime'] ?? null)),
    );
    this.view?.finalize();
    this.view = null;
    const host = document.createElement('div');
    if (rows.length === 0) {
      host.append(element('p', { class: 'none' }, `Nothing of ${this.name} is ticked above.`));
    } else {
      const compiled = vegaLite.compile(this.specFor(rows), { logger: silent }).spec;
      // Neither of the two needs eval, which the page's policy forbids.
      this.view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
        expr: vega.expressionInterpreter,
        renderer: 'svg',
        container: host,
        logger: silent,
        tooltip: showTooltip,
      });
      await this.view.runAsync();
    }
    this.live.replaceChildren(host);
    this.live.hidden = false;
    this.picture.hidden = true;
  }

  /**
   * @param {Record<string, Cell>[]} rows
   * @returns {Spec}
   */
  specFor(rows) {
    const spec = structuredClone(this.spec);
    keepPanels(
      spec,
      [...new Set(this.rows.map((row) => row['panel']))],
      new Set(rows.map((row) => row['panel'])),
    );
    for (const [channel, type] of this.axes) {
      if (type === this.axisType(channel)) continue;
      const isPositive = this.rows.every((row) => this.reached(row, channel).every((value) => value > 0));
      for (const position of positions(spec, channel)) changeAxis(position, type, isPositive);
    }
    const config = chartData.themes[isDark() ? 'dark' : 'light'];
    // Vega writes into the rows that it is given.
    return { ...spec, data: { name: 'figures', values: rows.map((row) => ({ ...row })) }, config };
  }
}

/**
 * Every declaration of figures along an axis, in all layers and panels.
 * @param {Spec} view
 * @param {'x' | 'y'} channel
 * @returns {Spec[]}
 */
function positions(view, channel) {
  const encoding = /** @type {Record<string, Spec> | undefined} */ (view['encoding']);
  const own = encoding?.[channel];
  const parts = ['layer', 'vconcat', 'hconcat', 'concat'].flatMap(
    (name) => /** @type {Spec[] | undefined} */ (view[name]) ?? [],
  );
  const inner = /** @type {Spec | undefined} */ (view['spec']);
  return [
    ...(own?.['type'] === 'quantitative' && own['field'] !== undefined ? [own] : []),
    ...[...parts, ...(inner === undefined ? [] : [inner])].flatMap((part) => positions(part, channel)),
  ];
}

/**
 * @param {Spec} position
 * @param {'linear' | 'log'} type
 * @param {boolean} isPositive
 */
function changeAxis(position, type, isPositive) {
  const { padding } = /** @type {Spec} */ (position['scale'] ?? {});
  const kept = padding === undefined ? {} : { padding };
  position['scale'] =
    type === 'linear'
      ? { type, zero: true, nice: true, ...kept }
      : { type: isPositive ? 'log' : 'symlog', ...kept };
  const axis = /** @type {Spec | null | undefined} */ (position['axis']);
  if (axis === null || axis === undefined) return;
  const { labelExpr, gridOpacity: _grid, tickOpacity: _tick, ...rest } = axis;
  // Labels of swept values stand where they stood.
  const {
    title: _title,
    format: _format,
    ...own
  } = 'values' in axis ? { labelExpr } : (chartData.axes[String(axis['format'])]?.[type] ?? {});
  position['axis'] = { ...rest, ...own };
}

/**
 * Leaves out the panels of which nothing is ticked.
 * @param {Spec} spec
 * @param {unknown[]} all
 * @param {Set<unknown>} wanted
 */
function keepPanels(spec, all, wanted) {
  const panels = /** @type {Spec[] | undefined} */ (spec['vconcat']);
  if (panels === undefined || panels.length !== all.length) return;
  const kept = panels.filter((_, place) => wanted.has(all[place]));
  // The last one names the axis for all.
  const [named] = panels.slice(-1).flatMap((panel) => positions(panel, 'x'));
  const title = /** @type {Spec | undefined} */ (named?.['axis'])?.['title'];
  for (const position of kept.slice(-1).flatMap((panel) => positions(panel, 'x'))) {
    const axis = /** @type {Spec | null | undefined} */ (position['axis']);
    if (axis !== null && axis !== undefined && title !== undefined) axis['title'] = title;
  }
  spec['vconcat'] = kept;
}

/** What Vega-Lite warns of was looked at when the pictures were drawn. */
const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

/**
 * @param {unknown} _handler
 * @param {MouseEvent} event
 * @param {unknown} _item
 * @param {unknown} value null: nothing is under the pointer
 */
function showTooltip(_handler, event, _item, value) {
  if (value === null || value === undefined || value === '') {
    tooltip.hidden = true;
    return;
  }
  const entries = typeof value === 'object' ? Object.entries(value) : [['', String(value)]];
  tooltip.replaceChildren(
    element(
      'dl',
      {},
      ...entries.flatMap(([name, text]) => [
        element('dt', {}, String(name)),
        // Vega writes numbers without marks of their thousands.
        element('dd', {}, /^\d+$/.test(String(text)) ? Number(text).toLocaleString('en') : String(text)),
      ]),
    ),
  );
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const gap = 14;
  const x = Math.min(event.clientX + gap, innerWidth - width - 4);
  const below = event.clientY + gap;
  tooltip.style.left = `${Math.max(4, x)}px`;
  tooltip.style.top = `${below + height > innerHeight ? Math.max(4, event.clientY - gap - height) : below}px`;
}

/** One chart after the other, so that the page answers in between. */
let drawing = Promise.resolve();

/** @param {LiveChart} chart */
function enqueue(chart) {
  if (chart.isQueued) return;
  chart.isQueued = true;
  drawing = drawing
    .then(async () => {
      chart.isQueued = false;
      await chart.draw();
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
    })
    // Its picture still stands there.
    .catch(reportError);
}

function isDark() {
  const choice = root.dataset['colours'];
  return choice === undefined ? darkSystem.matches : choice === 'dark';
}

/**
 * RFC 4180, as the run's other CSV files: what a spreadsheet would run as a formula gets a leading apostrophe.
 * @param {string[]} columns
 * @param {Record<string, Cell>[]} rows
 */
function csvText(columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/** @param {Cell} cell */
function csvCell(cell) {
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
function download(file, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = element('a', { href: address, download: file });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const tables = [
  .../** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll('table.figures')),
].map((table) => new FiguresTable(table));
const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);

/** @type {Map<Element, LiveChart>} */
const charts = new Map();
for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('figure.chart'))) {
  const record = chartData.charts[Number(figure.dataset['chart'])];
  if (record !== undefined) charts.set(figure, new LiveChart(figure, record));
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const chart = charts.get(target);
      if (chart === undefined) continue;
      chart.isNear = isIntersecting;
      if (isIntersecting && chart.isStale) enqueue(chart);
    }
  },
  { rootMargin: '50%' },
);
for (const figure of charts.keys()) observer.observe(figure);

function render() {
  const shown = tables.reduce((sum, table) => sum + table.render(), 0);
  output.value = `${shown.toLocaleString('en')} of ${total.toLocaleString('en')} rows`;
}

function choose() {
  chosen = readToolbar();
  for (const table of tables) table.most = rowsAtOnce;
  render();
}

function outdateCharts() {
  for (const chart of charts.values()) chart.outdate();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
toolbar.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== 'search') return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    choose();
  }, typingPause);
});
toolbar.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement) {
    if (target.value === '') delete root.dataset['colours'];
    else root.dataset['colours'] = target.value;
    outdateCharts();
  } else if (target instanceof HTMLInputElement && target.type === 'checkbox') {
    choose();
    outdateCharts();
  }
});
toolbar.addEventListener('submit', (event) => event.preventDefault());
darkSystem.addEventListener('change', outdateCharts);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') tooltip.hidden = true;
});
document.addEventListener('scroll', () => {
  tooltip.hidden = true;
});

/**
 * On paper every row stands, and every warning is open.
 * @param {boolean} begins
 */
function print(begins) {
  if (isPrinting === begins) return;
  isPrinting = begins;
  for (const details of /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll('details.doubts')
  ))
    details.open = begins;
  render();
}
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', ({ matches }) => print(matches));

toolbar.hidden = false;
render();
