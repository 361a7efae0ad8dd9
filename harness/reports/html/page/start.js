/**
 * What the report's page does where programs may run: charts answer to a pointer, tables are sorted, filtered and opened.
 * Everything that it shows stands in the page already.
 */

import { chartData } from './data.js';
import { the } from './elements.js';
import { enqueue, LiveChart } from './live-chart.js';
import { FiguresTable, rowsAtOnce, setPrinting } from './tables.js';
import { readChoice, setColours, toolbar, whenSystemTurns } from './toolbar.js';
import { hideTooltip } from './tooltip.js';

/** A filter waits so long for the next letter, ms. */
const typingPause = 120;

const output = /** @type {HTMLOutputElement} */ (the('output[name=shown]'));
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
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) charts.get(target)?.widthChanged();
});
for (const figure of charts.keys()) {
  observer.observe(figure);
  widths.observe(figure);
}

function render() {
  const shown = tables.reduce((sum, table) => sum + table.render(), 0);
  output.value = `${shown.toLocaleString('en')} of ${total.toLocaleString('en')} rows`;
}

function choose() {
  readChoice();
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
    setColours(target.value);
    outdateCharts();
  } else if (target instanceof HTMLInputElement && target.type === 'checkbox') {
    choose();
    outdateCharts();
  }
});
toolbar.addEventListener('submit', (event) => event.preventDefault());
whenSystemTurns(outdateCharts);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hideTooltip();
});
document.addEventListener('scroll', hideTooltip);

let isOnPaper = false;

/**
 * On paper every row stands, and every warning is open.
 * @param {boolean} begins
 */
function print(begins) {
  if (isOnPaper === begins) return;
  isOnPaper = begins;
  setPrinting(begins);
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
