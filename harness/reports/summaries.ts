import { metricsOf, metricValues, parkedGrowth, ratioMetric, slopeMetric, type Metric } from '../metrics.ts';
import {
  probes,
  statuses,
  type Parameters,
  type Probe,
  type RatioMetric,
  type SameVariant,
  type Scenario,
  type Status,
} from '../model.ts';
import { medianOf } from '../statistics/quantile.ts';
import { slopesByRound, type RoundPoint } from '../statistics/slope.ts';
import { summarise, type Summary } from '../statistics/summary.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import type { Run } from './report.ts';
import { lastAttempts, scenarioOf } from './run-view.ts';

export type StatusCounts = Readonly<Record<Status, number>>;

export interface MetricSummary {
  readonly metric: Metric;
  readonly summary: Summary;
}

/** What one case says by one probe. */
export interface CaseSummary {
  readonly case: PlannedCase;
  /** Null for a case of which the plan takes no sample. */
  readonly probe: Probe | null;
  readonly counts: StatusCounts;
  /** In the order of `metricsOf`; empty when no sample was ok. */
  readonly metrics: readonly MetricSummary[];
}

/** How the memory of a case grows with its size. */
export interface SlopeSummary {
  /** The first of the cases that differ in size alone. */
  readonly case: PlannedCase;
  /** Without the size. */
  readonly parameters: Parameters;
  /** Those of which there are figures, ascending. */
  readonly sizes: readonly number[];
  /** Memory samples of all sizes. */
  readonly counts: StatusCounts;
  readonly slope: MetricSummary;
}

/** In the order of the plan's cases, memory before latency. */
export function summariseCases(run: Run): CaseSummary[] {
  const samples = Map.groupBy(lastAttempts(run), (sample) => sample.case);
  const planned = Map.groupBy(run.plan.entries, (entry) => entry.case);
  const references = new References(run);
  return run.plan.cases.flatMap((plannedCase): CaseSummary[] => {
    const taken = new Set((planned.get(plannedCase.id) ?? []).map(({ probe }) => probe));
    if (taken.size === 0) return [{ case: plannedCase, probe: null, counts: countStatuses([]), metrics: [] }];
    return probes
      .filter((probe) => taken.has(probe))
      .map((probe) => {
        const own = (samples.get(plannedCase.id) ?? []).filter((sample) => sample.probe === probe);
        return {
          case: plannedCase,
          probe,
          counts: countStatuses(own),
          metrics: summariseMetrics(run, plannedCase, probe, own, references),
        };
      });
  });
}

function summariseMetrics(
  run: Run,
  plannedCase: PlannedCase,
  probe: Probe,
  samples: readonly Sample[],
  references: References,
): MetricSummary[] {
  const scenario = scenarioOf(run, plannedCase.scenario);
  const values = new Map<string, number[]>();
  const add = (name: string, value: number): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  };
  for (const sample of samples) {
    if (sample.status !== 'ok') continue;
    const own = metricValues(sample, scenario);
    for (const { metric, value } of own) add(metric.name, value);
    if (probe !== 'memory') continue;
    for (const ratio of scenario.ratios) {
      const of = own.find(({ metric }) => metric.name === ratio.of)?.value;
      const to = references.of(ratio, sample);
      if (of !== undefined && to !== null) add(ratioMetric(ratio).name, of / to);
    }
  }
  return metricsOf(scenario, probe).flatMap((metric) => {
    const found = values.get(metric.name);
    return found === undefined ? [] : [{ metric, summary: summarise(found) }];
  });
}

/** What ratios are taken to, by round. */
class References {
  readonly #run: Run;
  readonly #known = new Map<string, ReadonlyMap<number, number>>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** The other case's value in this round; the median of several; null where it was not measured, or is 0, or is the case itself. */
  of({ to }: RatioMetric, sample: OkSample): number | null {
    const key = 'scenario' in to ? JSON.stringify(to) : sameVariantKey(to, sample);
    if (key === null) return null;
    let byRound = this.#known.get(key);
    if (byRound === undefined) {
      byRound = this.#collect(to, sample);
      this.#known.set(key, byRound);
    }
    return byRound.get(sample.round) || null;
  }

  #collect(to: RatioMetric['to'], asked: OkSample): ReadonlyMap<number, number> {
    const name = 'scenario' in to ? to.scenario : asked.scenario;
    const definition: Scenario | undefined = this.#run.scenarios.find((one) => one.name === name);
    const values = new Map<number, number[]>();
    if (definition === undefined) return new Map();
    const wanted =
      'scenario' in to
        ? (sample: Sample) => sample.variant === to.variant && sample.regime === to.regime
        : (sample: Sample) =>
            sample.probe === 'memory' && identityOf(sample) === sameVariantIdentity(to, asked);
    for (const sample of lastAttempts(this.#run)) {
      if (sample.status !== 'ok' || sample.scenario !== name || !wanted(sample)) continue;
      const own = metricValues(sample, definition).find(({ metric }) => metric.name === to.metric);
      if (own !== undefined) values.set(sample.round, [...(values.get(sample.round) ?? []), own.value]);
    }
    return new Map([...values].map(([round, own]) => [round, medianOf(own)]));
  }
}

/** Null where the case is the one that it would be held against. */
function sameVariantKey(to: SameVariant, sample: OkSample): string | null {
  const wanted = sameVariantIdentity(to, sample);
  return wanted === identityOf(sample) ? null : `${wanted} ${to.metric}`;
}

function sameVariantIdentity({ parameters }: SameVariant, sample: OkSample): string {
  return identityOf({ ...sample, parameters: { ...sample.parameters, ...parameters } });
}

function identityOf(
  sample: Pick<Sample, 'scenario' | 'variant' | 'runtimeVersion' | 'regime' | 'parameters'>,
): string {
  const { scenario, variant, runtimeVersion, regime, parameters } = sample;
  return JSON.stringify([scenario, variant, runtimeVersion, regime, Object.entries(parameters).sort()]);
}

/** One for each group of cases that differ in size alone and of which a round holds at least two sizes. */
export function summariseSlopes(run: Run): SlopeSummary[] {
  const samples = Map.groupBy(
    lastAttempts(run).filter(({ probe }) => probe === 'memory'),
    (sample) => sample.case,
  );
  const groups = Map.groupBy(run.plan.cases, (plannedCase) => identityWithoutSize(run, plannedCase));
  return [...groups.values()].flatMap((cases): SlopeSummary[] => {
    const [first] = cases;
    if (first === undefined) return [];
    const own = cases.flatMap(({ id }) => samples.get(id) ?? []);
    const { sizeParameter } = scenarioOf(run, first.scenario);
    const points = own.flatMap((sample) => growthPoint(sample, sizeParameter));
    const slopes = slopesByRound(points);
    if (slopes.length === 0) return [];
    return [
      {
        case: first,
        parameters: withoutSize(first.parameters, sizeParameter),
        sizes: [...new Set(points.map(({ x }) => x))].sort((one, other) => one - other),
        counts: countStatuses(own),
        slope: { metric: slopeMetric, summary: summarise(slopes) },
      },
    ];
  });
}

function growthPoint(sample: Sample, sizeParameter: string): RoundPoint[] {
  if (sample.status !== 'ok') return [];
  const growth = parkedGrowth(sample);
  return growth === null
    ? []
    : [{ round: sample.round, x: Number(sample.parameters[sizeParameter]), y: growth }];
}

function identityWithoutSize(run: Run, plannedCase: PlannedCase): string {
  const { scenario, variant, runtimeVersion, regime, parameters } = plannedCase;
  const others = withoutSize(parameters, scenarioOf(run, scenario).sizeParameter);
  return JSON.stringify([scenario, variant, runtimeVersion, regime, Object.entries(others).sort()]);
}

function withoutSize(parameters: Parameters, sizeParameter: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== sizeParameter));
}

function countStatuses(samples: readonly Sample[]): StatusCounts {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of samples) counts[status] += 1;
  return counts;
}
