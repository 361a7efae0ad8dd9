import { metricsOf, ratioMetric, slopeMetric, type MetricValue, type Metric } from '../metrics.ts';
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
import { perRun } from './per-run.ts';
import type { Run } from './report.ts';
import {
  figureOf,
  sampleFigures,
  scenarioOf,
  takenSamples,
  type SampleCase,
  type TakenSample,
} from './run-view.ts';

export type StatusCounts = Readonly<Record<Status, number>>;

export interface MetricSummary {
  readonly metric: Metric;
  readonly summary: Summary;
  /** What it is made of, in the order in which it was taken. */
  readonly values: readonly number[];
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
export const summariseCases = perRun((run: Run): readonly CaseSummary[] => {
  const { last } = takenSamples(run);
  const samples = Map.groupBy(last, ({ of }) => of.case);
  const planned = Map.groupBy(run.plan.entries, (entry) => entry.case);
  const references = new References(last);
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
});

function summariseMetrics(
  run: Run,
  plannedCase: PlannedCase,
  probe: Probe,
  samples: readonly TakenSample[],
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
    for (const { metric, value } of sampleFigures(sample)) add(metric.name, value);
    for (const { metric, value } of ratiosOf(sample, scenario, references)) add(metric.name, value);
  }
  return metricsOf(scenario, probe).flatMap((metric) => {
    const found = values.get(metric.name);
    return found === undefined ? [] : [{ metric, summary: summarise(found), values: found }];
  });
}

/** A memory sample's multiples of others of its round; one that cannot be told is left out. */
export function ratiosOf(sample: TakenSample, scenario: Scenario, references: References): MetricValue[] {
  if (sample.probe !== 'memory') return [];
  return scenario.ratios.flatMap((ratio) => {
    const of = figureOf(sample, ratio.of);
    const to = of === null ? null : references.of(ratio, sample);
    return of === null || to === null ? [] : [{ metric: ratioMetric(ratio), value: of / to }];
  });
}

/** What ratios are taken to, by round. */
export class References {
  readonly #last: readonly TakenSample[];
  /** Memory samples, by `identityOf`. */
  readonly #memory: ReadonlyMap<string, readonly TakenSample[]>;
  readonly #identities = new Map<SampleCase, string>();
  readonly #known = new Map<string, ReadonlyMap<number, number>>();

  /** @param last of each entry of the plan the last attempt */
  constructor(last: readonly TakenSample[]) {
    this.#last = last;
    this.#memory = Map.groupBy(
      this.#last.filter(({ probe }) => probe === 'memory'),
      ({ of }) => this.#identity(of),
    );
  }

  /** The other case's value in this round; the median of several; null where it was not measured, or is 0, or is the case itself. */
  of({ to }: RatioMetric, { of, round }: TakenSample): number | null {
    const identity = 'scenario' in to ? null : sameVariantIdentity(to, of);
    if (identity === this.#identity(of)) return null;
    const key = identity === null ? JSON.stringify(to) : `${identity} ${to.metric}`;
    let byRound = this.#known.get(key);
    if (byRound === undefined) {
      const samples = 'scenario' in to ? this.#last.filter(isOf(to)) : this.#memory.get(identity ?? '');
      byRound = mediansByRound(samples ?? [], to.metric);
      this.#known.set(key, byRound);
    }
    return byRound.get(round) || null;
  }

  #identity(of: SampleCase): string {
    const identity = this.#identities.get(of) ?? identityOf(of);
    this.#identities.set(of, identity);
    return identity;
  }
}

function isOf(to: Exclude<RatioMetric['to'], SameVariant>) {
  return ({ of }: TakenSample): boolean =>
    of.scenario === to.scenario && of.variant === to.variant && of.regime === to.regime;
}

function mediansByRound(samples: readonly TakenSample[], metric: string): Map<number, number> {
  const values = Map.groupBy(
    samples.flatMap((sample) => {
      const value = figureOf(sample, metric);
      return value === null ? [] : [{ round: sample.round, value }];
    }),
    ({ round }) => round,
  );
  return new Map([...values].map(([round, own]) => [round, medianOf(own.map(({ value }) => value))]));
}

function sameVariantIdentity({ parameters }: SameVariant, of: SampleCase): string {
  return identityOf({ ...of, parameters: { ...of.parameters, ...parameters } });
}

function identityOf({ scenario, variant, runtimeVersion, regime, parameters }: SampleCase): string {
  return JSON.stringify([scenario, variant, runtimeVersion, regime, Object.entries(parameters).sort()]);
}

/** One for each group of cases that differ in size alone and of which a round holds at least two sizes. */
export const summariseSlopes = perRun((run: Run): readonly SlopeSummary[] => {
  const samples = Map.groupBy(
    takenSamples(run).last.filter(({ probe }) => probe === 'memory'),
    ({ of }) => of.case,
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
        slope: { metric: slopeMetric, summary: summarise(slopes), values: slopes },
      },
    ];
  });
});

function growthPoint({ of, round, figures }: TakenSample, sizeParameter: string): RoundPoint[] {
  const growth = figures?.parkedGrowth ?? null;
  return growth === null ? [] : [{ round, x: Number(of.parameters[sizeParameter]), y: growth }];
}

function identityWithoutSize(run: Run, plannedCase: PlannedCase): string {
  const { scenario, variant, runtimeVersion, regime, parameters } = plannedCase;
  const others = withoutSize(parameters, scenarioOf(run, scenario).sizeParameter);
  return JSON.stringify([scenario, variant, runtimeVersion, regime, Object.entries(others).sort()]);
}

function withoutSize(parameters: Parameters, sizeParameter: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== sizeParameter));
}

function countStatuses(samples: readonly TakenSample[]): StatusCounts {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of samples) counts[status] += 1;
  return counts;
}
