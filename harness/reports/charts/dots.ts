import type { ChartDefinition, Scenario } from '../../model.ts';
import type { CaseSummary } from '../summaries.ts';
import type { Run } from '../report.ts';
import { intervalLine, machineLine } from './caption.ts';
import type { Chart } from './chart.ts';
import { figureRow, type SeriesRow, parametersText, seriesNames } from './figure-row.ts';
import {
  choosePanels,
  isForOneUnit,
  measuredPoints,
  type Panel,
  type MeasuredPoint,
} from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import { axisFor, scaleOf, shownColumns, scaleTypeFor, shownUnit, type AxisScale } from './scales.ts';
import { runtimeScales } from './series.ts';

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
): Chart | null {
  const { metric, where, regime, variants, title, note } = definition;
  const found = measuredPoints(summaries, scenario, metric);
  const panels = choosePanels(found, scenario, { where, regime, variants }, isForOneUnit(scenario, metric));
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
  const type = scaleTypeFor(medians);
  const shownValues = medians.map((median) => median / scale.factor);
  const axis = axisFor(scale.title, type, shownValues);
  const x = (isLast: boolean) => ({
    type: 'quantitative',
    scale: scaleOf(type),
    axis: isLast ? axis : { ...axis, title: null },
  });
  // A figure stands where the panel has room for it: left of marks in the right half.
  const isRight = `datum.median_shown > ${middleOf(shownValues, type)}`;
  const order = rows.map(({ series }) => series);
  return {
    name: `${scenario.name}-${definition.name}`,
    scenario: scenario.name,
    title,
    subtitle: [
      ...(note === undefined ? [] : [note]),
      ...(shared.length === 0 ? [] : [shared.join(', ')]),
      intervalLine(
        points.map(({ summary }) => summary.n),
        points.some(({ summary }) => summary.interval !== null),
      ),
      machineLine(
        run.environment,
        run.plan.createdAt,
        points.map(({ case: { runtime, runtimeVersion } }) => `${runtime} ${runtimeVersion}`),
      ),
    ],
    description: `${title}: ${rows.map(({ series, shown }) => `${series} ${shown}`).join('; ')}`,
    rows,
    spec: {
      transform: [
        ...shownColumns(scale),
        // Beside the interval, not over it.
        {
          calculate: `${isRight} ? (isValid(datum.ci_low_shown) ? datum.ci_low_shown : datum.median_shown) : (isValid(datum.ci_high_shown) ? datum.ci_high_shown : datum.median_shown)`,
          as: 'label_at',
        },
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
              axis: { grid: true, ticks: false, domain: false, minExtent: labelWidth, maxExtent: labelWidth },
            },
          },
          layer: [
            {
              mark: { type: 'rule', strokeWidth: 3, opacity: 0.55 },
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
                  ...Object.keys(first.case.parameters).map((field) => ({ field })),
                ],
              },
            },
            {
              mark: {
                type: 'text',
                style: 'quiet',
                align: { expr: `${isRight} ? 'right' : 'left'` },
                dx: { expr: `${isRight} ? -10 : 10` },
                baseline: 'middle',
              },
              encoding: { x: { field: 'label_at', ...x(isLast) }, text: { field: 'figure' } },
            },
          ],
        }),
        'shared',
      ),
    },
  };
}

/** The middle of the axis, in the unit of the values. */
function middleOf(values: readonly number[], type: AxisScale): number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return type === 'log' ? Math.sqrt(least * most) : most / 2;
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
  constants,
}: Pick<Panel<{ readonly case: MeasuredPoint['case'] }>, 'regime' | 'constants'>): string[] {
  return [
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
  return own.length === 0 ? level : `${level} (${own.join(', ')})`;
}
