/** What a picture is before anything is drawn: rows of figures, and a declaration of how they are seen. */
import { textWidth } from '../../render/text-width.ts';
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
  /** Where it shows fewer variants than it could, or more than can be followed: what is told of it, in lines, and who is left out. */
  readonly crowded?: { readonly advice: readonly string[]; readonly leftOut: readonly string[] };
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

/** Letters of a title that fit a picture of 700 px. */
const titleLetters = 70;

/** Px: what of a picture of 700 px is left between its margins, and the size of a caption's letters in the theme. */
const captionWidth = 672;
const captionSize = 12;

/** The whole of it: nothing else is needed to draw it, here or in any other program that reads Vega-Lite. */
export function specification(chart: Chart, theme: VegaLite): VegaLite {
  return {
    $schema: schema,
    description: oneLine(chart.description),
    title: {
      text: linesOf(chart.title, titleLetters),
      subtitle: chart.subtitle.flatMap((line) => captionLines(line)),
    },
    data: { name: 'figures', values: chart.rows },
    ...chart.spec,
    config: theme,
  };
}

/** By what they take in the font of the PNG files: a line of narrow letters holds more of them. */
export function captionLines(text: string): string[] {
  return broken(text, (rest) => {
    let width = 0;
    const end = [...rest].findIndex((letter) => (width += textWidth(letter, captionSize)) > captionWidth);
    return end < 0 ? rest.length : [...rest].slice(0, end).join('').length;
  });
}

/** Broken behind what it lists, or at spaces where there are any, so that no line widens the picture. */
export function linesOf(text: string, most: number): string[] {
  return broken(text, () => most);
}

/**
 * A line ends behind a comma, a semicolon or a dot between two parts, if there is one in its second half: `500 at 1,000` stays whole.
 *
 * @param fitting how many letters of what is left fit one line
 */
function broken(text: string, fitting: (rest: string) => number): string[] {
  const lines: string[] = [];
  let rest = oneLine(text);
  for (let most = fitting(rest); rest.length > most; most = fitting(rest)) {
    const ends = [/[,;] | · /g, / /g].map((pattern) => lastEnd(rest, pattern, most));
    const end = ends.find((place) => place > most / 2) ?? most;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Where the last such separator leaves off that fits, without its blank; 0 if none does. */
function lastEnd(text: string, separator: RegExp, most: number): number {
  return Math.max(
    0,
    ...[...text.matchAll(separator)]
      .map(({ 0: found, index }) => index + found.trimEnd().length)
      .filter((end) => end <= most),
  );
}
