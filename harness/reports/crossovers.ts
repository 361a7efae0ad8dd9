import { metricsOf, type Metric } from '../metrics.ts';
import type { CrossoverDefinition, ParameterValue, Parameters, Scenario, Unit } from '../model.ts';
import { settingsGroupOf } from '../plan/cases.ts';
import { findCrossover, type Crossover } from '../statistics/crossover.ts';
import type { PlannedCase } from '../store/plan.ts';
import { unitComparison } from './comparability.ts';
import { perRun } from './per-run.ts';
import type { Run } from './report.ts';
import { figureOf, takenSamples } from './run-view.ts';

/** What a run says about one variant of a crossover that its scenario declares. */
export interface CrossoverSummary {
  readonly scenario: Scenario;
  readonly definition: CrossoverDefinition;
  /** The variant's case at the smallest value that was measured, and that which it was compared with. */
  readonly case: PlannedCase;
  readonly against: PlannedCase;
  /** What all compared cases share: without the swept parameter, and without the size where it differs. */
  readonly parameters: Parameters;
  /** The values at which both were measured, ascending. */
  readonly swept: readonly number[];
  /** Swept values of the plan at which no round has both sides, in order. */
  readonly missing: readonly number[];
  /** Rounds that the two have in common, at the swept value that has the fewest; 0 where nothing could be compared. */
  readonly n: number;
  readonly result: Crossover | NotMeasured;
  /** The compared cases whose unit of work took longer on one side, with the swept value; null: none. */
  readonly flag: string | null;
}

/** The plan has two swept values or more, and not two of them have a round in which both were measured. */
export interface NotMeasured {
  readonly status: 'not-measured';
  readonly estimate: null;
  readonly worseAt: null;
  readonly betterAt: null;
  readonly upTo: null;
}

/** Both cases at one swept value. */
interface Pair {
  readonly x: number;
  readonly size: number;
  readonly case: PlannedCase;
  readonly against: PlannedCase;
  readonly parameters: Parameters;
  readonly ratios: readonly number[];
}

/** Figures by case id, and in it by block and round. */
type Values = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Metrics that are already divided by the number of units of work, so that sizes may differ. */
export const isPerSize: Readonly<Record<Unit, boolean>> = {
  ns: false,
  bytes: false,
  count: false,
  ratio: false,
  'ns/task': true,
  'bytes/task': true,
  'ns/item': true,
  'ns/switch': true,
  // A unit of CPU work, which is no unit of the size.
  'ns/unit': false,
  'tasks/s': true,
  'items/s': true,
};

/**
 * Every crossover that the run's scenarios declare and of which the plan holds two swept values, in declaration order. Only
 * cases of one block are compared that share all parameters at each swept value, and the version of the runtime where they have
 * the same runtime; figures are paired by round.
 *
 * From one swept value to the next all other parameters are the same too, but for the size where the metric is given for a unit
 * of work: samples of long tasks have fewer of them. Of several sizes at one swept value the largest counts, since
 * what a process does once weighs least in it.
 */
export const summariseCrossovers = perRun((run: Run): readonly CrossoverSummary[] => {
  const slowerUnits = unitComparison(run);
  return run.scenarios.flatMap((scenario) =>
    (scenario.crossovers ?? []).flatMap((definition) => {
      const metric = metricsOf(scenario, 'memory').find(({ name }) => name === definition.metric);
      if (metric === undefined) throw new Error(`${scenario.name} has no metric ${definition.metric}`);
      const values = valuesOf(run, scenario, definition);
      const cases = run.plan.cases.filter((planned) => planned.scenario === scenario.name);
      return definition.variants.flatMap((variant) => {
        const pairs = pairsOf(cases, variant, scenario, definition, metric, values);
        const groups = Map.groupBy(pairs, ({ case: own, against, parameters }) =>
          JSON.stringify([own.regime, own.level, own.runtimeVersion, against.runtimeVersion, parameters]),
        );
        return [...groups.values()].flatMap((group) => summarise(scenario, definition, group, slowerUnits));
      });
    }),
  );
});

/** The metric of every case that the crossover is about. */
function valuesOf(run: Run, scenario: Scenario, { metric, against, variants }: CrossoverDefinition): Values {
  const concerned = new Set([against, ...variants]);
  const values = new Map<string, Map<string, number>>();
  for (const sample of takenSamples(run).last) {
    const { of, probe, round } = sample;
    if (probe !== 'memory' || of.scenario !== scenario.name || !concerned.has(of.variant)) continue;
    const value = figureOf(sample, metric);
    if (value === null) continue;
    const own = values.get(of.case) ?? new Map<string, number>();
    values.set(of.case, own.set(`${of.block} ${round}`, value));
  }
  return values;
}

function pairsOf(
  cases: readonly PlannedCase[],
  variant: string,
  { sizeParameter }: Scenario,
  { over, against }: CrossoverDefinition,
  metric: Metric,
  values: Values,
): Pair[] {
  const others = Map.groupBy(
    cases.filter((planned) => planned.variant === against),
    settingsGroupOf,
  );
  const mayDiffer = new Set(isPerSize[metric.unit] ? [over, sizeParameter] : [over]);
  return cases.flatMap((own): Pair[] => {
    const x = own.parameters[over];
    if (own.variant !== variant || typeof x !== 'number') return [];
    return (others.get(settingsGroupOf(own)) ?? [])
      .filter((other) => other.runtime !== own.runtime || other.runtimeVersion === own.runtimeVersion)
      .map((other) => ({
        x,
        size: Number(own.parameters[sizeParameter]),
        case: own,
        against: other,
        parameters: without(own.parameters, mayDiffer),
        ratios: ratiosOf(values.get(own.id), values.get(other.id), metric),
      }));
  });
}

/** Round by round, below 1 where the first is the better one. */
function ratiosOf(
  own: ReadonlyMap<string, number> | undefined,
  other: ReadonlyMap<string, number> | undefined,
  { direction }: Metric,
): number[] {
  return [...(own ?? [])].flatMap(([round, value]) => {
    const paired = other?.get(round);
    // Of 0 there is no ratio.
    if (paired === undefined || value === 0 || paired === 0) return [];
    return [direction === 'higher-is-better' ? paired / value : value / paired];
  });
}

/** None where the plan has a single swept value: nobody looked for a crossover. */
function summarise(
  scenario: Scenario,
  definition: CrossoverDefinition,
  group: readonly Pair[],
  slowerUnits: ReturnType<typeof unitComparison>,
): CrossoverSummary[] {
  const sweep = [...Map.groupBy(group, ({ x }) => x).values()]
    .flatMap((sameX) => sameX.toSorted(byWorth).slice(0, 1))
    .toSorted((one, other) => one.x - other.x);
  if (sweep.length < 2) return [];
  const measured = sweep.filter(({ ratios }) => ratios.length > 0);
  const canCompare = measured.length >= 2;
  const shown = canCompare ? measured : sweep;
  const [first] = shown;
  if (first === undefined) return [];
  const { sizeParameter } = scenario;
  const sizes = new Set(shown.map(({ size }) => size));
  const size: Record<string, ParameterValue> = sizes.size === 1 ? { [sizeParameter]: first.size } : {};
  return [
    {
      scenario,
      definition,
      case: first.case,
      against: first.against,
      parameters: { ...first.parameters, ...size },
      swept: measured.map(({ x }) => x),
      missing: sweep.filter(({ ratios }) => ratios.length === 0).map(({ x }) => x),
      n: canCompare ? Math.min(...measured.map(({ ratios }) => ratios.length)) : 0,
      result: canCompare ? findCrossover(measured) : notMeasured,
      flag: flagOf(definition, canCompare ? measured : [], slowerUnits),
    },
  ];
}

const notMeasured: NotMeasured = {
  status: 'not-measured',
  estimate: null,
  worseAt: null,
  betterAt: null,
  upTo: null,
};

/** Measured ones first, then larger sizes. */
function byWorth(one: Pair, other: Pair): number {
  const measured = Number(other.ratios.length > 0) - Number(one.ratios.length > 0);
  return measured === 0 ? other.size - one.size : measured;
}

/** Only the two that are compared count: that a third one's unit is quicker than both is no matter here. */
function flagOf(
  { over }: CrossoverDefinition,
  pairs: readonly Pair[],
  slowerUnits: ReturnType<typeof unitComparison>,
): string | null {
  const found = pairs.flatMap((pair) => {
    const [reason] = slowerUnits([pair.case, pair.against]);
    if (reason === undefined) return [];
    const slower = reason[0] === pair.case.id ? pair.case : pair.against;
    return [`at ${over} ${pair.x} in ${slower.variant} ${reason[1]}`];
  });
  return found.length === 0 ? null : found.join('; ');
}

function without(parameters: Parameters, names: ReadonlySet<string>): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.has(name)));
}
