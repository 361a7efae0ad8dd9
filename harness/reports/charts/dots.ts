import type { ChartDefinition, Scenario } from '../../model.ts';
import { oneLine } from '../harmless-text.ts';
import type { CaseSummary } from '../summaries.ts';
import type { Run } from '../report.ts';
import { intervalLine, captionOf } from './caption.ts';
import type { Chart, PictureWish } from './chart.ts';
import { columnPath } from './expression-text.ts';
import { figureRow, type SeriesRow, parametersText, seriesNames } from './figure-row.ts';
import {
  choosePanels,
  isForOneUnit,
  measuredPoints,
  type Panel,
  type MeasuredPoint,
} from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import {
  axisFor,
  logDomain,
  reachedValues,
  scaleOf,
  scaleTypeBy,
  shownColumns,
  shownUnit,
  symlogConstant,
  titleOn,
  type AxisScale,
} from './scales.ts';
import { runtimeScales } from './runtime-scales.ts';

type Dots = Extract<ChartDefinition, { kind: 'dots' }>;

/** Px: together with what stands around them, 700. */
const labelWidth = 190;
const plotWidth = 470;

/** A mark with its interval for each variant, a panel a level. Null where the run has not two of them. */
export function dotsChart(
  run: Run,
  summaries: readonly CaseSummary[],
  scenario: Scenario,
  definition: Dots,
  { facet, log }: PictureWish = {},
): Chart | null {
  const { metric, where, regime, variants, title, note } = definition;
  const found = measuredPoints(summaries, scenario, metric);
  const panels = choosePanels(
    found,
    scenario,
    { where, regime, variants, facet },
    isForOneUnit(scenario, metric),
  );
  const points = panels.flatMap((panel) => panel.points);
  const [first] = points;
  if (first === undefined || points.length < 2) return null;
  const medians = points.map(({ summary }) => summary.median);
  const scale = shownUnit(metric, first.metric.unit, medians);
  const nameOf = seriesNames(points.map((point) => point.case));
  const shared = sharedConstants(panels);
  const rows: readonly SeriesRow[] = panels.flatMap((panel) =>
    panel.points.map((point) => ({
      ...figureRow(point, scale),
      panel: panelTitle(panel, scenario, shared),
      series: nameOf(point.case),
    })),
  );
  const reached = reachedValues(points, scale);
  const type = scaleTypeBy(reached, log?.y);
  const hasSign = reached.some((value) => value < 0);
  const axis = axisFor(hasSign ? scale.title : titleOn(type, scale.title), type, reached);
  const x = (isLast: boolean) => ({
    type: 'quantitative',
    scale: scaleOf(type, reached),
    axis: isLast ? axis : { ...axis, title: null },
  });
  const isRight = moreRoomOnTheLeft(reached, type);
  const figure = {
    type: 'text',
    align: { expr: `${isRight} ? 'right' : 'left'` },
    dx: { expr: `${isRight} ? -10 : 10` },
    baseline: 'middle',
  };
  const order = rows.map(({ series }) => series);
  return {
    name: `${scenario.name}-${definition.name}`,
    scenario: scenario.name,
    title,
    subtitle: captionOf(
      run,
      note,
      shared,
      [
        intervalLine(
          points.map(({ summary }) => summary),
          'bars',
        ),
      ],
      points,
    ),
    description: `${title}: ${rows.map(({ series, shown }) => `${series} ${shown}`).join('; ')}`,
    rows,
    spec: {
      transform: [
        ...shownColumns(scale),
        // A figure stands beside the interval, not over it.
        ...['low', 'high'].map((end) => ({
          calculate: `isValid(datum.ci_${end}_shown) ? datum.ci_${end}_shown : datum.median_shown`,
          as: `${end}_end`,
        })),
        { calculate: `${isRight} ? datum.low_end : datum.high_end`, as: 'label_at' },
      ],
      ...panelsUnderEachOther(
        panels.map((panel) => panelTitle(panel, scenario, shared)),
        (isLast) => ({
          width: plotWidth,
          height: { step: 24 },
          encoding: {
            y: {
              field: 'series',
              type: 'nominal',
              sort: order,
              title: null,
              axis: {
                grid: true,
                ticks: false,
                domain: false,
                minExtent: labelWidth,
                maxExtent: labelWidth,
                labelLimit: labelWidth - 4,
              },
            },
          },
          layer: [
            {
              mark: { type: 'rule', strokeWidth: 3, opacity: { expr: 'barOpacity' } },
              encoding: {
                x: { field: 'ci_low_shown', ...x(isLast) },
                x2: { field: 'ci_high_shown' },
                color: runtimeScales(rows).color,
              },
            },
            {
              mark: { type: 'point' },
              encoding: {
                x: { field: 'median_shown', ...x(isLast) },
                ...runtimeScales(rows),
                tooltip: [
                  { field: 'series', title: 'variant' },
                  { field: 'shown', title: metric },
                  { field: 'n' },
                  ...Object.keys(first.case.parameters).map((name) => ({
                    field: columnPath(name),
                    title: name,
                  })),
                ],
              },
            },
            ...['halo', 'figure'].map((style) => ({
              mark: { ...figure, style },
              encoding: { x: { field: 'label_at', ...x(isLast) }, text: { field: 'figure' } },
            })),
          ],
        }),
        'shared',
      ),
    },
  };
}

/** An expression over `low_end` and `high_end`: whether their middle lies in the right half of the axis. */
function moreRoomOnTheLeft(values: readonly number[], type: AxisScale): string {
  const [low, high] = ['datum.low_end', 'datum.high_end'];
  const most = Math.max(...values);
  switch (type) {
    case 'linear':
      return `${low} + ${high} > ${most}`;
    case 'log':
      return `${low} * ${high} > ${logDomain(values).reduce((product, end) => product * end, 1)}`;
    case 'symlog': {
      const constant = symlogConstant(values);
      return `(1 + ${low} / ${constant}) * (1 + ${high} / ${constant}) > ${1 + most / constant}`;
    }
  }
}

/** What is the same in all panels, as words. */
export function sharedConstants(
  panels: readonly Panel<{ readonly case: MeasuredPoint['case'] }>[],
): string[] {
  const [first] = panels;
  if (first === undefined) return [];
  const words = panels.map(constantWords);
  return constantWords(first).filter((word) => words.every((others) => others.includes(word)));
}

function constantWords({
  regime,
  runtime,
  constants,
}: Pick<Panel<{ readonly case: MeasuredPoint['case'] }>, 'regime' | 'runtime' | 'constants'>): string[] {
  return [
    ...(runtime === null ? [] : [runtime]),
    regime === '1core' ? 'one CPU' : 'all CPUs',
    ...Object.entries(constants).map(([name, value]) => parametersText({ [name]: value })),
  ];
}

/** The level in words, and what is not the same in the other panels. */
export function panelTitle(
  panel: Panel<{ readonly case: MeasuredPoint['case'] }>,
  scenario: Scenario,
  shared: readonly string[],
): string {
  const own = constantWords(panel).filter((word) => !shared.includes(word));
  const level = `${panel.level}: ${scenario.levels[panel.level] ?? ''}`;
  return oneLine(own.length === 0 ? level : `${level} (${own.join(', ')})`);
}
