/** What a picture is before anything is drawn: rows of figures, and a declaration of how they are seen. */
import { oneLine } from '../harmless-text.ts';

/**
 * A Vega-Lite specification. Its own type is so deep that the compiler tells little by it; a test compiles every chart
 * instead, and fails on what Vega-Lite warns of.
 */
export type VegaLite = Readonly<Record<string, unknown>>;

export type ChartCell = string | number | null;

/** Base units, as in the CSV files. The names are the columns of the CSV file behind the chart. */
export type ChartRow = Readonly<Record<string, ChartCell>>;

export interface Chart {
  /** The stem of its files' names: small letters, digits and hyphens. */
  readonly name: string;
  /** Null for one that shows a comparison. */
  readonly scenario: string | null;
  /** What is seen, in a few words. */
  readonly title: string;
  /** Unit, what is the same in all marks, n, interval, machine and date: a picture travels without its page. */
  readonly subtitle: readonly string[];
  /** What it says, for those who do not see it. */
  readonly description: string;
  /** At least one. */
  readonly rows: readonly ChartRow[];
  /** Without data, title and theme, which `specification` adds. */
  readonly spec: VegaLite;
}

/** What a user wants of one picture besides what a scenario declares of its own. */
export interface PictureWish {
  /** What has a panel for each of its values: a parameter, `regime` or `runtime`. */
  readonly facet?: string | undefined;
  /** Which axes are logarithmic, x that of the swept parameter and y that of the metric; by the figures if not said. */
  readonly log?: { readonly x: boolean; readonly y: boolean } | undefined;
}

const schema = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Letters that fit a picture of 700 px, in the sizes of the theme. */
const titleLetters = 70;
const subtitleLetters = 116;

/** The whole of it: nothing else is needed to draw it, here or in any other program that reads Vega-Lite. */
export function specification(chart: Chart, theme: VegaLite): VegaLite {
  return {
    $schema: schema,
    description: chart.description,
    title: {
      text: linesOf(chart.title, titleLetters),
      subtitle: chart.subtitle.flatMap((line) => linesOf(line, subtitleLetters)),
    },
    data: { name: 'figures', values: chart.rows },
    ...chart.spec,
    config: theme,
  };
}

/** Broken at spaces where there are any, so that no line widens the picture. */
export function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  let rest = oneLine(text);
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const end = space > most / 2 ? space : most;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
