import { Failure } from '../failure.ts';
import type { ParameterValue, Probe, Regime, Scenario } from '../model.ts';
import type { Selection } from '../plan/cases.ts';
import { controlScenario } from './control.ts';
import { didYouMean } from './nearest.ts';

/** What the command line asks for; null: not said. */
export interface SelectionRequest {
  /** `sleepers`, `sleepers/go`, `sleepers/go/after-func`; empty: everything but the control, which comes with every run. */
  readonly targets: readonly string[];
  /** Targets of which the suite here has nothing, so that nothing of them is selected: the other revision of a check may have it. */
  readonly elsewhere?: readonly string[];
  readonly suite: string | null;
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>;
  readonly regimes: readonly Regime[] | null;
  readonly probe: Probe | null;
  readonly runs: number | null;
}

export interface SelectionResult {
  readonly selections: readonly Selection[];
  readonly runs: number;
}

/** Enough for a 95 % interval of the median. */
const defaultRuns = 6;

/**
 * Turns names into cells to measure. Targets narrow a suite; parameters, regimes, probe and runs replace the suite's.
 * @throws Failure of kind `usage` that names the nearest match.
 */
export function select(asked: SelectionRequest, scenarios: readonly Scenario[]): SelectionResult {
  const request = { ...asked, targets: targetsHere(asked) };
  // Without any target everything would be meant.
  if (asked.targets.length > 0 && request.targets.length === 0)
    return { selections: [], runs: request.runs ?? defaultRuns };
  const chosen = choose(request, Object.keys(request.parameters), scenarios);
  const { suite } = request;
  const result = suite === null ? selectPlain(chosen, request) : selectSuite(suite, chosen, request);
  if (suite === null && result.selections.length === 0) {
    const taken = [...new Set(chosen.flatMap(({ scenario }) => scenario.probes))];
    throw new Failure(
      'usage',
      `--probe: expected ${taken.join(' or ')} here, received ${request.probe ?? 'nothing'}`,
    );
  }
  if (suite !== null) {
    const missing = request.targets.filter((target) => !isSelected(target, result.selections));
    // One target that the suite does not have must not vanish behind others that it has.
    if (missing.length > 0 || result.selections.length === 0)
      throw noneOfSuite(suite, missing, request.probe, scenarios);
  }
  return result;
}

/**
 * The targets of which a suite has nothing here, whether their names are known or not.
 * @throws Failure of kind `usage` for an unknown suite
 */
export function targetsElsewhere(
  { targets, suite }: { readonly targets: readonly string[]; readonly suite: string },
  scenarios: readonly Scenario[],
): string[] {
  checkSuite(suite, scenarios);
  return targets.filter((target) => !isOfSuite(target, suite, null, scenarios));
}

function targetsHere({ targets, elsewhere = [] }: Pick<SelectionRequest, 'targets' | 'elsewhere'>): string[] {
  return targets.filter((target) => !elsewhere.includes(target));
}

function isSelected(target: string, selections: readonly Selection[]): boolean {
  return selections.some(({ scenario, variants }) =>
    variants.some((variant) => isTargeted([target], scenario.name, variant)),
  );
}

/**
 * The scenarios that a request measures, before the values of its parameters are known.
 * @throws Failure of kind `usage`, also for a parameter that none of them takes.
 */
export function chooseScenarios(
  request: Pick<SelectionRequest, 'targets' | 'elsewhere' | 'suite' | 'probe'>,
  parameterNames: readonly string[],
  scenarios: readonly Scenario[],
): Scenario[] {
  const { targets, elsewhere = [] } = request;
  const here = targetsHere(request);
  if (targets.length === 0 || here.length > 0)
    return choose({ ...request, targets: here }, parameterNames, scenarios).map(({ scenario }) => scenario);
  // Nothing will be measured; what the other revision has takes the parameters that its scenario has here.
  const known = scenarios.filter(({ name }) => elsewhere.some((target) => target.split('/')[0] === name));
  if (known.length > 0)
    refuseUnknownParameters(
      parameterNames,
      known.map((scenario) => ({ scenario, variants: [] })),
    );
  return known;
}

/**
 * Named scenarios are all measured, as are a suite's, and a parameter goes to those that take it. Where nothing but
 * parameters is named, these say which are meant: the scenarios that take every one of them.
 */
function choose(
  request: Pick<SelectionRequest, 'targets' | 'suite' | 'probe'>,
  parameterNames: readonly string[],
  scenarios: readonly Scenario[],
): Chosen {
  const { targets, suite } = request;
  const named = chosenVariants(targets, scenarios);
  if (suite !== null) {
    checkSuite(suite, scenarios);
    const having = named.filter(({ scenario }) => scenario.suites[suite] !== undefined);
    if (having.length === 0) throw noneOfSuite(suite, targets, request.probe, scenarios);
    refuseUnknownParameters(parameterNames, having);
    return having;
  }
  if (targets.length > 0) {
    refuseUnknownParameters(parameterNames, named);
    return named;
  }
  const implied = named.filter(({ scenario }) => scenario.name !== controlScenario);
  refuseUnknownParameters(parameterNames, implied);
  const takingAll = implied.filter(({ scenario }) => parameterNames.every((name) => takes(scenario, name)));
  if (takingAll.length > 0) return takingAll;
  const takingSome = implied
    .filter(({ scenario }) => parameterNames.some((name) => takes(scenario, name)))
    .map(({ scenario }) => `${scenario.name} takes ${Object.keys(scenario.parameters).join(', ')}`);
  throw new Failure(
    'usage',
    `--param: expected parameters of one scenario, received ${parameterNames.join(', ')}: ${takingSome.join('; ')}; name the scenarios too, and each takes its own`,
  );
}

function takes(scenario: Scenario, parameter: string): boolean {
  return Object.hasOwn(scenario.parameters, parameter);
}

function refuseUnknownParameters(names: readonly string[], chosen: Chosen): void {
  const known = [...new Set(chosen.flatMap(({ scenario }) => Object.keys(scenario.parameters)))];
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new Failure(
      'usage',
      `--param: expected one of ${known.join(', ')} (${chosen.map(({ scenario }) => scenario.name).join(', ')}), received ${name || 'nothing'}${didYouMean(name, known)}`,
    );
  }
}

function noneOfSuite(
  suite: string,
  targets: readonly string[],
  probe: Probe | null,
  scenarios: readonly Scenario[],
): Failure {
  const asked = [...targets, ...(probe === null ? [] : [`--probe ${probe}`])];
  const known = [...new Set(scenarios.flatMap(({ suites }) => Object.keys(suites)))];
  const having = known.filter(
    (name) =>
      name !== suite &&
      targets.length > 0 &&
      targets.every((target) => isOfSuite(target, name, probe, scenarios)),
  );
  const advice = having.length === 0 ? 'name others' : `--suite ${having.join(' or ')} has, or name others`;
  return new Failure('usage', `the suite ${suite} has none of ${asked.join(', ')}: ${advice}`);
}

function isOfSuite(
  target: string,
  suite: string,
  probe: Probe | null,
  scenarios: readonly Scenario[],
): boolean {
  return scenarios.some(({ name, suites }) =>
    (suites[suite]?.entries ?? []).some(
      ({ variants, probes }) =>
        (probe === null || probes.includes(probe)) &&
        variants.some((variant) => isTargeted([target], name, variant)),
    ),
  );
}

function checkSuite(suite: string, scenarios: readonly Scenario[]): void {
  const known = [...new Set(scenarios.flatMap(({ suites }) => Object.keys(suites)))];
  if (known.includes(suite)) return;
  throw new Failure(
    'usage',
    `--suite: expected one of ${known.join(', ')}, received ${suite}${didYouMean(suite, known)}`,
  );
}

type Chosen = readonly { readonly scenario: Scenario; readonly variants: readonly string[] }[];

function selectPlain(chosen: Chosen, request: SelectionRequest): SelectionResult {
  return {
    runs: request.runs ?? defaultRuns,
    selections: chosen
      .map(({ scenario, variants }) => ({
        scenario,
        variants,
        parameters: parametersOf(scenario, request.parameters),
        regimes: request.regimes ?? (['all'] as const),
        probes: scenario.probes.filter((probe) => request.probe === null || probe === request.probe),
      }))
      .filter(({ probes }) => probes.length > 0),
  };
}

function selectSuite(suite: string, chosen: Chosen, request: SelectionRequest): SelectionResult {
  const { probe } = request;
  const selections: Selection[] = [];
  let runs = 1;
  for (const { scenario, variants } of chosen) {
    const definition = scenario.suites[suite];
    if (definition === undefined) continue;
    runs = Math.max(runs, definition.runs);
    for (const entry of definition.entries) {
      const taken = entry.variants.filter((name) => variants.includes(name));
      const kept = probe === null ? entry.probes : entry.probes.filter((name) => name === probe);
      if (taken.length === 0 || kept.length === 0) continue;
      selections.push({
        scenario,
        variants: taken,
        parameters: { ...entry.parameters, ...parametersOf(scenario, request.parameters) },
        regimes: request.regimes ?? entry.regimes,
        probes: kept,
      });
    }
  }
  return { selections, runs: request.runs ?? runs };
}

/** Only what this scenario takes: in a run over several scenarios a parameter may belong to one of them. */
function parametersOf(
  scenario: Scenario,
  parameters: SelectionRequest['parameters'],
): Record<string, readonly ParameterValue[]> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => takes(scenario, name)));
}

function chosenVariants(targets: readonly string[], scenarios: readonly Scenario[]): Chosen {
  if (targets.length === 0) {
    return scenarios.map((scenario) => ({ scenario, variants: scenario.variants.map(({ name }) => name) }));
  }
  const chosen = new Map<Scenario, Set<string>>();
  for (const target of targets) {
    const { scenario, variants } = resolveTarget(target, scenarios);
    const known = chosen.get(scenario) ?? new Set<string>();
    for (const name of variants) known.add(name);
    chosen.set(scenario, known);
  }
  return [...chosen].map(([scenario, names]) => ({
    scenario,
    variants: scenario.variants.map(({ name }) => name).filter((name) => names.has(name)),
  }));
}

function resolveTarget(
  target: string,
  scenarios: readonly Scenario[],
): { scenario: Scenario; variants: readonly string[] } {
  const [scenarioName = '', ...rest] = target.split('/');
  const scenario = scenarios.find(({ name }) => name === scenarioName);
  if (scenario === undefined) {
    const known = scenarios.map(({ name }) => name);
    throw new Failure(
      'usage',
      `expected a scenario (${known.join(', ')}), received ${scenarioName || 'nothing'}${didYouMean(scenarioName, known)}`,
    );
  }
  const wanted = rest.join('/');
  const names = scenario.variants.map(({ name }) => name);
  const variants = names.filter((name) => isTargeted([target], scenario.name, name));
  if (variants.length === 0) {
    throw new Failure(
      'usage',
      `expected a variant of ${scenario.name} (${names.join(', ')}), received ${wanted}${didYouMean(wanted, names)}`,
    );
  }
  return { scenario, variants };
}

/** Whether targets name a variant; it need not be one that this revision has. */
export function isTargeted(targets: readonly string[], scenario: string, variant: string): boolean {
  if (targets.length === 0) return true;
  return targets.some((target) => `${scenario}/${variant}/`.startsWith(`${target.replace(/\/$/, '')}/`));
}
