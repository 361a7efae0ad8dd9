import type { VegaLite } from './chart.ts';

/**
 * Panels under each other that share their horizontal axis, each with its own rows. (Facets would be shorter, but Vega-Lite
 * cannot size facets whose vertical scales differ.) A single one has no title of its own.
 *
 * @param view of one panel; the last one names the horizontal axis
 * @param marks whether all panels have one legend, or each its own
 */
export function panelsUnderEachOther(
  titles: readonly string[],
  view: (isLast: boolean) => VegaLite,
  marks: 'shared' | 'independent',
): VegaLite {
  if (titles.length === 1) return view(true);
  return {
    vconcat: titles.map((title, index) => ({
      title: {
        text: title,
        fontSize: 12,
        fontWeight: 'bold',
        anchor: 'start',
        frame: 'bounds',
        offset: 6,
        limit: 670,
      },
      transform: [{ filter: `datum.panel === ${JSON.stringify(title)}` }],
      ...view(index === titles.length - 1),
    })),
    spacing: 18,
    resolve: { scale: { x: 'shared', color: marks, shape: marks } },
  };
}
