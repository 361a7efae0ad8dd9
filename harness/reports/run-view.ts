import { parkedGrowth, sampleMetrics, sampleValues, type Metric, type MetricValue } from '../metrics.ts';
import type { Parameters, Probe, Regime, Scenario, Status } from '../model.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { perRun } from './per-run.ts';
import type { Run } from './report.ts';
import { doubtsOf, type Doubts } from './warnings.ts';

/** @throws Error when the run's scenarios do not hold it. */
export function scenarioOf(run: Run, name: string): Scenario {
  const scenario = run.scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) {
    const known = run.scenarios.map((candidate) => candidate.name).join(', ');
    throw new Error(`run ${run.plan.runId} measured the scenario ${name}, which is not among ${known}`);
  }
  return scenario;
}

/** Whose sample it is. What many samples share stands in memory once. */
export interface SampleCase {
  readonly case: string;
  readonly scenario: string;
  readonly variant: string;
  readonly level: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  readonly regime: Regime;
  readonly parameters: Parameters;
  readonly block: string;
}

/** What tables and statistics are made of, a twentieth of the whole sample. */
export interface TakenSample {
  readonly of: SampleCase;
  readonly probe: Probe;
  readonly order: number;
  readonly attempt: number;
  readonly round: number;
  readonly startedAt: string;
  readonly status: Status;
  /** Null for one that is ok. */
  readonly reason: string | null;
  /** Null for one that is not ok. */
  readonly figures: Figures | null;
}

export interface Figures {
  readonly metrics: readonly Metric[];
  /** In the order of `metrics`; NaN for one without a value, since numbers alone take a third of the room. */
  readonly values: readonly number[];
  readonly parkedGrowth: number | null;
  readonly doubts: Doubts;
}

export interface TakenSamples {
  /** As `Run.samples`. */
  readonly attempts: readonly TakenSample[];
  /** The last attempt of each entry of the plan, in the plan's order: what figures are made of. */
  readonly last: readonly TakenSample[];
}

/** All samples of a run, gone through once. */
export const takenSamples = perRun((run: Run): TakenSamples => {
  const attempts: TakenSample[] = [];
  const cases = new Map<string, SampleCase>();
  for (const sample of run.samples) attempts.push(taken(sample, run, cases));
  const last = new Map<number, TakenSample>();
  for (const sample of attempts) {
    const known = last.get(sample.order);
    if (known === undefined || sample.attempt > known.attempt) last.set(sample.order, sample);
  }
  return { attempts, last: [...last.values()].sort((first, second) => first.order - second.order) };
});

/** @param cases those that are known */
function taken(sample: Sample, run: Run, cases: Map<string, SampleCase>): TakenSample {
  const { scenario, variant, level, runtime, runtimeVersion, regime, parameters, block } = sample;
  const { probe, order, attempt, round, startedAt, status } = sample;
  const own = {
    case: sample.case,
    scenario,
    variant,
    level,
    runtime,
    runtimeVersion,
    regime,
    parameters,
    block,
  };
  const key = JSON.stringify(own);
  const of = cases.get(key) ?? own;
  cases.set(key, of);
  const isOk = sample.status === 'ok';
  return {
    of,
    probe,
    order,
    attempt,
    round,
    startedAt,
    status,
    reason: isOk ? null : sample.reason,
    figures: isOk ? figuresOf(sample, run) : null,
  };
}

function figuresOf(sample: OkSample, run: Run): Figures {
  const scenario = run.scenarios.find(({ name }) => name === sample.scenario);
  return {
    ...(scenario === undefined ? { metrics: [], values: [] } : valuesOf(sample, scenario)),
    parkedGrowth: parkedGrowth(sample),
    doubts: doubtsOf(sample),
  };
}

function valuesOf(sample: OkSample, scenario: Scenario): Pick<Figures, 'metrics' | 'values'> {
  const values = sampleValues(sample, scenario).map((value) => value ?? NaN);
  return { metrics: sampleMetrics(scenario, sample.probe), values };
}

/** In the order of `metricsOf`; none for a sample that is not ok. */
export function sampleFigures({ figures }: TakenSample): MetricValue[] {
  return (figures?.metrics ?? []).flatMap((metric, index) => {
    const value = figures?.values[index] ?? NaN;
    return Number.isNaN(value) ? [] : [{ metric, value }];
  });
}

/** One of them; null where the sample has none. */
export function figureOf({ figures }: TakenSample, metric: string): number | null {
  const index = figures?.metrics.findIndex(({ name }) => name === metric) ?? -1;
  const value = figures?.values[index] ?? NaN;
  return Number.isNaN(value) ? null : value;
}

/**
 * The last attempt of each entry of the plan, whole, in the plan's order. They are stored in that order but for those of a
 * run that was gone on with, which wait for their turn here.
 */
export function* lastAttempts(run: Run): Generator<Sample> {
  const { last } = takenSamples(run);
  const places = new Map(last.map(({ order, attempt }, place) => [`${order} ${attempt}`, place]));
  const waiting = new Map<number, Sample>();
  let next = 0;
  for (const sample of run.samples) {
    const place = places.get(`${sample.order} ${sample.attempt}`);
    if (place === undefined || place < next || waiting.has(place)) continue;
    waiting.set(place, sample);
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      yield ready;
    }
  }
  if (next < last.length) throw new Error('expected samples that can be gone through more than once');
}
