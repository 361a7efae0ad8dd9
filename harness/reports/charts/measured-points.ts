import { metricsOf, type Metric } from '../../metrics.ts';
import type { ParameterValue, Parameters, Regime, Scenario } from '../../model.ts';
import { isPerSize } from '../crossovers.ts';
import type { PlannedCase } from '../../store/plan.ts';
import type { Summary } from '../../statistics/summary.ts';
import type { CaseSummary } from '../summaries.ts';

/** What a case says about one metric. */
export interface MeasuredPoint {
  readonly case: PlannedCase;
  readonly metric: Metric;
  readonly summary: Summary;
}

/** Points that may stand in one panel: equal in all but the variant and what is swept. */
export interface Panel<Point extends { readonly case: PlannedCase }> {
  readonly level: string;
  readonly regime: Regime;
  /** What all points share. */
  readonly constants: Parameters;
  readonly points: readonly Point[];
}

export interface PanelChoice {
  readonly where?: Parameters | undefined;
  readonly regime?: Regime | undefined;
  readonly variants?: readonly string[] | undefined;
  /** The swept parameter. */
  readonly over?: string | undefined;
}

/** Every case of the scenario that has the metric, in the plan's order; by its memory samples where both probes have it. */
export function measuredPoints(
  summaries: readonly CaseSummary[],
  scenario: Scenario,
  metricName: string,
): MeasuredPoint[] {
  const found = new Map<string, MeasuredPoint>();
  for (const { case: own, metrics } of summaries) {
    if (own.scenario !== scenario.name || found.has(own.id)) continue;
    const measured = metrics.find(({ metric }) => metric.name === metricName);
    if (measured !== undefined) found.set(own.id, { case: own, ...measured });
  }
  return [...found.values()];
}

/** Whether a figure is given for one unit of work, so that cells of different sizes may stand beside each other. */
export function isForOneUnit(scenario: Scenario, metricName: string): boolean {
  const metric = [...metricsOf(scenario, 'memory'), ...metricsOf(scenario, 'latency')].find(
    ({ name }) => name === metricName,
  );
  return metric !== undefined && isPerSize[metric.unit];
}

/**
 * Of each level the panel that shows most: the group of cells, equal in regime and in all parameters but the swept one, that
 * has the most points; of equal groups the one with the most parameters at their defaults, then the largest size, then the
 * first of the plan. Along a swept parameter the size may differ where `sizeMayDiffer`: samples of long tasks have fewer.
 */
export function choosePanels<Point extends { readonly case: PlannedCase }>(
  points: readonly Point[],
  scenario: Scenario,
  choice: PanelChoice,
  sizeMayDiffer: boolean,
): Panel<Point>[] {
  const { where = {}, regime, variants, over } = choice;
  const { sizeParameter } = scenario;
  const fitting = points.filter(
    ({ case: own }) =>
      (regime === undefined || own.regime === regime) &&
      (variants === undefined || variants.includes(own.variant)) &&
      Object.entries(where).every(([name, value]) => own.parameters[name] === value),
  );
  const free = new Set(over === undefined ? [] : sizeMayDiffer ? [over, sizeParameter] : [over]);
  const levels = Map.groupBy(fitting, ({ case: own }) => own.level);
  const order = Object.keys(scenario.levels);
  return [...levels]
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .flatMap(([level, own]): Panel<Point>[] => {
      const groups = [
        ...Map.groupBy(own, ({ case: { regime: itsRegime, parameters } }) =>
          JSON.stringify([itsRegime, Object.entries(without(parameters, free)).sort()]),
        ).values(),
      ].map((group) => largestSizes(group, over, sizeParameter));
      const [best] = groups.sort((one, other) => compareGroups(one, other, scenario));
      const [first] = best ?? [];
      if (best === undefined || first === undefined) return [];
      return [
        {
          level,
          regime: first.case.regime,
          constants: Object.fromEntries(
            Object.entries(first.case.parameters).filter(
              ([name, value]) =>
                name !== over && best.every(({ case: { parameters } }) => parameters[name] === value),
            ),
          ),
          points: best,
        },
      ];
    });
}

/** Of several sizes at one swept value the largest: what a process does once weighs least in it. */
function largestSizes<Point extends { readonly case: PlannedCase }>(
  group: readonly Point[],
  over: string | undefined,
  sizeParameter: string,
): Point[] {
  if (over === undefined || over === sizeParameter) return [...group];
  const alike = Map.groupBy(group, ({ case: { variant, runtimeVersion, parameters } }) =>
    JSON.stringify([variant, runtimeVersion, parameters[over]]),
  );
  return [...alike.values()].flatMap((same) =>
    same
      .toSorted(
        (one, other) =>
          Number(other.case.parameters[sizeParameter]) - Number(one.case.parameters[sizeParameter]),
      )
      .slice(0, 1),
  );
}

function compareGroups<Point extends { readonly case: PlannedCase }>(
  one: readonly Point[],
  other: readonly Point[],
  scenario: Scenario,
): number {
  const size = (group: readonly Point[]): number =>
    Number(group[0]?.case.parameters[scenario.sizeParameter] ?? 0);
  return (
    other.length - one.length ||
    defaultsOf(other, scenario) - defaultsOf(one, scenario) ||
    size(other) - size(one)
  );
}

function defaultsOf<Point extends { readonly case: PlannedCase }>(
  group: readonly Point[],
  { parameters, sizeParameter }: Scenario,
): number {
  const values: Readonly<Record<string, ParameterValue>> = group[0]?.case.parameters ?? {};
  return Object.entries(parameters).filter(
    ([name, definition]) => name !== sizeParameter && values[name] === definition.default,
  ).length;
}

function without(parameters: Parameters, names: ReadonlySet<string>): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.has(name)));
}
