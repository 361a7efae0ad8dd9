import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { metricsOf } from '../metrics.ts';
import { probes, type Probe, type Scenario } from '../model.ts';
import type { MetricRequest } from '../reports/comparisons.ts';
import { gatedMetrics } from './check-cells.ts';

/**
 * The policy under which two revisions are measured in just the cells that a comparison wants: those of its metrics, or of what
 * is gated where it names none.
 *
 * @throws Failure of kind `usage` when no scenario has such a metric in samples of that kind
 */
export function policyOfWanted(
  request: MetricRequest,
  scenarios: readonly Scenario[],
  policy: Policy,
): Policy {
  const metrics = Object.fromEntries(
    scenarios.map((scenario) => [scenario.name, wantedOf(request, scenario, policy)]),
  );
  if (Object.values(metrics).some((wanted) => wanted.length > 0))
    return { ...policy, metrics: { ...policy.metrics, ...metrics } };
  const { metrics: named, probe } = request;
  const [option, what] =
    named === null ? ['--probe', 'is gated'] : ['--metric', `of ${named.join(', ')} is measured`];
  throw new Failure(
    'usage',
    `${option}: expected what two revisions of ${scenarios.map(({ name }) => name).join(', ')} can be compared in: nothing ${what} in ${probe ?? 'any'} samples${named === null ? '; name a metric (--metric)' : ''}`,
  );
}

function wantedOf({ metrics, probe }: MetricRequest, scenario: Scenario, policy: Policy): string[] {
  const isOfProbe = (one: { readonly probe: Probe }): boolean => probe === null || one.probe === probe;
  if (metrics === null) {
    return gatedMetrics(scenario, policy)
      .filter(isOfProbe)
      .map(({ metric }) => metric);
  }
  // A ratio to another case's value is no figure of a pair.
  const ratios = new Set(scenario.ratios.map(({ name }) => name));
  const wanted = probes
    .filter((one) => scenario.probes.includes(one))
    .flatMap((one) => metricsOf(scenario, one))
    .filter(({ name }) => metrics.includes(name) && !ratios.has(name))
    .filter(isOfProbe);
  return [...new Set(wanted.map((metric) => metric.probe))].flatMap((one) => {
    const own = judgedIn(scenario, one, policy);
    const named = own.filter((name) => metrics.includes(name));
    // A cell is measured for a metric that has a better direction; one that has none is read of the same samples.
    return named.length > 0 ? named : own;
  });
}

/** What can be judged in samples of one kind. */
function judgedIn(scenario: Scenario, probe: Probe, policy: Policy): string[] {
  const ratios = new Set(scenario.ratios.map(({ name }) => name));
  const names = metricsOf(scenario, probe)
    .filter(({ name, direction }) => direction !== 'none' && !ratios.has(name))
    .map(({ name }) => name);
  return gatedMetrics(scenario, { ...policy, metrics: { [scenario.name]: [...new Set(names)] } })
    .filter((metric) => metric.probe === probe)
    .map(({ metric }) => metric);
}
