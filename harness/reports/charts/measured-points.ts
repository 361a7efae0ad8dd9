import { metricsOf, type Metric } from '../../metrics.ts';
import { regimes, type ParameterValue, type Parameters, type Regime, type Scenario } from '../../model.ts';
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
  /** Where panels are laid out by runtime; else null, since a panel may hold several. */
  readonly runtime: string | null;
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
  /** What has a panel for each of its values, besides the level: a parameter, `regime` or `runtime`. */
  readonly facet?: string | undefined;
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
 * Of each level the panel that shows most, in the regime that most cells of all levels have if this one has it too: the
 * group of cells, equal in regime and in all parameters but the swept one, that has the most points; of equal groups the one with the most parameters at their defaults, then the largest size, then the
 * first of the plan. With a facet there is one such panel for each of its values. Along a swept parameter the size may differ
 * where `sizeMayDiffer`, since samples of long tasks have fewer, but only there: see `oneSizeAtEach`.
 */
export function choosePanels<Point extends { readonly case: PlannedCase }>(
  points: readonly Point[],
  scenario: Scenario,
  choice: PanelChoice,
  sizeMayDiffer: boolean,
): Panel<Point>[] {
  const { over, facet } = choice;
  const { sizeParameter } = scenario;
  const fitting = points.filter((point) => isChosen(point.case, choice));
  const usual = usualRegime(fitting);
  const free = new Set(over === undefined ? [] : sizeMayDiffer ? [over, sizeParameter] : [over]);
  const levels = Map.groupBy(fitting, ({ case: own }) => JSON.stringify([own.level, facetValue(own, facet)]));
  const order = Object.keys(scenario.levels);
  return [...levels.values()]
    .sort(
      ([one], [other]) =>
        order.indexOf(one?.case.level ?? '') - order.indexOf(other?.case.level ?? '') ||
        compareValues(facetValue(one?.case, facet), facetValue(other?.case, facet)),
    )
    .flatMap((own): Panel<Point>[] => {
      const ofUsual = own.filter(({ case: { regime } }) => regime === usual);
      const groups = [
        ...Map.groupBy(ofUsual.length === 0 ? own : ofUsual, ({ case: { regime: itsRegime, parameters } }) =>
          JSON.stringify([itsRegime, Object.entries(without(parameters, free)).sort()]),
        ).values(),
      ].map((group) => oneSizeAtEach(group, over, sizeParameter));
      const [best] = groups.sort((one, other) => compareGroups(one, other, scenario));
      const [first] = best ?? [];
      if (best === undefined || first === undefined) return [];
      return [
        {
          level: first.case.level,
          regime: first.case.regime,
          runtime: facet === 'runtime' ? first.case.runtime : null,
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

/** Whether a case is among those that a picture was asked for. */
export function isChosen(
  own: PlannedCase,
  { where = {}, regime, variants }: Pick<PanelChoice, 'where' | 'regime' | 'variants'>,
): boolean {
  return (
    (regime === undefined || own.regime === regime) &&
    (variants === undefined || variants.includes(own.variant)) &&
    Object.entries(where).every(([name, value]) => own.parameters[name] === value)
  );
}

/** Null without a facet, and of a parameter that the case does not have. */
function facetValue(own: PlannedCase | undefined, facet: string | undefined): ParameterValue | null {
  if (own === undefined || facet === undefined) return null;
  if (facet === 'regime' || facet === 'runtime') return own[facet];
  return own.parameters[facet] ?? null;
}

function compareValues(one: ParameterValue | null, other: ParameterValue | null): number {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
}

/** Panels are looked at together, so that one of them should not have more CPUs than the next. */
function usualRegime<Point extends { readonly case: PlannedCase }>(
  points: readonly Point[],
): Regime | undefined {
  const count = (regime: Regime): number => points.filter(({ case: own }) => own.regime === regime).length;
  return regimes.toSorted((one, other) => count(other) - count(one) || (one === 'all' ? -1 : 1))[0];
}

/**
 * At one swept value all variants have one size: that which most of them were measured at, of equal ones that of most points of the group,
 * then the largest, in which what a process does once weighs least. So a size that has all points is the only one, and else a
 * swept value says which size it is.
 */
function oneSizeAtEach<Point extends { readonly case: PlannedCase }>(
  group: readonly Point[],
  over: string | undefined,
  sizeParameter: string,
): Point[] {
  if (over === undefined || over === sizeParameter) return [...group];
  const sizeOf = (point: Point): number => Number(point.case.parameters[sizeParameter]);
  const ofSize = Map.groupBy(group, sizeOf);
  const count = (size: number): number => ofSize.get(size)?.length ?? 0;
  return [...Map.groupBy(group, (point) => point.case.parameters[over]).values()].flatMap((there) => {
    const [best] = [...Map.groupBy(there, sizeOf)].sort(
      ([one, ones], [other, others]) =>
        others.length - ones.length || count(other) - count(one) || other - one,
    );
    return best?.[1] ?? [];
  });
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
