/** What becomes of a picture whose panels would have more lines than a reader can follow. */
import type { ChartDefinition, Scenario } from '../../model.ts';
import type { Chart, PictureWish } from './chart.ts';

/** In one panel: beyond, their colours come a second time and most of them lie on each other. */
export const mostLines = 12;

/**
 * The variants that have room in every panel in which they occur: first those that the scenario's pictures name, then the
 * others, the runtimes in turn. Null where all have.
 */
export function variantsWithRoom({ rows }: Pick<Chart, 'rows'>, scenario: Scenario): string[] | null {
  const panels = [...Map.groupBy(rows, (row) => row['panel']).values()].map((own) =>
    Map.groupBy(own, (row) => String(row['variant'])),
  );
  const linesOf = (panel: (typeof panels)[number], variant: string): number =>
    new Set(panel.get(variant)?.map((row) => row['series'])).size;
  const all = [...new Set(panels.flatMap((panel) => [...panel.keys()]))];
  const counts = panels.map(() => 0);
  const kept = inOrder(all, scenario).filter((variant) => {
    const own = panels.map((panel) => linesOf(panel, variant));
    const fits = own.every((lines, index) => lines === 0 || (counts[index] ?? 0) + lines <= mostLines);
    if (fits) for (const [index, lines] of own.entries()) counts[index] = (counts[index] ?? 0) + lines;
    return fits;
  });
  return kept.length === all.length ? null : kept;
}

function inOrder(variants: readonly string[], { charts = [] }: Scenario): string[] {
  const named = new Set(charts.flatMap((chart) => chart.variants ?? []));
  const others = variants.filter((variant) => !named.has(variant));
  const runtimes = [...Map.groupBy(others, (variant) => variant.split('/')[0]).values()];
  return [
    ...[...named].filter((variant) => variants.includes(variant)),
    ...others.flatMap((_, index) => runtimes.flatMap((own) => own[index] ?? [])),
  ];
}

/** What a picture says that shows so many of the variants that were measured. */
export function fewerText(
  shown: number,
  of: number,
  scenario: Scenario,
  definition: ChartDefinition,
  wish: PictureWish,
): string {
  const count = `${shown} of ${of} variants, since more lines would hide each other`;
  if (definition.kind !== 'lines') return `${count}; the figures of all are in summary.csv`;
  const { metric, over, where = {}, regime } = definition;
  const runtimes = [...new Set(scenario.variants.map(({ name }) => name.split('/')[0] ?? ''))];
  const options = [
    `--scenario ${scenario.name} --y ${metric} --x ${over}`,
    ...Object.entries(where).map(([name, value]) => `--where ${name}=${value}`),
    ...(regime === undefined ? [] : [`--cores ${regime === '1core' ? '1' : 'all'}`]),
    ...runtimes.map((runtime) => `--variant ${runtime}`),
    `--facet ${wish.facet ?? 'runtime'}`,
  ];
  return `${count}; all of them: interleave chart RUN ${options.join(' ')}`;
}

/** What is told of a picture that has as many lines as its user named variants; null where they can be followed. */
export function thicketText({ rows }: Pick<Chart, 'rows'>, { facet }: PictureWish): string | null {
  const lines = [...Map.groupBy(rows, (row) => row['panel']).values()].map(
    (own) => new Set(own.map((row) => row['series'])).size,
  );
  const most = Math.max(...lines);
  if (most <= mostLines) return null;
  const facets = facet === undefined ? ', or --facet runtime, which gives each runtime a panel' : '';
  return `${most} lines in one panel hide each other: --variant with ${mostLines} or fewer${facets}; without --x each variant has a row`;
}
