import type { ChartDefinition, Scenario } from '../../model.ts';
import { formatFigure } from '../quantity.ts';
import type { CrossoverSummary } from '../crossovers.ts';
import type { CaseSummary, SlopeSummary } from '../summaries.ts';
import type { Run } from '../report.ts';
import { intervalLine, machineLine } from './caption.ts';
import type { Chart, VegaLite } from './chart.ts';
import { panelTitle, sharedConstants } from './dots.ts';
import { figureRow, type SeriesRow, seriesNames } from './figure-row.ts';
import { choosePanels, isForOneUnit, measuredPoints, type MeasuredPoint } from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import { axisFor, scaleOf, shownColumns, scaleTypeFor, shownUnit } from './scales.ts';

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
): Chart | null {
  const { metric, over, where, regime, variants, title, note } = definition;
  const found = measuredPoints(summaries, scenario, metric).filter(
    (point) => typeof point.case.parameters[over] === 'number',
  );
  const sweptValues = (points: readonly MeasuredPoint[]): number[] => [
    ...new Set(points.map((point) => Number(point.case.parameters[over]))),
  ];
  const panels = choosePanels(
    found,
    scenario,
    { where, regime, variants, over },
    isForOneUnit(scenario, metric) && over !== scenario.sizeParameter,
  ).filter(({ points }) => sweptValues(points).length > 1);
  const points = panels.flatMap((panel) => panel.points);
  const [first] = points;
  if (first === undefined) return null;
  const medians = points.map(({ summary }) => summary.median);
  const scale = shownUnit(metric, first.metric.unit, medians);
  const nameOf = seriesNames(points.map((point) => point.case));
  const shared = sharedConstants(panels);
  const rows: readonly SeriesRow[] = panels.flatMap((panel) =>
    panel.points.map((point) => ({
      ...figureRow(point, scale),
      panel: panelTitle(panel, scenario, shared),
      series: `${nameOf(point.case)}${definition.slope === true ? slopeText(point, swept.slopes, scenario) : ''}`,
    })),
  );
  const xs = sweptValues(points);
  const xType =
    scaleTypeFor(xs) === 'linear' && xs.includes(0) === false && Math.max(...xs) / Math.min(...xs) >= 8
      ? 'log'
      : scaleTypeFor(xs);
  const yType = scaleTypeFor(medians);
  const shownValues = medians.map((median) => median / scale.factor);
  const marked = crossoverRows(
    swept.crossovers,
    definition,
    panels.map((panel) => ({ ...panel, title: panelTitle(panel, scenario, shared) })),
  );
  const y = {
    type: 'quantitative',
    scale: scaleOf(yType),
    axis: { ...axisFor(scale.title, yType, shownValues), minExtent: 50 },
  };
  const x = {
    field: over,
    type: 'quantitative',
    scale: { ...scaleOf(xType), nice: false, padding: 12 },
    axis: {
      ...axisFor(over, xType, xs),
      values: xs.toSorted((one, other) => one - other),
      labelExpr: undefined,
      format: Math.max(...xs) >= 1e5 ? '~s' : ',~f',
    },
  };
  const series = [...new Set(rows.map((row) => row.series))];
  const color = {
    field: 'series',
    type: 'nominal',
    sort: series,
    title: null,
    legend: { orient: 'bottom', columns: 2, symbolType: 'stroke', symbolLimit: 0, labelLimit: 320 },
  };
  const marks = marked.map(({ at }) => ({ [over]: at }));
  const layer: VegaLite[] = [
    ...(marks.length === 0
      ? []
      : [
          {
            data: { values: marks },
            mark: { type: 'rule', style: 'quiet', strokeDash: [5, 4], tooltip: false },
            encoding: { x: { field: over, type: 'quantitative' } },
          },
        ]),
    {
      mark: { type: 'area', opacity: 0.16, line: false },
      encoding: { x, y: { field: 'ci_low_shown', ...y }, y2: { field: 'ci_high_shown' }, color },
    },
    { mark: { type: 'line' }, encoding: { x, y: { field: 'median_shown', ...y }, color } },
    {
      mark: { type: 'point', size: 55 },
      encoding: {
        x,
        y: { field: 'median_shown', ...y },
        color,
        shape: { field: 'series', type: 'nominal', sort: series, title: null, legend: color.legend },
        tooltip: [
          { field: 'series', title: 'variant' },
          { field: over },
          { field: 'shown', title: metric },
          { field: 'n' },
          ...Object.keys(first.case.parameters)
            .filter((name) => name !== over)
            .map((field) => ({ field })),
        ],
      },
    },
  ];
  return {
    name: `${scenario.name}-${definition.name}`,
    scenario: scenario.name,
    title,
    subtitle: [
      ...(note === undefined ? [] : [note]),
      ...(shared.length === 0 ? [] : [shared.join(', ')]),
      ...marked.map(({ text }) => String(text)),
      intervalLine(
        points.map(({ summary }) => summary.n),
        points.some(({ summary }) => summary.interval !== null),
      ).replace(', bars their', ', bands their'),
      machineLine(
        run.environment,
        run.plan.createdAt,
        points.map(({ case: { runtime, runtimeVersion } }) => `${runtime} ${runtimeVersion}`),
      ),
    ],
    description: `${title}, over ${over}: ${rows.map((row) => `${row.series} at ${String(row[over])} ${row.shown}`).join('; ')}`,
    rows,
    spec: {
      transform: shownColumns(scale),
      ...panelsUnderEachOther(
        panels.map((panel) => panelTitle(panel, scenario, shared)),
        () => ({
          width: plotWidth,
          height: panels.length > 1 ? 190 : 320,
          layer,
        }),
        'independent',
      ),
    },
  };
}

/** `: 2,708 B each`, the slope of what the run says of this variant. */
function slopeText(
  { case: own }: MeasuredPoint,
  slopes: readonly SlopeSummary[],
  { sizeParameter }: Scenario,
): string {
  const found = slopes.find(
    ({ case: other, parameters }) =>
      other.variant === own.variant &&
      other.runtimeVersion === own.runtimeVersion &&
      other.regime === own.regime &&
      Object.entries(parameters).every(
        ([name, value]) => name === sizeParameter || own.parameters[name] === value,
      ),
  );
  return found === undefined ? '' : `: slope ${formatFigure(found.slope.summary.median)} B a task`;
}

/** Where one variant begins to beat another, in words; at most three, or the picture would be a table. */
function crossoverRows(
  crossovers: readonly CrossoverSummary[],
  { crossover, over }: Lines,
  panels: readonly { readonly regime: string; readonly points: readonly MeasuredPoint[] }[],
): { at: number; text: string }[] {
  if (crossover === undefined) return [];
  const shownCases = new Set(panels.flatMap(({ points }) => points.map((point) => point.case.id)));
  return crossovers
    .filter(
      ({ definition, case: own, against }) =>
        definition.name === crossover && shownCases.has(own.id) && shownCases.has(against.id),
    )
    .flatMap(({ case: own, against, result }) =>
      result.status === 'found'
        ? [
            {
              at: result.estimate,
              text: `Dashed: ${own.variant} beats ${against.variant} from about ${over} ${formatFigure(result.estimate)} on`,
            },
          ]
        : [],
    )
    .slice(0, 3);
}
