import { linesOf, type VegaLite } from './chart.ts';
import { expressionText } from './expression-text.ts';

/** Letters of a panel's bold title that fit 700 px. */
const titleLetters = 106;

/**
 * Panels under each other that share their horizontal axis, each with its own rows. (Facets would be shorter, but Vega-Lite
 * cannot size facets whose vertical scales differ.) A single one has no title of its own.
 *
 * @param view of the panel with this index; the last one names the horizontal axis
 * @param marks whether all panels have one legend, or each its own
 * @param x whether they share the axis indeed, or have each their own
 */
export function panelsUnderEachOther(
  titles: readonly string[],
  view: (isLast: boolean, index: number) => VegaLite,
  marks: 'shared' | 'independent',
  x: 'shared' | 'independent' = 'shared',
): VegaLite {
  if (titles.length === 1) return view(true, 0);
  return {
    vconcat: titles.map((title, index) => ({
      title: {
        text: linesOf(title, titleLetters),
        fontSize: 12,
        fontWeight: 'bold',
        anchor: 'start',
        frame: 'bounds',
        offset: 6,
      },
      transform: [{ filter: `datum.panel === ${expressionText(title)}` }],
      ...view(index === titles.length - 1, index),
    })),
    spacing: 18,
    resolve: { scale: { x, color: marks, shape: marks } },
  };
}
