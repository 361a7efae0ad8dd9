import {
  runtimeOf,
  type ParameterValue,
  type Parameters,
  type Probe,
  type Regime,
  type Scenario,
} from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';

/** A runtime found on this machine, at one version; several versions of one runtime may stand in one plan. */
export interface RuntimeVersion {
  readonly runtime: string;
  readonly version: string;
}

/** Cells asked for: variants × regimes × parameter values × probes of one scenario. */
export interface Selection {
  readonly scenario: Scenario;
  readonly variants: readonly string[];
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>;
  readonly regimes: readonly Regime[];
  readonly probes: readonly Probe[];
}

/** A case with the probes that are taken of it. */
export interface Cell {
  readonly case: PlannedCase;
  readonly probes: readonly Probe[];
}

/** Says why a case cannot be measured here, or null when it can. */
export type Fitness = (scenario: Scenario, variant: string, parameters: Parameters) => string | null;

/** Spreads selections out into cells, in declaration order, each case once. */
export function expandCells(
  selections: readonly Selection[],
  runtimes: readonly RuntimeVersion[],
  fitness: Fitness,
): Cell[] {
  const cells = new Map<string, Cell>();
  for (const selection of selections) {
    for (const regime of selection.regimes) {
      for (const parameters of combinations(selection.scenario, selection.parameters)) {
        for (const variant of selection.variants) {
          for (const { version } of runtimes.filter(({ runtime }) => runtime === runtimeOf(variant))) {
            const planned = plannedCase(selection.scenario, variant, version, regime, parameters, fitness);
            const probes = new Set([...(cells.get(planned.id)?.probes ?? []), ...selection.probes]);
            cells.set(planned.id, { case: planned, probes: [...probes] });
          }
        }
      }
    }
  }
  return [...cells.values()];
}

function plannedCase(
  scenario: Scenario,
  variantName: string,
  runtimeVersion: string,
  regime: Regime,
  parameters: Parameters,
  fitness: Fitness,
): PlannedCase {
  const runtime = runtimeOf(variantName);
  const variant = scenario.variants.find(({ name }) => name === variantName);
  if (variant === undefined) throw new Error(`${scenario.name} has no variant ${variantName}`);
  const planned = {
    scenario: scenario.name,
    variant: variantName,
    level: variant.level,
    runtime,
    runtimeVersion,
    regime,
    parameters: { ...parameters },
    skip: fitness(scenario, variantName, parameters),
  };
  return { id: caseId(planned), ...planned };
}

/** The case with other values, by the name that they give it. Whether it fits this machine is not asked anew. */
export function withParameters(planned: PlannedCase, changes: Parameters): PlannedCase {
  const changed = { ...planned, parameters: { ...planned.parameters, ...changes } };
  return { ...changed, id: caseId(changed) };
}

function caseId({
  scenario,
  variant,
  runtime,
  runtimeVersion,
  regime,
  parameters,
}: Omit<PlannedCase, 'id'>): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return [scenario, variant, `${runtime}@${runtimeVersion}`, regime, ...values].join(' ');
}

/** Every combination of the given values; a parameter without values takes its default. */
function combinations(
  scenario: Scenario,
  given: Readonly<Record<string, readonly ParameterValue[]>>,
): Record<string, ParameterValue>[] {
  let result: Record<string, ParameterValue>[] = [{}];
  for (const [name, definition] of Object.entries(scenario.parameters)) {
    const values = given[name] ?? [definition.default];
    result = result.flatMap((partial) => values.map((value) => ({ ...partial, [name]: value })));
  }
  return result;
}

/** Cells of one block are shuffled together and paired by round: one scenario, one level, one regime. */
export function blockOf(planned: PlannedCase): string {
  return `${planned.scenario} ${planned.level} ${planned.regime}`;
}

/** Cases that must run under equal settings: equal but for variant and runtime version, and of one level. */
export function settingsGroupOf(planned: PlannedCase): string {
  const values = Object.entries(planned.parameters).map(([name, value]) => `${name}=${value}`);
  return [blockOf(planned), ...values].join(' ');
}
