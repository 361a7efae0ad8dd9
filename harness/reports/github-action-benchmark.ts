/**
 * What github-action-benchmark reads as `customSmallerIsBetter` and `customBiggerIsBetter`: it knows a direction by the file
 * only, so there are two.
 */
import type { MetricSummary } from './summaries.ts';
import type { Direction } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { exportedMetrics, severalVersions } from './exported-metrics.ts';
import { formatFigure } from './quantity.ts';
import type { ReportFormat, Run } from './report.ts';
import { scenarioOf } from './run-view.ts';
import { summariseCases } from './summaries.ts';

/** One series of a chart. */
interface Entry {
  /** Entries of equal names in the files of different commits are one series. */
  readonly name: string;
  readonly unit: string;
  /** The median. */
  readonly value: number;
  /** Of the median, 95 %; left out with fewer than six samples. */
  readonly range?: string;
  /** Shown when somebody points at it. */
  readonly extra: string;
}

export const smallerIsBetter: ReportFormat = {
  file: 'benchmark-smaller-is-better.json',
  write: (run) => [json(run, 'lower-is-better')],
};

export const biggerIsBetter: ReportFormat = {
  file: 'benchmark-bigger-is-better.json',
  write: (run) => [json(run, 'higher-is-better')],
};

function json(run: Run, direction: Direction): string {
  return `${JSON.stringify(entries(run, direction), null, 2)}\n`;
}

function entries(run: Run, direction: Direction): Entry[] {
  const versioned = severalVersions(run.plan.cases);
  return summariseCases(run).flatMap(({ case: own, probe, metrics }) => {
    if (probe === null) return [];
    const exported = new Set(exportedMetrics(scenarioOf(run, own.scenario), probe).map(({ name }) => name));
    return metrics
      .filter(({ metric }) => metric.direction === direction && exported.has(metric.name))
      .map((summary) => entry(own, summary, versioned, run));
  });
}

function entry(
  own: PlannedCase,
  { metric, summary: { median, interval, n } }: MetricSummary,
  versioned: ReadonlySet<string>,
  { plan }: Run,
): Entry {
  const range = interval && `${formatFigure(interval.low)} to ${formatFigure(interval.high)}`;
  return {
    name: [caseName(own, versioned), metric.probe, metric.name].join(' '),
    unit: metric.unit,
    value: median,
    ...(range !== null && { range }),
    extra: [
      `median of ${n} ${n === 1 ? 'sample' : 'samples'}${range === null ? '' : `, 95 % interval ${range}`}`,
      `${own.runtime} ${own.runtimeVersion}`,
      `run ${plan.runId}`,
    ].join('\n'),
  };
}

/** The case's id, the version left out where the run has only one of its runtime. */
function caseName(own: PlannedCase, versioned: ReadonlySet<string>): string {
  const { scenario, variant, runtime, runtimeVersion, regime, parameters } = own;
  const version = versioned.has(runtime) ? [`${runtime}@${runtimeVersion}`] : [];
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return [scenario, variant, ...version, regime, ...values].join(' ');
}
