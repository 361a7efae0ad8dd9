/** A chart as wide as there is room for: its pictures are made for 700 px, a phone has half of it. */

/** @import { Spec } from './data.js' */

import { chartData } from './data.js';

/** Px: below it names no longer stand beside their marks. */
const narrow = 560;
/** Of a plot, px: a narrower one shows nothing. */
const leastPlot = 120;
/** Around a picture, px, as in the theme. */
const margins = 28;
/** Of the widest mark, px. */
const markWidth = 12;
/** Of a straight axis, so that the labels of its ticks stand apart, px. */
const leastStep = 80;
/** Of a caption's line that goes on: Vega takes spaces away that nothing stands before. */
const indent = '\u200b\u2002';

const letters = document.createElement('canvas').getContext('2d');

/**
 * @param {string} text
 * @param {string} font
 */
function textWidth(text, font) {
  if (letters === null) return text.length * 7;
  letters.font = `${font} ${String(chartData.themes.light['font'])}`;
  return letters.measureText(text).width;
}

/**
 * Broken at spaces where there are any.
 * @param {string} text
 * @param {string} font
 * @param {number} width px
 */
function linesOf(text, font, width) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, font) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
    while (line.length > 1 && textWidth(line, font) > width) {
      const fitting = Math.max(
        1,
        [...line].findIndex((_, end) => textWidth(line.slice(0, end + 1), font) > width),
      );
      lines.push(line.slice(0, fitting));
      line = line.slice(fitting);
    }
  }
  return [...lines, line];
}

/**
 * @param {{ title: string, subtitle: string[] }} chart
 * @param {number} available px
 */
export function titleFor({ title, subtitle }, available) {
  const width = available - margins;
  return {
    text: linesOf(title, 'bold 17px', width),
    // What goes on is set in, or one would read into the next line of the caption.
    subtitle: subtitle.flatMap((line) =>
      linesOf(line, '12px', width - textWidth(indent, '12px')).map((part, place) =>
        place === 0 ? part : `${indent}${part}`,
      ),
    ),
  };
}

/**
 * By how much the plot is narrower than in the picture, at first: it has the place of names that stand above their marks, so
 * that it may even be wider.
 * @param {Spec} spec
 * @param {number} width px of the picture
 * @param {number} available px
 */
export function firstShrink(spec, width, available) {
  const [view] = /** @type {Spec[]} */ (spec['vconcat'] ?? [spec]);
  const { y } = /** @type {Record<string, Spec>} */ (view?.['encoding'] ?? {});
  const { maxExtent = 0 } = /** @type {{ maxExtent?: number }} */ (y?.['axis'] ?? {});
  return Math.max(0, width - available) - (y !== undefined && standAbove(y, available) ? maxExtent : 0);
}

/**
 * @param {Spec} y
 * @param {number} available px
 */
function standAbove(y, available) {
  return y['type'] === 'nominal' && available < narrow;
}

/**
 * @param {Spec} spec
 * @param {number} shrink px less than the picture
 * @param {number} available px
 */
export function makeNarrow(spec, shrink, available) {
  for (const view of /** @type {Spec[]} */ (spec['vconcat'] ?? [spec])) {
    const title = /** @type {{ text: string | string[] } | undefined} */ (view['title']);
    // A single panel has the title of the whole. Where a mark lies at the end of an axis, a panel begins left of the others.
    if (view !== spec && title !== undefined)
      title.text = linesOf([title.text].flat().join(' '), 'bold 12px', available - margins - markWidth);
    const plot = Math.max(leastPlot, Number(view['width']) - shrink);
    view['width'] = plot;
    fitEncodings(view, available, plot);
  }
}

/**
 * A legend begins below the names of the axis, as a long entry takes the whole width, and labels stand apart from each other.
 * @param {Spec} theme
 * @returns {Spec}
 */
export function narrowTheme(theme) {
  const { axis, legend } = /** @type {Record<string, Spec>} */ (theme);
  return {
    ...theme,
    axis: { ...axis, labelSeparation: 8 },
    legend: { ...legend, layout: { bottom: { frame: 'bounds' } } },
  };
}

/**
 * @param {Spec} view
 * @param {number} available px
 * @param {number} plot px
 */
function fitEncodings(view, available, plot) {
  const { x, y, ...marks } = /** @type {Record<string, Spec>} */ (view['encoding'] ?? {});
  if (y !== undefined && standAbove(y, available)) {
    y['axis'] = { .../** @type {Spec} */ (y['axis']), ...namesAbove, labelLimit: available - margins };
    view['height'] = { step: 44 };
  }
  const along = /** @type {Spec | null | undefined} */ (x?.['axis']);
  if (x !== undefined && along?.['labelOverlap'] === false && available < narrow) {
    const { labelExpr, ...rest } = along;
    // Of a name with its explanation the name.
    const name = `isArray(${String(labelExpr)}) ? (${String(labelExpr)})[0] : ${String(labelExpr)}`;
    x['axis'] = { ...rest, labelExpr: name, labelAngle: -40, labelAlign: 'right', labelBaseline: 'top' };
    x['scale'] = { .../** @type {Spec} */ (x['scale']), padding: 14 };
  }
  const { type } = /** @type {Spec} */ (x?.['scale'] ?? {});
  if (x !== undefined && along?.['tickCount'] !== undefined && type === 'linear') {
    const tickCount = Math.min(Number(along['tickCount']), Math.floor(plot / leastStep));
    x['axis'] = { ...along, tickCount };
  }
  for (const mark of [marks['color'], marks['shape']]) {
    const legend = /** @type {Spec | null | undefined} */ (mark?.['legend']);
    if (mark !== undefined && legend !== null && legend !== undefined)
      mark['legend'] = legendFor(legend, /** @type {Spec | undefined} */ (mark['scale']), available);
  }
  for (const layer of /** @type {Spec[] | undefined} */ (view['layer']) ?? [])
    fitEncodings(layer, available, plot);
}

/** Each over the line of its mark. */
const namesAbove = {
  minExtent: 0,
  maxExtent: 0,
  labelAlign: 'left',
  labelBaseline: 'middle',
  labelPadding: -2,
  labelOffset: -15,
};

/**
 * @param {Spec} legend
 * @param {Spec | undefined} scale
 * @param {number} available px
 */
function legendFor(legend, scale, available) {
  const names = /** @type {string[]} */ (scale?.['domain'] ?? []);
  // A symbol and the gap to the next entry.
  const symbol = 34;
  const room = available - margins - symbol;
  const longest = Math.max(0, ...names.map((name) => textWidth(name, '12px')));
  const columns = Math.max(1, Math.floor(room / (longest + symbol)));
  const fitted = {
    ...legend,
    columns: Math.min(columns, Number(legend['columns'] ?? columns)),
    labelLimit: room,
  };
  if (longest <= room) return fitted;
  const lines = Object.fromEntries(names.map((name) => [name, linesOf(name, '12px', room)]));
  return {
    ...fitted,
    labelExpr: `(${expression(lines)})[datum.label]`,
    labelBaseline: 'top',
    labelOffset: 6,
  };
}

/**
 * As a literal of Vega's expression language, in which U+2028 and U+2029 end a line.
 * @param {unknown} value
 */
function expression(value) {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
