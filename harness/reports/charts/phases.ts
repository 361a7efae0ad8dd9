import { phases, type ChartDefinition, type Phase, type Scenario } from '../../model.ts';
import type { Summary } from '../../statistics/summary.ts';
import type { PlannedCase } from '../../store/plan.ts';
import type { Run } from '../report.ts';
import type { CaseSummary, MetricSummary } from '../summaries.ts';
import { intervalLine, captionOf } from './caption.ts';
import type { Chart } from './chart.ts';
import { panelTitle, sharedConstants } from './dots.ts';
import { columnPath, expressionText } from './expression-text.ts';
import { figureRow, seriesNames } from './figure-row.ts';
import { choosePanels } from './measured-points.ts';
import { panelsUnderEachOther } from './panels.ts';
import { axisFor, reachedValues, scaleOf, scaleTypeFor, shownColumns, shownUnit } from './scales.ts';
import { seriesChannels } from './series.ts';

type Phases = Extract<ChartDefinition, { kind: 'phases' }>;

/** Resident memory while a workload held, and the most that it had between the hold before and this one. */
interface Hold {
  readonly phase: Phase;
  readonly resident: MetricSummary;
  /** Null where the machine does not tell, and for the first: what a process needs to start is another question. */
  readonly peak: Summary | null;
}

interface HeldCase {
  readonly case: PlannedCase;
  /** In time order. */
  readonly holds: readonly Hold[];
}

/** Px: together with the axis beside it, 700. */
const plotWidth = 590;

/** Under the name of each hold. */
const states: Readonly<Record<Phase, string>> = {
  baseline: 'before the first task',
  armed: 'all is ready',
  parked: 'all tasks wait',
  drained: 'all tasks have ended',
  collected: 'after a forced GC',
};

/**
 * Resident memory at each hold, a panel a level, a line a variant; between two holds the peak of that interval. Null where no
 * case has two holds.
 */
export function phasesChart(
  run: Run,
  summaries: readonly CaseSummary[],
  scenario: Scenario,
  definition: Phases,
): Chart | null {
  const { where, regime, variants, title, note } = definition;
  const found = heldCases(summaries, scenario);
  const panels = choosePanels(found, scenario, { where, regime, variants }, false);
  const cases = panels.flatMap((panel) => panel.points);
  const [first] = cases;
  if (first === undefined) return null;
  const holds = cases.flatMap((own) => own.holds);
  const seen = phases.filter((phase) => holds.some((hold) => hold.phase === phase));
  const residents = holds.map(({ resident }) => resident);
  const scale = shownUnit(
    'resident memory',
    'bytes',
    residents.map(({ summary }) => summary.median),
  );
  const nameOf = seriesNames(cases.map((own) => own.case));
  const shared = sharedConstants(panels);
  const drawn = panels.map((panel) => {
    const panelName = panelTitle(panel, scenario, shared);
    const own = panel.points.flatMap((point) => point.holds);
    return {
      title: panelName,
      reached: [
        ...reachedValues(
          own.map(({ resident }) => resident),
          scale,
        ),
        ...own.flatMap(({ peak }) => (peak === null ? [] : [peak.median / scale.factor])),
      ],
      rows: panel.points.flatMap((point) =>
        point.holds.map(({ phase, resident, peak }) => ({
          ...figureRow({ case: point.case, ...resident }, scale),
          phase,
          peak: peak?.median ?? null,
          peak_n: peak?.n ?? null,
          panel: panelName,
          series: nameOf(point.case),
        })),
      ),
    };
  });
  const rows = drawn.flatMap((panel) => panel.rows);
  const hasPeaks = holds.some(({ peak }) => peak !== null);
  const x = {
    type: 'quantitative',
    scale: { domain: [0, seen.length - 1], nice: false, zero: false, padding: 45 },
    axis: {
      title: null,
      values: seen.map((_, index) => index),
      labelExpr: `[${seen.map((phase) => `['${phase}', '${states[phase]}']`).join(', ')}][datum.value]`,
      labelOverlap: false,
      grid: true,
    },
  };
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
          residents.map(({ summary }) => summary),
          'bars',
        ),
        ...(hasPeaks
          ? ['Ticks between two holds: the most that was resident from the one to the other']
          : []),
      ],
      cases,
    ),
    description: `${title}: ${rows.map(({ series, phase, shown }) => `${series} ${phase} ${shown}`).join('; ')}`,
    rows,
    spec: {
      transform: [
        ...shownColumns(scale),
        { calculate: `indexof([${seen.map(expressionText).join(', ')}], datum.phase)`, as: 'hold' },
        { calculate: `isValid(datum.peak) ? datum.peak / ${scale.factor} : null`, as: 'peak_shown' },
        { calculate: 'datum.hold - 0.5', as: 'interval' },
      ],
      ...panelsUnderEachOther(
        drawn.map((panel) => panel.title),
        (_, index) => {
          const { reached = [], rows: own = [] } = drawn[index] ?? {};
          const { color, shape } = seriesChannels(own, scenario, run);
          const type = scaleTypeFor(reached);
          const y = {
            type: 'quantitative',
            scale: scaleOf(type, reached),
            axis: { ...axisFor(scale.title, type, reached), minExtent: 50 },
          };
          const at = { field: 'hold', ...x };
          const tooltip = [
            { field: 'series', title: 'variant' },
            { field: 'phase' },
            { field: 'shown', title: 'resident' },
            { field: 'n' },
            { field: 'peak', title: 'peak before it, bytes' },
            ...Object.keys(first.case.parameters).map((name) => ({ field: columnPath(name), title: name })),
          ];
          return {
            width: plotWidth,
            height: panels.length > 1 ? 190 : 320,
            layer: [
              ...(hasPeaks
                ? [
                    {
                      mark: {
                        type: 'tick',
                        orient: 'horizontal',
                        size: 34,
                        thickness: 2,
                        opacity: { expr: 'barOpacity' },
                      },
                      transform: [{ filter: 'isValid(datum.peak_shown)' }],
                      encoding: { x: { field: 'interval', ...x }, y: { field: 'peak_shown', ...y }, color },
                    },
                  ]
                : []),
              {
                mark: { type: 'rule', strokeWidth: 4, opacity: { expr: 'barOpacity' } },
                encoding: {
                  x: at,
                  y: { field: 'ci_low_shown', ...y },
                  y2: { field: 'ci_high_shown' },
                  color,
                },
              },
              {
                mark: { type: 'line' },
                encoding: { x: at, y: { field: 'median_shown', ...y }, color },
              },
              {
                mark: { type: 'point', size: 55 },
                encoding: { x: at, y: { field: 'median_shown', ...y }, color, shape, tooltip },
              },
            ],
          };
        },
        'independent',
      ),
    },
  };
}

/** Cases that say their memory at two holds or more, in the plan's order. */
function heldCases(summaries: readonly CaseSummary[], scenario: Scenario): HeldCase[] {
  return summaries.flatMap(({ case: own, probe, metrics }): HeldCase[] => {
    if (own.scenario !== scenario.name || probe !== 'memory') return [];
    const named = (name: string): MetricSummary | undefined =>
      metrics.find(({ metric }) => metric.name === name);
    const holds = phases.flatMap((phase): Hold[] => {
      const resident = named(`${phase}_resident`);
      if (resident === undefined) return [];
      const peak = phase === 'baseline' ? null : (named(`peak_to_${phase}`)?.summary ?? null);
      return [{ phase, resident, peak }];
    });
    return holds.length < 2 ? [] : [{ case: own, holds }];
  });
}
