/** What `interleave compare` may be told to compare within one run: `sleepers/go/goroutine-sleep`, `go@1.27.4`. */
import { Failure } from '../failure.ts';
import { programOf } from '../model.ts';
import { matchSettings, matchVersions, versionOf, type Matches } from '../reports/comparison-matches.ts';
import type { PlannedCase } from '../store/plan.ts';
import { didYouMean } from './nearest.ts';

export type Operand =
  /** All variants of one version of a runtime. */
  | { readonly kind: 'version'; readonly text: string; readonly runtime: string; readonly version: string }
  | {
      readonly kind: 'case';
      readonly text: string;
      /** Null: the other operand's. */
      readonly scenario: string | null;
      /** `go/goroutine-sleep` */
      readonly variant: string;
      /** Null: the only one that the run has of it. */
      readonly version: string | null;
    };

/** Null where the text is neither; a folder may look like a case. */
export function parseOperand(text: string): Operand | null {
  const version = /^([a-z0-9]+)@([^/]+)$/.exec(text);
  if (version !== null)
    return { kind: 'version', text, runtime: version[1] ?? '', version: version[2] ?? '' };
  const named = /^(?:([a-z0-9-]+)\/)?([a-z0-9]+)(?:@([^/]+))?\/([a-z0-9-]+)$/.exec(text);
  if (named === null) return null;
  const [, scenario = null, runtime = '', own = null, program = ''] = named;
  return { kind: 'case', text, scenario, variant: `${runtime}/${program}`, version: own };
}

/**
 * The cases of a run that two operands name, each of the first with its opposite.
 *
 * @throws Failure of kind `usage` that lists what the run holds
 */
export function matchOperands(
  operands: readonly string[],
  cases: readonly PlannedCase[],
): { names: { base: string; head: string }; matches: Matches } {
  const [first, second] = operands.map((text) => {
    const operand = parseOperand(text);
    if (operand !== null) return operand;
    throw new Failure(
      'usage',
      `expected scenario/runtime/variant, such as ${exampleOf(cases)}, or runtime@version, received ${text}${didYouMean(text, variantsOf(cases))}`,
    );
  });
  if (first === undefined || second === undefined || operands.length > 2) {
    throw new Failure(
      'usage',
      `expected two cases or two versions of a runtime beside --run, received ${operands.join(' ') || 'nothing'}`,
    );
  }
  const names = { base: first.text, head: second.text };
  if (first.kind === 'version' && second.kind === 'version') {
    if (first.runtime !== second.runtime) {
      throw new Failure(
        'usage',
        `expected two versions of one runtime, received ${first.text} and ${second.text}: name a variant of each to compare those`,
      );
    }
    const [base, head] = [ofVersion(first, cases), ofVersion(second, cases)];
    refuseSame(first.text, base, head);
    return { names, matches: matchVersions(base, head) };
  }
  if (first.kind === 'version' || second.kind === 'version') {
    throw new Failure(
      'usage',
      `expected two cases or two versions of a runtime, received ${first.text} and ${second.text}: name a case with a version as ${exampleOf(cases, true)}`,
    );
  }
  if (first.scenario === null) {
    throw new Failure(
      'usage',
      `expected scenario/runtime/variant, received ${first.text}${didYouMean(first.text, variantsOf(cases))}; only the second case may leave its scenario out`,
    );
  }
  const [base, head] = [
    ofCase(first, first.scenario, cases),
    ofCase(second, second.scenario ?? first.scenario, cases),
  ];
  refuseSame(first.text, base, head);
  return { names, matches: matchSettings(base, head) };
}

function ofVersion(
  { runtime, version, text }: Operand & { kind: 'version' },
  cases: readonly PlannedCase[],
): PlannedCase[] {
  const own = cases.filter((planned) => planned.runtime === runtime && planned.runtimeVersion === version);
  if (own.length > 0) return own;
  const known = [...new Set(cases.map(versionOf))];
  throw new Failure(
    'usage',
    `the run has no ${text}: expected one of ${known.join(', ')}${didYouMean(text, known)}`,
  );
}

function ofCase(
  { variant, version, text }: Operand & { kind: 'case' },
  scenario: string,
  cases: readonly PlannedCase[],
): PlannedCase[] {
  const scenarios = [...new Set(cases.map((planned) => planned.scenario))];
  const ofScenario = cases.filter((planned) => planned.scenario === scenario);
  if (ofScenario.length === 0) {
    throw new Failure(
      'usage',
      `the run has no scenario ${scenario} (${text}): expected one of ${scenarios.join(', ')}${didYouMean(scenario, scenarios)}`,
    );
  }
  const ofVariant = ofScenario.filter((planned) => planned.variant === variant);
  if (ofVariant.length === 0) {
    const known = variantsOf(ofScenario);
    // Without the scenario, which they all share: else they would all be near.
    const near = didYouMean(
      variant,
      ofScenario.map((planned) => planned.variant),
    );
    throw new Failure(
      'usage',
      `the run has no ${scenario}/${variant}: expected one of ${known.join(', ')}${near.replace('mean ', `mean ${scenario}/`)}`,
    );
  }
  const versions = [...new Set(ofVariant.map(({ runtimeVersion }) => runtimeVersion))];
  if (version === null && versions.length > 1) {
    throw new Failure(
      'usage',
      `the run has ${scenario}/${variant} on ${ofVariant[0]?.runtime} ${versions.join(', ')}: name one, as ${exampleOf(ofVariant, true)}`,
    );
  }
  const own = ofVariant.filter(({ runtimeVersion }) => version === null || runtimeVersion === version);
  if (own.length > 0) return own;
  throw new Failure(
    'usage',
    `the run has ${scenario}/${variant} on no ${version} (${text}): expected one of ${versions.join(', ')}${didYouMean(version ?? '', versions)}`,
  );
}

function refuseSame(text: string, base: readonly PlannedCase[], head: readonly PlannedCase[]): void {
  if (base.length !== head.length || base.some((planned, index) => planned !== head[index])) return;
  throw new Failure('usage', `expected two things to compare, received ${text} twice`);
}

function variantsOf(cases: readonly PlannedCase[]): string[] {
  return [...new Set(cases.map(({ scenario, variant }) => `${scenario}/${variant}`))];
}

/** A case of the run, as it is named here. */
function exampleOf([first]: readonly PlannedCase[], withVersion = false): string {
  if (first === undefined) return withVersion ? 'sleepers/go@1.27.4/after-func' : 'sleepers/go/after-func';
  const { scenario, variant } = first;
  return `${scenario}/${withVersion ? versionOf(first) : first.runtime}/${programOf(variant)}`;
}
