/** What becomes of a picture whose panels would have more lines than a reader can follow. */
import { regimes, type ChartDefinition, type Scenario } from '../../model.ts';
import type { Chart, ChartCell, PictureWish } from './chart.ts';

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
export function fewerText(shown: number, of: number): string {
  return `${shown} of ${of} variants, since more lines would hide each other`;
}

/** What can be asked for by options, and comes to a picture. */
export type Lines = Extract<ChartDefinition, { kind: 'lines' }>;

/** A picture with some of the variants, drawn in another way or with others. */
export type Draw = (definition: Lines, wish: PictureWish) => Chart | null;

/**
 * The command lines of pictures that show what was left out: one with a panel for each runtime if that has room for all, else as
 * many as it takes, each by its variants.
 *
 * @param whole with all of them
 */
export function restCommands(
  whole: Chart,
  leftOut: readonly string[],
  scenario: Scenario,
  definition: Lines,
  wish: PictureWish,
  draw: Draw,
): string[] {
  const all = scenario.variants.map(({ name }) => name);
  const byRuntime = { ...wish, facet: 'runtime' };
  if (wish.facet === undefined) {
    const same = sameCases(whole, { ...definition, variants: all }, scenario, byRuntime, draw);
    const runtimes = [...new Set(all.map((name) => name.split('/')[0] ?? ''))];
    if (same !== null && mostInPanel(same.chart) <= mostLines)
      return [commandOf(whole, scenario, same.definition, byRuntime, runtimes, 2)];
  }
  const commands: string[] = [];
  for (let rest = leftOut; rest.length > 0;) {
    const rows = whole.rows.filter((row) => rest.includes(String(row['variant'])));
    const fitting = variantsWithRoom({ rows }, scenario) ?? rest;
    // One of very many versions has room nowhere.
    const variants = fitting.length === 0 ? rest.slice(0, 1) : fitting;
    const own = { ...definition, variants };
    const same = sameCases({ rows }, own, scenario, wish, draw);
    commands.push(commandOf(whole, scenario, same?.definition ?? own, wish, variants, commands.length + 2));
    rest = rest.filter((name) => !variants.includes(name));
  }
  return commands;
}

/**
 * What draws of these variants the cases that `whole` has: alone they might stand in a panel with others, unless the options say
 * what all share. Null where even then they would.
 */
function sameCases(
  whole: Pick<Chart, 'rows'>,
  definition: Lines & { readonly variants: readonly string[] },
  { parameters }: Scenario,
  wish: PictureWish,
  draw: Draw,
): { definition: Lines; chart: Chart } | null {
  const names = Object.keys(parameters);
  const shared = (column: string): ChartCell | undefined => {
    const values = new Set(whole.rows.map((row) => row[column]));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const regime = regimes.find((own) => own === shared('regime'));
  const where = names.flatMap((name) => {
    const value = shared(name);
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  const casesOf = ({ rows }: Pick<Chart, 'rows'>): string[] =>
    rows
      .filter((row) => definition.variants.includes(String(row['variant'])))
      .map((row) =>
        JSON.stringify(['variant', 'runtime_version', 'level', 'regime', ...names].map((name) => row[name])),
      )
      .sort();
  const wanted = casesOf(whole);
  const tries: Lines[] = [
    definition,
    { ...definition, where: Object.fromEntries(where), ...(regime === undefined ? {} : { regime }) },
  ];
  for (const own of tries) {
    const chart = draw(own, wish);
    if (chart !== null && casesOf(chart).join() === wanted.join()) return { definition: own, chart };
  }
  return null;
}

/** What draws lines by options; its files get a name of their own, so that no picture takes another's place. */
function commandOf(
  { name }: Chart,
  scenario: Scenario,
  { metric, over, where = {}, regime }: Lines,
  { facet, log }: PictureWish,
  variants: readonly string[],
  place: number,
): string {
  return [
    `interleave chart RUN --scenario ${scenario.name} --y ${metric} --x ${over}`,
    ...Object.entries(where).map(([parameter, value]) => `--where ${parameter}=${value}`),
    ...(regime === undefined ? [] : [`--cores ${regime === '1core' ? '1' : 'all'}`]),
    ...variants.map((variant) => `--variant ${variant}`),
    ...(facet === undefined ? [] : [`--facet ${facet}`]),
    ...(log === undefined ? [] : [`--log ${logText(log)}`]),
    `--name ${name}-${place}`,
  ].join(' ');
}

function logText({ x, y }: NonNullable<PictureWish['log']>): string {
  if (x) return y ? 'x,y' : 'x';
  return y ? 'y' : 'none';
}

/** What is told of a picture that has as many lines as its user named variants; null where they can be followed. */
export function thicketText(chart: Chart, byRuntime: () => Chart | null): string | null {
  const most = mostInPanel(chart);
  if (most <= mostLines) return null;
  const panels = byRuntime();
  const facets =
    panels !== null && mostInPanel(panels) <= mostLines
      ? ', or --facet runtime, which gives each runtime a panel'
      : '';
  return `${most} lines in one panel hide each other: --variant with ${mostLines} or fewer${facets}; without --x each variant has a row`;
}

function mostInPanel({ rows }: Pick<Chart, 'rows'>): number {
  const lines = [...Map.groupBy(rows, (row) => row['panel']).values()].map(
    (own) => new Set(own.map((row) => row['series'])).size,
  );
  return Math.max(...lines);
}
