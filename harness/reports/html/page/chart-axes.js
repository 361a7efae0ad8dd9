/** @import { Cell, OtherAxes, Spec } from './data.js' */

/**
 * Every declaration of figures along an axis, in all layers and panels.
 * @param {Spec} view
 * @param {'x' | 'y'} channel
 * @returns {Spec[]}
 */
function positions(view, channel) {
  const encoding = /** @type {Record<string, Spec> | undefined} */ (view['encoding']);
  const own = encoding?.[channel];
  const parts = ['layer', 'vconcat'].flatMap((name) => /** @type {Spec[] | undefined} */ (view[name]) ?? []);
  return [
    ...(own?.['type'] === 'quantitative' && own['field'] !== undefined ? [own] : []),
    ...parts.flatMap((part) => positions(part, channel)),
  ];
}

/**
 * @param {Spec} spec
 * @param {'x' | 'y'} channel
 * @param {OtherAxes} axes
 */
export function changeAxes(spec, channel, { panels, sides }) {
  const views = /** @type {Spec[]} */ (spec['vconcat'] ?? [spec]);
  for (const [place, view] of views.entries()) {
    const other = panels[place];
    if (other === undefined) continue;
    for (const position of positions(view, channel)) {
      position['scale'] = other.scale;
      if (position['axis'] !== null) position['axis'] = other.axis;
    }
  }
  if (sides !== null) replaceText(spec, sides);
}

/**
 * The marks where lines cross, in all panels.
 * @param {Spec} spec
 * @param {number[]} places
 */
export function moveCrossings(spec, places) {
  const views = /** @type {Spec[]} */ (spec['vconcat'] ?? [spec]);
  const layers = views.flatMap((view) => /** @type {Spec[] | undefined} */ (view['layer']) ?? []);
  const marks = layers.flatMap(
    (layer) => /** @type {{ values?: Record<string, Cell>[] } | undefined} */ (layer['data'])?.values ?? [],
  );
  for (const [index, mark] of marks.entries()) {
    const over = Object.keys(mark).find((name) => name !== 'series' && name !== 'against');
    const place = places[index];
    if (over !== undefined && place !== undefined) mark[over] = place;
  }
}

/**
 * In all texts of a specification, which is but an expression that it repeats.
 * @param {Spec | unknown[]} part
 * @param {[string, string]} sides
 */
function replaceText(part, [before, after]) {
  for (const [key, value] of Object.entries(part)) {
    if (typeof value === 'string') Object.assign(part, { [key]: value.replaceAll(before, () => after) });
    else if (typeof value === 'object' && value !== null)
      replaceText(/** @type {Spec} */ (value), [before, after]);
  }
}

/**
 * Leaves out the panels of which nothing is ticked.
 * @param {Spec} spec
 * @param {Cell[]} all
 * @param {Set<Cell>} wanted
 */
export function keepPanels(spec, all, wanted) {
  const panels = /** @type {Spec[] | undefined} */ (spec['vconcat']);
  if (panels === undefined || panels.length !== all.length) return;
  const kept = panels.filter((_, place) => wanted.has(all[place] ?? null));
  // The last one names the axis for all.
  const [named] = panels.slice(-1).flatMap((panel) => positions(panel, 'x'));
  const title = /** @type {Spec | undefined} */ (named?.['axis'])?.['title'];
  for (const position of kept.slice(-1).flatMap((panel) => positions(panel, 'x'))) {
    const axis = /** @type {Spec | null | undefined} */ (position['axis']);
    if (axis !== null && axis !== undefined && title !== undefined) position['axis'] = { ...axis, title };
  }
  spec['vconcat'] = kept;
}
