import { metricsOf, metricValues, parkedGrowth, slopeMetric, type Metric } from '../metrics.ts';
import { probes, statuses, type Parameters, type Probe, type Status } from '../model.ts';
import { slopesByRound, type RoundPoint } from '../statistics/slope.ts';
import { summarise, type Summary } from '../statistics/summary.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { Sample } from '../store/sample.ts';
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
  /** Memory samples of all sizes. */
  readonly counts: StatusCounts;
  readonly slope: MetricSummary;
}

/** In the order of the plan's cases, memory before latency. */
export function summariseCases(run: Run): CaseSummary[] {
  const samples = Map.groupBy(lastAttempts(run), (sample) => sample.case);
  const planned = Map.groupBy(run.plan.entries, (entry) => entry.case);
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
          metrics: summariseMetrics(run, plannedCase, probe, own),
        };
      });
  });
}

function summariseMetrics(
  run: Run,
  plannedCase: PlannedCase,
  probe: Probe,
  samples: readonly Sample[],
): MetricSummary[] {
  const scenario = scenarioOf(run, plannedCase.scenario);
  const values = new Map<string, number[]>();
  for (const sample of samples) {
    if (sample.status !== 'ok') continue;
    for (const { metric, value } of metricValues(sample, scenario)) {
      values.set(metric.name, [...(values.get(metric.name) ?? []), value]);
    }
  }
  return metricsOf(scenario, probe).flatMap((metric) => {
    const found = values.get(metric.name);
    return found === undefined ? [] : [{ metric, summary: summarise(found) }];
  });
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
    const slopes = slopesByRound(own.flatMap((sample) => growthPoint(sample, sizeParameter)));
    if (slopes.length === 0) return [];
    return [
      {
        case: first,
        parameters: withoutSize(first.parameters, sizeParameter),
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
