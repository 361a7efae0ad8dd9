/** A chart as wide as there is room for: its pictures are made for 700 px, a phone has half of it. */

/** @import { Spec } from './data.js' */

import { chartData } from './data.js';

/** Px: below it names no longer stand beside their marks. */
const narrow = 560;
/** Of a plot, px: a narrower one shows nothing. */
const leastPlot = 120;
/** Around a picture, px, as in the theme. */
const margins = 28;

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
    subtitle: subtitle.flatMap((line) => linesOf(line, '12px', width)),
  };
}

/**
 * @param {Spec} spec
 * @param {number} shrink px less than the picture
 * @param {number} available px
 */
export function makeNarrow(spec, shrink, available) {
  for (const view of /** @type {Spec[]} */ (spec['vconcat'] ?? [spec])) {
    const title = /** @type {{ text: string | string[] } | undefined} */ (view['title']);
    // A single panel has the title of the whole.
    if (view !== spec && title !== undefined)
      title.text = linesOf([title.text].flat().join(' '), 'bold 12px', available - margins);
    view['width'] = Math.max(leastPlot, Number(view['width']) - shrink);
    fitEncodings(view, available);
  }
}

/**
 * @param {Spec} view
 * @param {number} available px
 */
function fitEncodings(view, available) {
  const { x, y, ...marks } = /** @type {Record<string, Spec>} */ (view['encoding'] ?? {});
  if (y?.['type'] === 'nominal' && available < narrow) {
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
  for (const mark of [marks['color'], marks['shape']]) {
    const legend = /** @type {Spec | null | undefined} */ (mark?.['legend']);
    if (mark !== undefined && legend !== null && legend !== undefined)
      mark['legend'] = legendFor(legend, /** @type {Spec | undefined} */ (mark['scale']), available);
  }
  for (const layer of /** @type {Spec[] | undefined} */ (view['layer']) ?? []) fitEncodings(layer, available);
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
