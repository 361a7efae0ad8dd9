/** @import { Cell, ChartRecord, Spec, View } from './data.js' */

import { changeAxes, keepPanels, moveCrossings } from './chart-axes.js';
import { chartData, vega, vegaLite } from './data.js';
import { csvText, download } from './downloads.js';
import { button, element, numberText, plainTable } from './elements.js';
import { firstShrink, makeNarrow, narrowTheme, titleFor } from './narrow-chart.js';
import { isDark, isTicked } from './toolbar.js';
import { showTooltip } from './tooltip.js';

/** A chart is drawn so often at most until it is as wide as there is room for: what stands beside its plot has widths of its own. */
const mostTries = 4;
/** Px that it may stay too narrow. */
const slack = 8;

/** A picture that becomes a live chart when it comes near. */
export class LiveChart {
  /**
   * @param {HTMLElement} figure
   * @param {ChartRecord} record
   */
  constructor(figure, record) {
    this.record = record;
    this.rows = record.rows.map((cells) =>
      Object.fromEntries(record.columns.map((column, place) => [column, cells[place] ?? null])),
    );
    this.box = /** @type {HTMLElement} */ (figure.querySelector('.scroll'));
    this.picture = /** @type {HTMLElement} */ (figure.querySelector('.static'));
    this.hint = /** @type {HTMLElement} */ (figure.querySelector('.hint'));
    this.live = element('div', { class: 'live', hidden: '' });
    this.picture.after(this.live);
    /** @type {View | null} */
    this.view = null;
    /** The axes that are not as they are declared. @type {Set<'x' | 'y'>} */
    this.changed = new Set();
    /** The width for which it was drawn. */
    this.available = 0;
    this.isNear = false;
    this.isStale = true;
    this.isQueued = false;
    this.hint.after(this.tools(), this.figures());
  }

  tools() {
    const tools = element('div', { class: 'tools', role: 'group', 'aria-label': this.record.title });
    for (const channel of /** @type {const} */ (['x', 'y'])) {
      const axes = this.record.axes[channel];
      if (axes === null) continue;
      const toggle = button(channel === 'x' ? 'Logarithmic across' : 'Logarithmic upwards', () => {
        if (!this.changed.delete(channel)) this.changed.add(channel);
        tell();
        this.outdate();
      });
      const tell = () =>
        toggle.setAttribute('aria-pressed', String((axes.type === 'log') !== this.changed.has(channel)));
      tell();
      tools.append(toggle);
    }
    const { name, columns } = this.record;
    tools.append(button('Download CSV', () => download(`${name}.csv`, csvText(columns, this.rows))));
    return tools;
  }

  /** The same for those who use no pointer. */
  figures() {
    const figures = element('details', { class: 'tools' }, element('summary', {}, 'Figures of this chart'));
    figures.addEventListener(
      'toggle',
      () => {
        const shown = this.record.columns.filter(
          (column) => new Set(this.rows.map((row) => row[column])).size > 1,
        );
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

  outdate() {
    this.isStale = true;
    if (this.isNear) enqueue(this);
  }

  /** Redrawn only where the room that it takes becomes another one. */
  widthChanged() {
    const room = Math.min(this.box.clientWidth, this.record.width);
    if (this.available !== 0 && room !== 0 && room !== Math.min(this.available, this.record.width))
      this.outdate();
  }

  async draw() {
    this.isStale = false;
    const rows = this.rows.filter(
      (row) =>
        isTicked('level', 'level' in row ? `${row['scenario']} ${row['level']}` : null) &&
        isTicked('regime', /** @type {string | null} */ (row['regime'] ?? null)) &&
        isTicked('runtime', /** @type {string | null} */ (row['runtime'] ?? null)),
    );
    const { title, width } = this.record;
    this.available = this.box.clientWidth;
    let host = document.createElement('div');
    let excess = 0;
    if (rows.length === 0) {
      this.view?.finalize();
      this.view = null;
      host.append(element('p', { class: 'none' }, `Nothing of “${title}” is ticked above.`));
    } else {
      let shrink = firstShrink(this.record.spec, width, this.available);
      for (let tries = 0; tries < mostTries; tries += 1) {
        host = document.createElement('div');
        await this.drawInto(host, this.specFor(rows, shrink));
        excess = Math.ceil(Number(host.querySelector('svg')?.getAttribute('width'))) - this.available;
        if (excess <= 0 && (excess > -slack || this.available >= width)) break;
        shrink += excess;
      }
    }
    this.live.replaceChildren(host);
    this.live.hidden = false;
    this.picture.hidden = true;
    this.hint.hidden = excess <= 0;
  }

  /**
   * @param {HTMLElement} host
   * @param {Spec} spec
   */
  async drawInto(host, spec) {
    this.view?.finalize();
    const compiled = vegaLite.compile(spec, { logger: silent }).spec;
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

  /**
   * @param {Record<string, Cell>[]} rows
   * @param {number} shrink px less than the picture
   * @returns {Spec}
   */
  specFor(rows, shrink) {
    const { spec: declared, axes, crossings } = this.record;
    const spec = structuredClone(declared);
    for (const channel of this.changed) {
      const other = axes[channel];
      if (other !== null) changeAxes(spec, channel, other);
    }
    const places = crossings?.[[...this.changed].sort().join('')];
    if (places !== undefined) moveCrossings(spec, places);
    /** @param {Record<string, Cell>[]} some */
    const panels = (some) => new Set(some.map((row) => row['panel'] ?? null));
    keepPanels(spec, [...panels(this.rows)], panels(rows));
    const theme = chartData.themes[isDark() ? 'dark' : 'light'];
    const isNarrow = shrink > 0 || this.available < this.record.width;
    if (isNarrow) makeNarrow(spec, shrink, this.available);
    const config = isNarrow ? narrowTheme(theme) : theme;
    const title = titleFor(this.record, Math.min(this.available, this.record.width));
    const description = this.picture.querySelector('img')?.alt;
    // Vega writes into the rows that it is given.
    const data = { name: 'figures', values: rows.map((row) => ({ ...row })) };
    return { ...spec, title, description, data, config };
  }
}

/** What Vega-Lite warns of was looked at when the pictures were drawn. */
const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

/** One chart after the other, so that the page answers in between. */
let drawing = Promise.resolve();

/** @param {LiveChart} chart */
export function enqueue(chart) {
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
