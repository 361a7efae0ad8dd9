import { programOf } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';

/** Two cases that are held against each other. */
export interface Match {
  readonly base: PlannedCase;
  readonly head: PlannedCase;
}

export interface Matches {
  readonly matches: readonly Match[];
  /** Cases that nothing stands against. */
  readonly baseOnly: readonly PlannedCase[];
  readonly headOnly: readonly PlannedCase[];
}

/** Every setting (regime and parameters) at which both have a case; each side is one variant of one version. */
export function matchSettings(base: readonly PlannedCase[], head: readonly PlannedCase[]): Matches {
  return matchBy(base, head, settingOf);
}

/** The same variants at the same settings, whatever version of its runtime executed them. */
export function matchVersions(base: readonly PlannedCase[], head: readonly PlannedCase[]): Matches {
  return matchBy(base, head, caseKey);
}

/**
 * The cases of two runs: the same version of the runtime where both have it; where neither has the other's, and each has one
 * alone, these two.
 */
export function matchRuns(base: readonly PlannedCase[], head: readonly PlannedCase[]): Matches {
  const exact = matchBy(base, head, (own) => JSON.stringify([caseKey(own), own.runtimeVersion]));
  const rest = matchBy(exact.baseOnly, exact.headOnly, caseKey);
  // In the order of the first run, whichever of the two ways matched them.
  const headOf = new Map([...exact.matches, ...rest.matches].map((match) => [match.base.id, match]));
  return { ...rest, matches: base.flatMap(({ id }) => headOf.get(id) ?? []) };
}

/** How sentences call the two sides of one run: by what tells them apart. */
export function labelsOf({ base, head }: Match): { base: string; head: string } {
  const ways: readonly ((own: PlannedCase) => string)[] = [
    ({ variant }) => programOf(variant),
    ({ variant }) => variant,
    ({ scenario, variant }) => `${scenario}/${variant}`,
  ];
  if (base.scenario === head.scenario && base.variant === head.variant)
    return { base: versionOf(base), head: versionOf(head) };
  const way = ways.find((one) => one(base) !== one(head)) ?? versionOf;
  return { base: way(base), head: way(head) };
}

export function versionOf({ runtime, runtimeVersion }: PlannedCase): string {
  return `${runtime}@${runtimeVersion}`;
}

/** A key that several cases of one side share matches none of them: which was meant is not known. */
function matchBy(
  base: readonly PlannedCase[],
  head: readonly PlannedCase[],
  keyOf: (planned: PlannedCase) => string,
): Matches {
  const [ofBase, ofHead] = [Map.groupBy(base, keyOf), Map.groupBy(head, keyOf)];
  const matches = [...ofBase].flatMap(([key, [own, ...others]]): Match[] => {
    const [opposite, ...more] = ofHead.get(key) ?? [];
    if (own === undefined || opposite === undefined || others.length + more.length > 0) return [];
    return [{ base: own, head: opposite }];
  });
  const matched = new Set(matches.flatMap((match) => [match.base, match.head]));
  return {
    matches,
    baseOnly: base.filter((own) => !matched.has(own)),
    headOnly: head.filter((own) => !matched.has(own)),
  };
}

function caseKey(planned: PlannedCase): string {
  return JSON.stringify([planned.scenario, planned.variant, settingOf(planned)]);
}

/** Scenarios may declare their parameters in another order from version to version. */
function settingOf({ regime, parameters }: PlannedCase): string {
  return JSON.stringify([
    regime,
    Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
