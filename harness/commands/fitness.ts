import { Failure } from '../failure.ts';
import { formatDuration } from './progress.ts';
import { fits, largestThatFits, type Capacity } from '../measure/fit.ts';
import type { Parameters, Scenario, Variant } from '../model.ts';
import type { Cell, Fitness } from '../plan/cases.ts';

/** Nobody means a sample that cannot be shorter. */
const longestSampleNs = 3_600e9;

/** Says of every case whether this machine can hold it; the reason names the largest size that it can. */
export function fitnessOn(capacity: Capacity): Fitness {
  return (scenario, variantName, parameters) => {
    const { platforms, refuses } = variantOf(scenario, variantName);
    if (platforms !== undefined && !platforms.includes(process.platform)) {
      return `needs ${platforms.join(' or ')}, this is ${process.platform}`;
    }
    const refusal = refuses?.(parameters) ?? null;
    if (refusal !== null) return refusal;
    const shortestNs = scenario.pilot === null ? scenario.shortestNs(parameters, {}, variantName) : 0;
    if (shortestNs > longestSampleNs) {
      return `one sample takes at least ${formatDuration(shortestNs / 1e6)}: choose fewer tasks, shorter waits or more workers`;
    }
    const verdict = fitOf(scenario, variantName, parameters, capacity);
    return verdict.fits ? null : verdict.reason;
  };
}

/**
 * A size that the user named must fit into memory; what a suite names, or what needs more threads or mappings than the
 * machine allows, is skipped and says so in its row. Nothing to measure at all is refused in any case.
 *
 * @throws Failure of kind `doesNotFit` with the figures.
 */
export function refuseWhatDoesNotFit(
  cells: readonly Cell[],
  scenarios: readonly Scenario[],
  capacity: Capacity,
  sizesWereNamed: boolean,
): void {
  const skipped = cells.filter((cell) => cell.case.skip !== null);
  const refused = skipped.filter(({ case: planned }) => {
    const scenario = scenarios.find(({ name }) => name === planned.scenario);
    if (scenario === undefined) return false;
    // What another reason stands against, e.g. that a row has no such case, is skipped with that reason.
    if (fitOf(scenario, planned.variant, planned.parameters, capacity).fits) return false;
    // With all the memory in the world: what would still not fit is not refused for its memory.
    const inMemory = fitOf(scenario, planned.variant, planned.parameters, {
      ...capacity,
      availableBytes: Infinity,
    });
    return sizesWereNamed && inMemory.fits;
  });
  const [first] = refused.length > 0 ? refused : skipped.length === cells.length ? skipped : [];
  if (first === undefined) return;
  const others = (refused.length || skipped.length) - 1;
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'case' : 'cases'})`;
  throw new Failure('doesNotFit', `${first.case.id} ${first.case.skip}${more}`);
}

function fitOf(scenario: Scenario, variantName: string, parameters: Parameters, capacity: Capacity) {
  const variant = variantOf(scenario, variantName);
  const needsOf = (size: number) => variant.needs({ ...parameters, [scenario.sizeParameter]: size });
  return fits(variant.needs(parameters), capacity, largestThatFits(needsOf, capacity, 1e12));
}

function variantOf(scenario: Scenario, variantName: string): Variant {
  const variant = scenario.variants.find(({ name }) => name === variantName);
  if (variant === undefined) throw new Error(`${scenario.name} has no variant ${variantName}`);
  return variant;
}
