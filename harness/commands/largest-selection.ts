/** What `interleave largest` seeks the largest size of. */
import { Failure } from '../failure.ts';
import type { ParameterDefinition, Parameters, Scenario, Variant } from '../model.ts';
import type { Selection } from '../plan/cases.ts';
import type { LargestOptions } from './largest.ts';
import { select } from './selection.ts';
import type { Session } from './session.ts';

/**
 * The selections of memory samples, all parameters but the size settled.
 * @throws Failure of kind `usage` for scenarios of which a size is no number of units alive at once.
 */
export function selectionsOf(
  { targets, parameters }: Pick<LargestOptions, 'targets' | 'parameters'>,
  session: Pick<Session, 'sources'>,
): readonly Selection[] {
  for (const [name, values] of Object.entries(parameters)) {
    if (values.length === 1) continue;
    throw new Failure('usage', `--param ${name}: expected one value, received ${values.join(',')}`);
  }
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const holding = scenarios.filter((scenario) => scenario.variants.every((own) => holdsAll(scenario, own)));
  const request = { targets, suite: null, parameters, regimes: null, probe: 'memory', runs: null } as const;
  const { selections } = select(request, scenarios);
  for (const { scenario } of selections) {
    const { name, sizeParameter } = scenario;
    if (!holding.includes(scenario)) {
      throw new Failure(
        'usage',
        `expected a scenario whose units are all alive at once (${holding.map((own) => own.name).join(', ')}), received ${name}, where ${sizeParameter} is no such number`,
      );
    }
    if (sizeParameter in parameters) {
      throw new Failure(
        'usage',
        `--param ${sizeParameter}: expected another parameter, since ${sizeParameter} is what is sought; the first size is --from`,
      );
    }
  }
  return selections;
}

/**
 * Without the variants that refuse such parameters at any size: there is nothing to seek.
 *
 * @throws Failure of kind `usage` where none is left
 */
export function withoutRefusals(
  selections: readonly Selection[],
  report: (line: string) => void,
): Selection[] {
  const refusals: string[] = [];
  const left = selections.map((selection) => {
    const { scenario } = selection;
    const { sizeParameter, variants } = scenario;
    const given = Object.entries(selection.parameters).flatMap(([name, [value]]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const parameters = {
      ...defaultsOf(scenario.parameters),
      ...Object.fromEntries(given),
      [sizeParameter]: sizesOf(scenario).least,
    };
    const own = selection.variants.filter((name) => {
      const refusal = variants.find((variant) => variant.name === name)?.refuses?.(parameters) ?? null;
      if (refusal !== null) refusals.push(`${scenario.name}/${name}: ${refusal}`);
      return refusal === null;
    });
    return { ...selection, variants: own };
  });
  if (left.every(({ variants }) => variants.length === 0)) throw new Failure('usage', refusals.join('; '));
  for (const refusal of refusals) report(`not sought: ${refusal}`);
  return left.filter(({ variants }) => variants.length > 0);
}

/** The sizes that can be asked for; no units at all are no answer. */
export function sizesOf({ parameters, sizeParameter }: Scenario): { least: number; most: number } {
  const { minimum, maximum } = parameters[sizeParameter] as { minimum: number; maximum: number };
  return { least: Math.max(1, minimum), most: maximum };
}

/** Whether a sample of so many units has all of them alive at once, by what an honest one must report. */
function holdsAll(scenario: Scenario, { name }: Variant): boolean {
  const { parameters, sizeParameter, expectedManifest, probes } = scenario;
  const size = parameters[sizeParameter];
  if (size?.kind !== 'count' || size.oneOf !== undefined || !probes.includes('memory')) return false;
  const usual = defaultsOf(parameters);
  // Two sizes: a constant may be equal to one of them.
  return [11, 1_001].every(
    (units) => expectedManifest({ ...usual, [sizeParameter]: units }, 'memory', name).peakAlive === units,
  );
}

function defaultsOf(parameters: Readonly<Record<string, ParameterDefinition>>): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, { default: usual }]) => [name, usual]));
}
