import type { ChartDefinition, Scenario } from '../../model.ts';
import { Random } from '../../plan/random.ts';
import { percentileCurve, type PercentilePoint } from '../../statistics/percentile-curve.ts';
import type { PlannedCase } from '../../store/plan.ts';
import type { Run } from '../report.ts';
import type { CaseSummary } from '../summaries.ts';
import { captionOf } from './caption.ts';
import type { Chart } from './chart.ts';
import { panelTitle, sharedConstants } from './dots.ts';
import { columnPath } from './expression-text.ts';
import { caseColumns, seriesNames } from './figure-row.ts';
import { choosePanels, measuredPoints, type MeasuredPoint, type Panel } from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import { formatFigure, formatCount, type Scale } from '../quantity.ts';
import type { RecordedLatencies, WantedLatencies } from './recorded-latencies.ts';
import { axisFor, logDomain, scaleOf, scaleTypeFor, shownColumns, shownUnit } from './scales.ts';
import { seriesChannels } from './series.ts';

type Percentiles = Extract<ChartDefinition, { kind: 'percentiles' }>;

/** Px: together with the axis beside it, 700. */
const plotWidth = 590;

/** Enough that the bounds of a band hardly move from one seed to another. */
const repetitions = 1_000;

/** So many values of each process must lie on either side of a percentile: of fewer it would be a few values' own story. */
const valuesBeside = 10;

/** They carry a mark. */
const marked = [50, 90, 99, 99.9, 99.99, 99.999] as const;

/** As HdrHistogram's plotter labels them. */
const labelled = [0, ...marked] as const;

/** A few at the low end, which the axis presses together, then ten for each power of ten of what lies beyond. */
const grid: readonly number[] = [
  ...new Set(
    [0.01, 0.1, 1, 5, 10].concat(
      marked,
      Array.from({ length: 50 }, (_, step) => Number((100 - 100 / 10 ** ((step + 1) / 10)).toFixed(6))),
    ),
  ),
].sort((one, other) => one - other);

/** The curve of one case. */
interface Curve {
  readonly case: PlannedCase;
  /** Processes. */
  readonly n: number;
  /** Of the process that recorded the fewest. */
  readonly values: number;
  readonly points: readonly PercentilePoint[];
}

/**
 * Percentiles of a distribution over HdrHistogram's axis, on which 90 %, 99 % and 99.9 % are equally far apart; a panel a level,
 * a line a variant, a band from resampling whole processes. Null where no process recorded enough values.
 */
export function percentilesChart(
  run: Run,
  summaries: readonly CaseSummary[],
  latencies: RecordedLatencies,
  scenario: Scenario,
  definition: Percentiles,
): Chart | null {
  const { distribution, title, note } = definition;
  const metric = scenario.distributions.find(({ name }) => name === distribution);
  if (metric === undefined) return null;
  const panels = panelsOfCurves(summaries, scenario, definition)
    .map((panel) => ({
      ...panel,
      points: panel.points.flatMap((point) => curveOf(run, latencies, point.case, distribution) ?? []),
    }))
    .filter(({ points }) => points.length > 0);
  const curves = panels.flatMap(({ points }) => points);
  const [first] = curves;
  if (first === undefined) return null;
  const scale = shownUnit(
    distribution,
    metric.unit,
    curves.flatMap(({ points }) => points.map(({ value }) => value)),
  );
  const nameOf = seriesNames(curves.map((curve) => curve.case));
  const shared = sharedConstants(panels);
  const drawn = panels.map((panel) => {
    const panelName = panelTitle(panel, scenario, shared);
    return {
      title: panelName,
      reached: panel.points.flatMap(({ points }) =>
        points.flatMap(({ value, interval }) =>
          [value, interval?.low ?? value, interval?.high ?? value].map((one) => one / scale.factor),
        ),
      ),
      rows: panel.points.flatMap((curve) =>
        curve.points.map(({ percentile, value, interval }) => ({
          ...caseColumns(curve.case),
          metric: distribution,
          unit: metric.unit,
          n: curve.n,
          values: curve.values,
          percentile,
          median: value,
          ci_low: interval?.low ?? null,
          ci_high: interval?.high ?? null,
          shown: `${formatFigure(value / scale.factor)}${bandText(interval, scale)} ${scale.label}`,
          panel: panelName,
          series: nameOf(curve.case),
        })),
      ),
    };
  });
  const rows = drawn.flatMap((panel) => panel.rows);
  const positive = drawn.flatMap(({ reached }) => reached).filter((value) => value > 0);
  // One kind of scale for all panels: curves that look alike are alike.
  const type = scaleTypeFor(positive);
  const hasHidden = type === 'log' && rows.some(({ median }) => median === 0);
  const farthest = Math.max(...rows.map(({ percentile }) => percentile));
  const ticks = labelled.filter((percentile) => percentile <= farthest);
  const x = (isLast: boolean) => ({
    field: 'beyond',
    type: 'quantitative',
    scale: { type: 'log', domain: [1, axisPlace(farthest)], nice: false, padding: 12 },
    axis: {
      title: isLast ? `percentile of ${distribution}` : null,
      values: ticks.map(axisPlace),
      labelExpr: ticks.reduceRight<string>(
        (rest, percentile) => `datum.value < ${axisPlace(percentile) * 1.01} ? '${percentile} %' : ${rest}`,
        "''",
      ),
    },
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
        processLine(curves),
        `Drawn where ${valuesBeside} of a process’s ${range(curves.map(({ values }) => values))} values lie on either side${
          hasHidden ? '; zeros, for which a logarithmic axis has no place, are left out' : ''
        }`,
      ],
      curves,
    ),
    description: `${title}: ${rows
      .filter(({ percentile }) => marked.some((one) => one === percentile))
      .map(({ series, percentile, shown }) => `${series} ${percentile} % ${shown}`)
      .join('; ')}`,
    rows,
    spec: {
      transform: [...shownColumns(scale), { calculate: '100 / (100 - datum.percentile)', as: 'beyond' }],
      ...panelsUnderEachOther(
        drawn.map((panel) => panel.title),
        (isLast, index) => {
          const { reached = [], rows: own = [] } = drawn[index] ?? {};
          const { color, shape } = seriesChannels(own, scenario, run);
          const y = {
            type: 'quantitative',
            // A band that comes from 0 begins at the very end.
            scale: { ...scaleOf(type, reached), padding: 0 },
            axis: { ...axisFor(scale.title, type, reached), minExtent: 50 },
          };
          const value = { field: 'median_shown', ...y };
          // Percentiles rise, so that what is hidden is a curve's beginning.
          const shown = type === 'log' ? [{ filter: 'datum.median > 0' }] : [];
          const lowest = type === 'log' ? logDomain(reached)[0] : 0;
          return {
            width: plotWidth,
            height: panels.length > 1 ? 190 : 320,
            layer: [
              {
                mark: { type: 'area', opacity: { expr: 'bandOpacity' }, line: false },
                transform: [
                  ...shown,
                  { filter: 'isValid(datum.ci_low)' },
                  { calculate: `max(datum.ci_low_shown, ${lowest})`, as: 'band_low' },
                ],
                encoding: {
                  x: x(isLast),
                  y: { field: 'band_low', ...y },
                  y2: { field: 'ci_high_shown' },
                  color,
                },
              },
              { mark: { type: 'line' }, transform: shown, encoding: { x: x(isLast), y: value, color } },
              {
                mark: { type: 'point', size: 55 },
                transform: [...shown, { filter: `indexof([${marked.join(', ')}], datum.percentile) >= 0` }],
                encoding: {
                  x: x(isLast),
                  y: value,
                  color,
                  shape,
                  tooltip: [
                    { field: 'series', title: 'variant' },
                    { field: 'percentile' },
                    { field: 'shown', title: `${distribution} (95 %)` },
                    { field: 'n' },
                    { field: 'values', title: 'values a process' },
                    ...Object.keys(first.case.parameters).map((name) => ({
                      field: columnPath(name),
                      title: name,
                    })),
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

/** By what the summaries say, before anything is decoded. */
function panelsOfCurves(
  summaries: readonly CaseSummary[],
  scenario: Scenario,
  { distribution, where, regime, variants }: Percentiles,
): Panel<MeasuredPoint>[] {
  const found = measuredPoints(summaries, scenario, `${distribution}_p50`);
  return choosePanels(found, scenario, { where, regime, variants }, false);
}

/** What all pictures of this kind need that the run's scenarios declare. */
export function declaredLatencies({ scenarios }: Run, summaries: readonly CaseSummary[]): WantedLatencies {
  const wanted = new Map<string, Set<string>>();
  for (const scenario of scenarios) {
    for (const definition of scenario.charts ?? []) {
      if (definition.kind !== 'percentiles') continue;
      for (const { points } of panelsOfCurves(summaries, scenario, definition)) {
        for (const { case: own } of points) {
          wanted.set(own.id, (wanted.get(own.id) ?? new Set()).add(definition.distribution));
        }
      }
    }
  }
  return wanted;
}

/** Null where the values of a process carry not even a median. */
function curveOf(
  { plan }: Run,
  latencies: RecordedLatencies,
  own: PlannedCase,
  distribution: string,
): Curve | null {
  const processes = latencies.of(own.id, distribution);
  const values = Math.min(...processes.map(({ count }) => count));
  const carried = grid.filter(
    (percentile) => (values * Math.min(percentile, 100 - percentile)) / 100 >= valuesBeside - 1e-6,
  );
  if (processes.length === 0 || !carried.includes(50)) return null;
  return {
    case: own,
    n: processes.length,
    values,
    // The same resamples for all curves: what one shows does not hang on which others stand beside it.
    points: percentileCurve(processes, carried, new Random(plan.seed), { repetitions }),
  };
}

/** ` (1.2–3.1)`, the band at a point in the unit of the figure; nothing where there is none. */
function bandText(interval: PercentilePoint['interval'], { factor }: Scale): string {
  if (interval === null) return '';
  return ` (${[interval.low, interval.high].map((end) => formatFigure(end / factor)).join('–')})`;
}

/** Where a percentile stands: of this many values one lies beyond it. */
function axisPlace(percentile: number): number {
  return 100 / (100 - percentile);
}

function processLine(curves: readonly Curve[]): string {
  const n = range(curves.map((curve) => curve.n));
  const without = curves.filter(({ points }) => points.some(({ interval }) => interval === null)).length;
  const lines = `n ${n}: lines are medians over fresh processes`;
  if (without === curves.length) return `${lines}; no bands: n < 6`;
  return `${lines}; bands: 95 % by resampling whole processes${without === 0 ? '' : ', none where n < 6'}`;
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(least) : `${formatCount(least)}–${formatCount(most)}`;
}
