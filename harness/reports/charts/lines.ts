import type { ChartDefinition, Scenario } from '../../model.ts';
import type { PlannedCase } from '../../store/plan.ts';
import { formatCount, formatFigure, formatSummary, scaleFor } from '../quantity.ts';
import type { CrossoverSummary } from '../crossovers.ts';
import { sizesText } from '../slope-table.ts';
import type { CaseSummary, SlopeSummary } from '../summaries.ts';
import type { Run } from '../report.ts';
import { intervalLine, captionOf } from './caption.ts';
import type { Chart, PictureWish, VegaLite } from './chart.ts';
import { panelTitle, sharedConstants } from './dots.ts';
import { drawnCrossing, type Place } from './drawn-crossing.ts';
import { columnPath } from './expression-text.ts';
import { figureRow, type SeriesRow, seriesNames } from './figure-row.ts';
import {
  choosePanels,
  isForOneUnit,
  measuredPoints,
  type MeasuredPoint,
  type Panel,
} from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import {
  axisFor,
  placesOn,
  reachedValues,
  scaleOf,
  scaleTypeBy,
  shownColumns,
  shownUnit,
  type AxisPlaces,
  type AxisScale,
} from './scales.ts';
import { seriesChannels } from './series.ts';
import { sweptAxis } from './swept-axis.ts';

/** Px: together with the axis beside it, 700. */
const plotWidth = 590;

type Lines = Extract<ChartDefinition, { kind: 'lines' }>;

export interface Swept {
  readonly slopes: readonly SlopeSummary[];
  readonly crossovers: readonly CrossoverSummary[];
}

/** A metric over a parameter, a panel a level, a line a variant with its intervals as a band. Null where the run has not two values of it. */
export function linesChart(
  run: Run,
  summaries: readonly CaseSummary[],
  swept: Swept,
  scenario: Scenario,
  definition: Lines,
  { facet, log }: PictureWish = {},
): Chart | null {
  const { metric, over, where, regime, variants, title, note } = definition;
  const found = measuredPoints(summaries, scenario, metric).filter(
    (point) => typeof point.case.parameters[over] === 'number',
  );
  const sweptValues = (points: readonly MeasuredPoint[]): number[] => [
    ...new Set(points.map((point) => Number(point.case.parameters[over]))),
  ];
  const chosen = choosePanels(
    found,
    scenario,
    { where, regime, variants, over, facet },
    isForOneUnit(scenario, metric) && over !== scenario.sizeParameter,
  );
  const withLines = chosen.filter(({ points }) => sweptValues(points).length > 1);
  if (withLines.length === 0) return null;
  // A panel for each value that was asked for, also where only single points were measured.
  const panels = (facet === undefined ? withLines : chosen).map((panel) => withSizes(panel, scenario, over));
  const points = panels.flatMap((panel) => panel.points);
  const [first] = points;
  if (first === undefined) return null;
  const medians = points.map(({ summary }) => summary.median);
  const scale = shownUnit(metric, first.metric.unit, medians);
  const nameOf = seriesNames(points.map((point) => point.case));
  const seriesOf = (own: PlannedCase): string =>
    `${nameOf(own)}${definition.slope === true ? slopeText(own, swept.slopes, scenario) : ''}`;
  const shared = sharedConstants(panels);
  const xs = sweptValues(points).sort((one, other) => one - other);
  // One kind of scale for all panels: lines that look alike are alike.
  const yType = yScaleType(reachedValues(points, scale), definition, log?.y);
  const xType = xScaleType(xs, log?.x);
  const drawn = panels.map((panel) => {
    const panelName = panelTitle(panel, scenario, shared);
    const reached = reachedValues(panel.points, scale);
    return {
      title: panelName,
      reached,
      marked: crossings(swept.crossovers, definition, panel.points, seriesOf, {
        x: placesOn(xType, xs),
        y: placesOn(yType, reached),
        factor: scale.factor,
      }),
      alone: alonePoints(panel.points).map(({ case: own }) => seriesOf(own)),
      rows: panel.points.map((point): SeriesRow => ({
        ...figureRow(point, scale),
        panel: panelName,
        series: seriesOf(point.case),
      })),
    };
  });
  const rows = drawn.flatMap((panel) => panel.rows);
  const x = (isLast: boolean) => ({
    field: columnPath(over),
    type: 'quantitative',
    ...sweptAxis(xType, xs, isLast ? over : null),
  });
  return {
    name: `${scenario.name}-${definition.name}`,
    scenario: scenario.name,
    title,
    subtitle: captionOf(
      run,
      note,
      shared,
      [
        ...drawn.flatMap(({ marked }) => marked.map(({ text }) => text)),
        intervalLine(
          points.map(({ summary }) => summary),
          'bands',
        ),
        ...(drawn.some(({ alone }) => alone.length > 0)
          ? ['A point that stands alone has a bar for its interval']
          : []),
      ],
      points,
    ),
    description: `${title}, over ${over}: ${drawn.flatMap((panel) => endsOfLines(panel.rows, over)).join('; ')}`,
    rows,
    spec: {
      transform: shownColumns(scale),
      ...panelsUnderEachOther(
        drawn.map((panel) => panel.title),
        (isLast, index) => {
          const { reached = [], marked = [], alone = [], rows: own = [] } = drawn[index] ?? {};
          const { color, shape } = seriesChannels(own, scenario, run);
          const y = {
            type: 'quantitative',
            scale: scaleOf(yType, reached),
            axis: { ...axisFor(scale.title, yType, reached), minExtent: 50 },
          };
          return {
            width: plotWidth,
            height: panels.length > 1 ? 190 : 320,
            layer: [
              ...crossingLayers(marked, over, x(isLast), color),
              {
                mark: { type: 'area', opacity: { expr: 'bandOpacity' }, line: false },
                encoding: {
                  x: x(isLast),
                  y: { field: 'ci_low_shown', ...y },
                  y2: { field: 'ci_high_shown' },
                  color,
                },
              },
              ...(alone.length === 0
                ? []
                : [
                    {
                      transform: [{ filter: { field: 'series', oneOf: alone } }],
                      mark: { type: 'rule', strokeWidth: 3, opacity: { expr: 'barOpacity' } },
                      encoding: {
                        x: x(isLast),
                        y: { field: 'ci_low_shown', ...y },
                        y2: { field: 'ci_high_shown' },
                        color,
                      },
                    },
                  ]),
              {
                mark: { type: 'line' },
                encoding: { x: x(isLast), y: { field: 'median_shown', ...y }, color },
              },
              {
                mark: { type: 'point', size: 55 },
                encoding: {
                  x: x(isLast),
                  y: { field: 'median_shown', ...y },
                  color,
                  shape,
                  tooltip: [
                    { field: 'series', title: 'variant' },
                    { field: columnPath(over), title: over },
                    { field: 'shown', title: metric },
                    { field: 'n' },
                    ...Object.keys(first.case.parameters)
                      .filter((name) => name !== over)
                      .map((name) => ({ field: columnPath(name), title: name })),
                  ],
                },
              },
            ],
          };
        },
        'independent',
      ),
    },
  };
}

/** Where each line begins and where it ends: all its points would be too much to listen to. */
function endsOfLines(rows: readonly SeriesRow[], over: string): string[] {
  return [...Map.groupBy(rows, ({ series }) => series)].map(([series, own]) => {
    const points = own
      .toSorted((one, other) => Number(one[over]) - Number(other[over]))
      .map((row) => `${row.shown} at ${formatFigure(Number(row[over]))}`);
    return `${series} from ${points[0]} to ${points.at(-1)}`;
  });
}

/** Growth with the size is a straight line where both axes are logarithmic. */
function yScaleType(values: readonly number[], { slope }: Lines, isLog: boolean | undefined): AxisScale {
  const isStraight = isLog === undefined && slope === true && values.every((value) => value > 0);
  return isStraight ? 'log' : scaleTypeBy(values, isLog);
}

/** Parameters are swept in multiples, so that a few of them are enough for a logarithmic axis. */
function xScaleType(values: readonly number[], isLog: boolean | undefined): AxisScale {
  const isSpread = !values.includes(0) && Math.max(...values) / Math.min(...values) >= 8;
  const isSwept = isLog === undefined && isSpread && values.every((value) => value > 0);
  return isSwept ? 'log' : scaleTypeBy(values, isLog);
}

/** ` (slope 2,708 ±1% B a task over 10 to 1,000 tasks, 3 sizes)`, what one more of them costs by what the run says of this variant. */
function slopeText(own: PlannedCase, slopes: readonly SlopeSummary[], scenario: Scenario): string {
  const { sizeParameter } = scenario;
  const found = slopes.find(
    ({ case: other, parameters }) =>
      other.scenario === own.scenario &&
      other.variant === own.variant &&
      other.runtimeVersion === own.runtimeVersion &&
      other.regime === own.regime &&
      Object.entries(parameters).every(
        ([name, value]) => name === sizeParameter || own.parameters[name] === value,
      ),
  );
  if (found === undefined) return '';
  const { metric, summary } = found.slope;
  const figure = formatSummary(summary, scaleFor(metric.unit, []));
  return ` (slope ${figure} B a task over ${sizesText(scenario, found.sizes)})`;
}

/** Where one variant begins to beat another. */
interface Crossing {
  /** Where the marker stands. */
  readonly at: number;
  readonly series: string;
  /** The series that it beats: on other axes the two lines meet elsewhere. */
  readonly against: string;
  readonly text: string;
}

/** More of them would make a table of the picture. */
const mostCrossings = 3;

function crossings(
  crossovers: readonly CrossoverSummary[],
  { crossover, over }: Lines,
  points: readonly MeasuredPoint[],
  seriesOf: (own: PlannedCase) => string,
  axes: Axes,
): Crossing[] {
  if (crossover === undefined) return [];
  const shownCases = new Set(points.map((point) => point.case.id));
  return crossovers
    .filter(
      ({ definition, case: own, against }) =>
        definition.name === crossover && shownCases.has(own.id) && shownCases.has(against.id),
    )
    .flatMap(({ case: own, against, result, swept }): Crossing[] => {
      if (result.status !== 'found') return [];
      const { estimate, worseAt, betterAt, upTo } = result;
      const until = upTo === swept.at(-1) ? '' : ` up to ${formatFigure(upTo)}`;
      return [
        {
          // The estimate goes along ln x and the medians of ratios; on other axes the lines meet beside it.
          at: drawnAt(points, over, own, against, [worseAt, betterAt], axes) ?? estimate,
          series: seriesOf(own),
          against: seriesOf(against),
          text: `Dashed: ${own.variant} beats ${against.variant} from about ${over} ${formatFigure(estimate)} on${until} (worse at ${formatFigure(worseAt)}, better at ${formatFigure(betterAt)})`,
        },
      ];
    })
    .slice(0, mostCrossings);
}

/** How a panel lays out what it shows. */
interface Axes {
  readonly x: AxisPlaces;
  readonly y: AxisPlaces;
  /** Of the unit of the axis. */
  readonly factor: number;
}

/** Where the lines of two variants cross in the picture; null where they do not between these values. */
function drawnAt(
  points: readonly MeasuredPoint[],
  over: string,
  own: PlannedCase,
  against: PlannedCase,
  [from, to]: readonly [number, number],
  { x, y, factor }: Axes,
): number | null {
  const lineOf = ({ variant, runtimeVersion }: PlannedCase): Place[] =>
    points
      .filter((point) => point.case.variant === variant && point.case.runtimeVersion === runtimeVersion)
      .map(({ case: { parameters }, summary: { median }, metric: { direction } }) => ({
        x: x.placeOf(Number(parameters[over])),
        y: y.placeOf(median / factor) * (direction === 'higher-is-better' ? -1 : 1),
      }));
  const place = drawnCrossing(lineOf(own), lineOf(against), x.placeOf(from), x.placeOf(to));
  // Beyond nine digits logarithms may differ from one machine to another.
  return place === null ? null : Number(x.valueAt(place).toPrecision(9));
}

/** Those whose variant has no other: a band has no width there. */
function alonePoints(points: readonly MeasuredPoint[]): MeasuredPoint[] {
  const lines = Map.groupBy(points, ({ case: { variant, runtimeVersion } }) =>
    JSON.stringify([variant, runtimeVersion]),
  );
  return [...lines.values()].flatMap((own) => (own.length === 1 ? own : [])).filter(hasInterval);
}

function hasInterval({ summary }: MeasuredPoint): boolean {
  return summary.interval !== null;
}

/** With the size of each swept value among what a panel says of its points, where it is not the same for all. */
function withSizes(
  panel: Panel<MeasuredPoint>,
  { sizeParameter }: Scenario,
  over: string,
): Panel<MeasuredPoint> {
  if (over === sizeParameter || sizeParameter in panel.constants) return panel;
  const sizes = new Map(
    panel.points.map(({ case: { parameters } }) => [
      Number(parameters[over]),
      Number(parameters[sizeParameter]),
    ]),
  );
  const ascending = [...sizes].sort(([one], [other]) => one - other);
  const text = [...Map.groupBy(ascending, ([, size]) => size)].map(([size, values], index) => {
    const at = values.map(([value]) => formatCount(value)).join(' and ');
    return `${formatCount(size)} at ${index === 0 ? `${over} ` : ''}${at}`;
  });
  return { ...panel, constants: { ...panel.constants, [sizeParameter]: text.join('; ') } };
}

/** A dashed line in the colour of the series that begins to win. */
function crossingLayers(marked: readonly Crossing[], over: string, x: VegaLite, color: VegaLite): VegaLite[] {
  if (marked.length === 0) return [];
  return [
    {
      data: { values: marked.map(({ at, series, against }) => ({ [over]: at, series, against })) },
      mark: { type: 'rule', strokeDash: [5, 4], strokeWidth: 1.5 },
      encoding: { x, color },
    },
  ];
}
