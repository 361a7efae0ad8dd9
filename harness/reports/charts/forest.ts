/** Ratios with their intervals on a logarithmic axis, a row each: what a check and a comparison look like. */
import { linesOf, type ChartRow, type VegaLite } from './chart.ts';
import { expressionText } from './expression-text.ts';
import { panelsUnderEachOther } from './panels.ts';
import { ratioAxis } from './ratio-axis.ts';
import { verdictScales } from './verdict-marks.ts';

/** What a row of a forest needs; whoever makes it adds what else its CSV file holds. */
export type ForestRow = ChartRow & {
  readonly panel: string;
  /** Its name at the left; tells the rows of a panel apart. */
  readonly row: string;
  /** Null: there is none, and no mark. */
  readonly ratio: number | null;
  readonly ratio_low: number | null;
  readonly ratio_high: number | null;
  /** The margin that is shaded, as a share; null: none. */
  readonly harm: number | null;
  readonly verdict: string;
  /** The verdict and the ratio, as they stand at the right. */
  readonly words: string;
  /** The ratio with its interval, for people. */
  readonly shown: string;
};

export interface ForestPanel {
  readonly title: string;
  readonly axisTitle: string;
  readonly rows: readonly ForestRow[];
}

/** Px: together with what stands around them, 700. */
const labelWidth = 196;
const plotWidth = 318;
const wordsWidth = 158;

/** Letters of a row's name in one of its lines, the most of these, and px from the one to the other. */
const labelLetters = 31;
const mostLines = 3;
const lineHeight = 14;

/** Px of a row of one line, and what each line more adds. */
const rowHeight = 26;
const addedHeight = 10;

/** A panel of so many rows has its ticks labelled though another below it names the axis: that one is far away. */
const tallPanel = 12;

/** Px of a panel's title and of what is between panels. */
const titleHeight = 44;

/** Panels whose farthest ratios lie farther apart than so have each their own axis: else one would be a line at 1. */
const likeReaches = 8;

/** Of the farthest estimate or margin: wider intervals are cut there, or an undecided row would hide what was decided. */
const mostOfReach = 2;

/** What a caption says of intervals that are cut. */
export const cutWords = 'an arrow ends what is longer than the axis';

/** Px of a panel, without an axis. */
export function panelHeight(names: readonly string[]): number {
  return titleHeight + names.length * stepOf(names);
}

function stepOf(names: readonly string[]): number {
  const lines = Math.max(1, ...names.map((name) => labelLines(name).length));
  return rowHeight + addedHeight * (lines - 1);
}

/** What a caption says of the axes; empty for a single panel. */
export function axesWords(panels: readonly ForestPanel[]): string[] {
  if (panels.length === 1) return [];
  return reachesOf(panels).shared
    ? ['all panels have one scale, named below the last panel of each way to read it']
    : ['the scales of the panels differ, since their ratios do: compare figures, not lengths'];
}

/** ln of the ratio at an end of each panel's axis, and whether they are near enough for one scale. */
function reachesOf(panels: readonly ForestPanel[]) {
  const reaches = panels.map(({ rows }) => reachOf(rows));
  const most = Math.max(...reaches);
  // One in which nothing is seen loses nothing on a longer scale.
  const telling = reaches.filter((_, index) => panels[index]?.rows.some(isTelling) === true);
  return { reaches, most, shared: most / Math.min(most, ...telling) <= likeReaches };
}

function isTelling({ ratio_low: low, ratio_high: high, harm }: ForestRow): boolean {
  return harm !== null || (low !== null && low > 1) || (high !== null && high < 1);
}

export function forestSpec(panels: readonly ForestPanel[]): VegaLite {
  const { reaches, most, shared } = reachesOf(panels);
  const marks = verdictScales(panels.flatMap(({ rows }) => rows.map(({ verdict }) => verdict)));
  return panelsUnderEachOther(
    panels.map(({ title }) => title),
    (_, index) => {
      const { rows = [], axisTitle = '' } = panels[index] ?? {};
      // Of one scale the grid lines lead to the axis below; of several each has its own, and its own name.
      const isNamed = !shared || axisTitle !== panels[index + 1]?.axisTitle;
      return panelView(rows, isNamed ? axisTitle : null, shared ? most : (reaches[index] ?? most), marks);
    },
    'shared',
    'independent',
  );
}

/** ln of the ratio at an end of the axis. */
function reachOf(rows: readonly ForestRow[]): number {
  const size = (ratio: number | null): number => (ratio === null ? 0 : Math.abs(Math.log(ratio)));
  const kept = Math.max(
    // An axis that shows less than that would make much of nothing.
    Math.log1p(0.01),
    ...rows.flatMap(({ ratio, harm }) => [size(ratio), harm === null ? 0 : Math.log1p(harm)]),
  );
  const ends = Math.max(...rows.flatMap(({ ratio_low: low, ratio_high: high }) => [size(low), size(high)]));
  return Math.max(1.15 * kept, Math.min(1.05 * ends, mostOfReach * kept));
}

function panelView(
  rows: readonly ForestRow[],
  axisTitle: string | null,
  reach: number,
  { color, shape }: ReturnType<typeof verdictScales>,
): VegaLite {
  const [low, high] = [Math.exp(-reach), Math.exp(reach)];
  const { scale, axis } = ratioAxis(low, high, 7);
  const x = {
    type: 'quantitative',
    scale: { ...scale, range: [0, plotWidth] },
    axis: {
      ...axis,
      title: axisTitle,
      titleAnchor: 'start',
      ...(axisTitle === null && rows.length < tallPanel ? { labels: false, ticks: false } : {}),
    },
  };
  const order = rows.map(({ row }) => row);
  const beyond = (test: string, at: number, mark: string) => ({
    transform: [{ filter: `${test}` }],
    mark: { type: 'point', shape: mark, size: 50, style: 'quiet', tooltip: false },
    encoding: { x: { datum: at, ...x } },
  });
  const at = (px: number) => ({ value: plotWidth + px });
  return {
    width: plotWidth + wordsWidth,
    height: { step: stepOf(order) },
    encoding: {
      y: {
        field: 'row',
        type: 'nominal',
        sort: order,
        title: null,
        scale: { padding: 0 },
        // Its labels are marks: an axis hangs its second lines below the row.
        axis: {
          labels: false,
          ticks: false,
          domain: false,
          grid: true,
          minExtent: labelWidth,
          maxExtent: labelWidth,
        },
      },
    },
    layer: [
      {
        transform: [{ calculate: linesExpression(order), as: 'label' }],
        mark: {
          type: 'text',
          style: 'figure',
          align: 'right',
          baseline: 'middle',
          lineBreak: '\n',
          lineHeight,
          dy: { expr: `(1 - length(split(datum.label, '\\n'))) * ${lineHeight / 2}` },
          limit: labelWidth - 10,
          tooltip: false,
        },
        encoding: { x: { value: -8 }, text: { field: 'label' } },
      },
      {
        transform: [
          { filter: 'isValid(datum.harm)' },
          { calculate: '1 / (1 + datum.harm)', as: 'margin_low' },
          { calculate: '1 + datum.harm', as: 'margin_high' },
        ],
        mark: { type: 'bar', style: 'band', height: { band: 1 }, tooltip: false },
        encoding: { x: { field: 'margin_low', ...x }, x2: { field: 'margin_high' } },
      },
      {
        mark: { type: 'rule', style: 'quiet', strokeWidth: 1.5, tooltip: false },
        encoding: { x: { datum: 1, ...x }, y: null },
      },
      {
        transform: [{ filter: 'isValid(datum.ratio_low)' }],
        mark: { type: 'rule', strokeWidth: 3, opacity: { expr: 'barOpacity' } },
        encoding: { x: { field: 'ratio_low', ...x }, x2: { field: 'ratio_high' }, color },
      },
      beyond(`isValid(datum.ratio_low) && datum.ratio_low < ${low}`, low, 'triangle-left'),
      beyond(`isValid(datum.ratio_high) && datum.ratio_high > ${high}`, high, 'triangle-right'),
      {
        transform: [{ filter: 'isValid(datum.ratio)' }],
        mark: { type: 'point' },
        encoding: {
          x: { field: 'ratio', ...x },
          color,
          shape,
          tooltip: ['panel', 'row', 'verdict', 'shown'].map((field) => ({ field })),
        },
      },
      { mark: { type: 'point', size: 50, tooltip: false }, encoding: { x: at(14), color, shape } },
      {
        mark: { type: 'text', style: 'figure', align: 'left', baseline: 'middle', tooltip: false },
        encoding: { x: at(23), text: { field: 'words' } },
      },
    ],
  };
}

/** The lines of a row's label, by the row's name. */
function linesExpression(names: readonly string[]): string {
  const labels = names.map((name) => labelLines(name).join('\n'));
  return `[${labels.map(expressionText).join(',')}][indexof([${names.map(expressionText).join(',')}], datum.row)]`;
}

/** Broken between parameters: `workers 2` is one of them. Those of a check's names have no space within. */
export function labelLines(name: string): string[] {
  const parts = name
    .split(name.includes(', ') ? /(?<=,) / : ' ')
    .flatMap((part) => linesOf(part, labelLetters));
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${part}`.length > labelLetters) lines.push(part);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines - 1), `${lines[mostLines - 1] ?? ''} …`];
}
