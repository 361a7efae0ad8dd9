import { metricsOf, type Metric } from '../metrics.ts';
import type { Probe, Scenario } from '../model.ts';

/**
 * What other services are told of a scenario: they draw a chart or a table for each metric that they are given, so only those
 * that the report shows or that are gated, and of which one way is better. All others stand in samples.csv and summary.csv.
 */
export function exportedMetrics(scenario: Scenario, probe: Probe): Metric[] {
  const wanted = new Set([...scenario.shown.report, ...scenario.gated.map(({ metric }) => metric)]);
  return metricsOf(scenario, probe).filter(({ name, direction }) => direction !== 'none' && wanted.has(name));
}

type RuntimeCase = Readonly<Record<'runtime' | 'runtimeVersion', string>>;

/**
 * The runtimes of which there are several versions. Only theirs belong into the names that other services know a case by:
 * with it in all names, every new version of a runtime would begin a new series, and what it has slowed down would not be
 * seen.
 */
export function severalVersions(cases: readonly RuntimeCase[]): ReadonlySet<string> {
  const byRuntime = Map.groupBy(cases, ({ runtime }) => runtime);
  const several = [...byRuntime].filter(
    ([, own]) => new Set(own.map(({ runtimeVersion }) => runtimeVersion)).size > 1,
  );
  return new Set(several.map(([runtime]) => runtime));
}
