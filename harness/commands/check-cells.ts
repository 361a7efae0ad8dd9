import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { metricsOf } from '../metrics.ts';
import { probes, type Parameters, type Probe, type Scenario } from '../model.ts';
import type { Cell } from '../plan/cases.ts';
import type { CheckCell } from '../store/check-plan.ts';
import type { PlannedCase } from '../store/plan.ts';
import { didYouMean } from './nearest.ts';

/** What names a cell, whichever version of a runtime it runs on. */
export interface CellSetting {
  readonly scenario: string;
  readonly variant: string;
  readonly regime: string;
  readonly parameters: Parameters;
}

/** `sleepers go/after-func all tasks=1000 …`: the same in both revisions, and after a runtime's update. */
export function cellId({ scenario, variant, regime, parameters }: CellSetting): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return [scenario, variant, regime, ...values].join(' ');
}

/** A case's id as that of a cell: memory samples are the rule, and another probe is named. */
export function withProbe(id: string, probe: Probe): string {
  return probe === 'memory' ? id : `${id} ${probe}`;
}

/**
 * The cells of a check, each with the metrics that are judged in it. A probe of which nothing is gated is not taken.
 *
 * @param headOf the case that head measures instead, e.g. with more work; the same as base by default
 */
export function checkCells(
  cells: readonly Cell[],
  scenarios: readonly Scenario[],
  policy: Policy,
  headOf: (planned: PlannedCase, scenario: Scenario) => PlannedCase = (planned) => planned,
): CheckCell[] {
  return cells.flatMap(({ case: planned, probes: taken }) => {
    const scenario = scenarios.find(({ name }) => name === planned.scenario);
    if (scenario === undefined) throw new Error(`there is no scenario ${planned.scenario}`);
    const gated = gatedMetrics(scenario, policy);
    return probes
      .filter((probe) => taken.includes(probe))
      .flatMap((probe): CheckCell[] => {
        const own = gated.filter((metric) => metric.probe === probe);
        if (own.length === 0) return [];
        const id = withProbe(cellId(planned), probe);
        return [
          {
            id,
            base: planned,
            head: headOf(planned, scenario),
            probe,
            gated: own.map(({ metric, unit, direction }) => ({ metric, unit, direction })),
          },
        ];
      });
  });
}

type JudgedMetric = CheckCell['gated'][number] & { readonly probe: Probe };

/**
 * The policy's metrics of a scenario, or its own.
 * @throws Failure of kind `usage` for a metric that it does not have, or that has no better direction.
 */
export function gatedMetrics(scenario: Scenario, policy: Policy): JudgedMetric[] {
  const named = policy.metrics[scenario.name] ?? scenario.gated.map(({ metric }) => metric);
  // A ratio to another case's value is no figure of a sample.
  const ratios = new Set(scenario.ratios.map(({ name }) => name));
  const known = probes
    .filter((probe) => scenario.probes.includes(probe))
    .flatMap((probe) => metricsOf(scenario, probe))
    .filter(({ name }) => !ratios.has(name))
    .flatMap(({ name, unit, direction, probe }) =>
      direction === 'none' ? [] : [{ metric: name, unit, direction, probe }],
    );
  return named.map((name) => {
    const found = known.find(({ metric }) => metric === name);
    if (found !== undefined) return found;
    const names = known.map(({ metric }) => metric);
    throw new Failure(
      'usage',
      `gated metrics of ${scenario.name}: expected one of ${names.join(', ')}, received ${name}${didYouMean(name, names)}`,
    );
  });
}
