/** All that `interleave compare` says, without its layout: the rows, on what they rest, and every doubt about them. */
import type { Scenario } from '../model.ts';
import type { StoredCheck } from '../store/check-folder.ts';
import type { PlannedCase } from '../store/plan.ts';
import { lastNames } from './charts/compared-sides.ts';
import { controlDrift, isControl, type ControlDrift } from './comparison-control.ts';
import { matchRuns, versionOf, type Match, type Matches } from './comparison-matches.ts';
import {
  compareArms,
  compareRuns,
  compareWithin,
  markOf,
  type Comparison,
  type LabelledRun,
  type MetricRequest,
} from './comparisons.ts';
import { environmentDifferences } from './environment-differences.ts';
import { formatCount } from './quantity.ts';
import type { Run } from './report.ts';
import { takenSamples, type TakenSample } from './run-view.ts';
import { warningsOf } from './warnings.ts';

export interface ComparisonReport {
  /** What the sides are. */
  readonly base: string;
  readonly head: string;
  /** What two runs say about the machine; null where both sides were taken together. */
  readonly control: ControlDrift | null;
  /** How the values were taken, and what follows from it: a line for each way. */
  readonly basis: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly warnings: readonly string[];
  /** What one side has and the other has not. */
  readonly leftOut: readonly string[];
}

/** What stands before all else: the machine was not the same. */
export function frontLines({ control }: Pick<ComparisonReport, 'control'>): string[] {
  return control?.state === 'moved' ? [control.text] : [];
}

const byRound =
  'paired by round: in every round both were measured in random order, so that slow drift of the machine does not count';
const acrossBlocks =
  'unpaired: the two are of different blocks, which a round takes one after the other, so that drift of the machine counts as difference';
const acrossRuns =
  'unpaired: the runs were taken at different times, so that drift of the machine counts as difference';
const byCoin =
  'paired: the two samples of a pair were taken one right after the other, in an order that a coin decided';

/** Two cases, or two versions of a runtime, of one run. */
export function reportWithin(
  run: Run,
  names: { readonly base: string; readonly head: string },
  { matches, baseOnly, headOnly }: Matches,
  request: MetricRequest,
): ComparisonReport {
  const comparisons = compareWithin(run, matches, request);
  const cases = matches.flatMap(({ base, head }) => [base, head]);
  return {
    ...names,
    control: null,
    basis: [
      ...(comparisons.some(({ pairing }) => pairing === 'paired') ? [byRound] : []),
      ...(comparisons.some(({ pairing }) => pairing === 'unpaired') ? [acrossBlocks] : []),
    ],
    comparisons,
    warnings: [
      ...aloneWarning(comparisons),
      ...settingWarning(matches, run, run),
      ...sampleWarnings(run, cases),
    ],
    leftOut: [
      ...leftOut(`only ${names.base} was measured at`, baseOnly),
      ...leftOut(`only ${names.head} was measured at`, headOnly),
      ...withoutFigures(matches, comparisons),
    ],
  };
}

/** Every case that both runs have. Folders stand whole at the head of it, and by their last names in all sentences. */
export function reportRuns(
  wholeBase: LabelledRun,
  wholeHead: LabelledRun,
  request: MetricRequest,
): ComparisonReport {
  const [ofBase, ofHead] = lastNames(wholeBase.label, wholeHead.label);
  const base = { run: wholeBase.run, label: ofBase ?? wholeBase.label };
  const head = { run: wholeHead.run, label: ofHead ?? wholeHead.label };
  const [known, knownToHead] = [knownCases(base.run), knownCases(head.run)];
  const { matches, baseOnly, headOnly } = matchRuns(known, knownToHead);
  const comparisons = compareRuns(base, head, matches, request);
  const sides = [
    { ...base, cases: matches.map((match) => match.base) },
    { ...head, cases: matches.map((match) => match.head) },
  ];
  const control = controlOf(base, head, matches);
  return {
    base: runName(wholeBase),
    head: runName(wholeHead),
    control,
    basis: [acrossRuns],
    comparisons,
    warnings: [
      ...(control.state === 'unknown' ? [control.text] : []),
      ...environmentWarning(base.run, head.run),
      ...versionWarning(matches),
      ...aloneWarning(comparisons),
      ...settingWarning(matches, base.run, head.run),
      ...sides.flatMap(({ run, label, cases }) =>
        sampleWarnings(run, cases).map((warning) => `${label}: ${warning}`),
      ),
    ],
    leftOut: [
      ...leftOut(`only in ${base.label}:`, baseOnly),
      ...leftOut(`only in ${head.label}:`, headOnly),
      ...withoutFigures(matches, comparisons),
      ...unknownScenarios([...base.run.plan.cases, ...head.run.plan.cases], head.run.scenarios),
    ],
  };
}

/** Of all that the control's times say, whatever metrics were asked for. */
function controlOf(base: LabelledRun, head: LabelledRun, matches: readonly Match[]): ControlDrift {
  const rows = head.run.scenarios.filter(isControl).flatMap(({ name, derived }) =>
    compareRuns(
      base,
      head,
      matches.filter((match) => match.head.scenario === name),
      { metrics: derived.memory.map((metric) => metric.name), probe: 'memory' },
    ),
  );
  return controlDrift(rows);
}

/** The two arms of a check, or of two revisions that were measured to be compared. */
export function reportCheck(
  { plan, lines }: Pick<StoredCheck, 'plan' | 'lines'>,
  scenarios: readonly Scenario[],
  request: MetricRequest,
): ComparisonReport {
  const comparisons = compareArms({ plan, lines }, scenarios, request);
  const { arms, cells, oneSided, injected } = plan;
  const noisy = new Map(
    comparisons.map(({ what, metric, noisyPairs }) => [`${what.head.case.id} ${metric.probe}`, noisyPairs]),
  );
  const noisyPairs = [...noisy.values()].reduce((sum, count) => sum + count, 0);
  const failed = new Set(lines.filter(({ sample }) => sample.status !== 'ok').map(({ pair }) => pair));
  const known = cells.filter(({ head }) => scenarios.some(({ name }) => name === head.scenario));
  return {
    base: arms.base.label,
    head: arms.head.label,
    control: null,
    basis: [byCoin],
    comparisons,
    warnings: [
      ...aloneWarning(comparisons),
      ...(noisyPairs > 0 ? [`noisy pairs that were left out: ${formatCount(noisyPairs)}`] : []),
      ...(failed.size > 0 ? [`pairs of which a sample has no result: ${formatCount(failed.size)}`] : []),
      ...(injected === null ? [] : [`${formatCount(injected * 100)} % more work was injected into head`]),
    ],
    leftOut: [
      ...oneSided.map(({ case: id, side }) => `${side === 'new' ? 'only in head' : 'only in base'}: ${id}`),
      ...withoutFigures(
        known.filter(({ probe }) => request.probe === null || request.probe === probe),
        comparisons,
      ),
      ...unknownScenarios(
        cells.map(({ head }) => head),
        scenarios,
      ),
    ],
  };
}

function knownCases({ plan, scenarios }: Run): PlannedCase[] {
  const names = new Set(scenarios.map(({ name }) => name));
  return plan.cases.filter(({ scenario }) => names.has(scenario));
}

function unknownScenarios(cases: readonly PlannedCase[], scenarios: readonly Scenario[]): string[] {
  const known = new Set(scenarios.map(({ name }) => name));
  const unknown = new Set(cases.map(({ scenario }) => scenario).filter((name) => !known.has(name)));
  return unknown.size === 0
    ? []
    : [`scenarios that this Interleave does not have: ${[...unknown].join(', ')}`];
}

function runName({ label, run: { plan } }: LabelledRun): string {
  return `${label} (${plan.createdAt.slice(0, 10)}, ${plan.runId})`;
}

/** More than these are told by their number. */
const mostNamed = 3;

function leftOut(what: string, cases: readonly { readonly id: string }[]): string[] {
  if (cases.length === 0) return [];
  const named = cases.slice(0, mostNamed).map(({ id }) => id);
  const more = cases.length - named.length;
  return [`${what} ${named.join('; ')}${more > 0 ? `; and ${formatCount(more)} more` : ''}`];
}

function withoutFigures(matches: readonly Match[], comparisons: readonly Comparison[]): string[] {
  const compared = new Set(comparisons.flatMap(({ what }) => [what.base.case, what.head.case]));
  const without = matches.filter(({ base, head }) => !compared.has(base) || !compared.has(head));
  return leftOut(
    'no figure of both sides:',
    without.map(({ head }) => head),
  );
}

/** With six rounds no p is below 0.031, so that a table of many rows proves nothing of any of them however large it is. */
function aloneWarning(comparisons: readonly Comparison[]): string[] {
  const alone = comparisons.filter((comparison) => markOf(comparison) === '?').length;
  return alone === 0
    ? []
    : [
        `differences that are shown by their row alone (?): ${formatCount(alone)} of ${formatCount(comparisons.length)} rows; more rounds would tell, or fewer rows that are chosen beforehand (--metric, --probe)`,
      ];
}

function environmentWarning(base: Run, head: Run): string[] {
  const differences = environmentDifferences(recordOf(base), recordOf(head));
  return differences.length === 0
    ? []
    : [
        `the environments differ, so that not all differences are the programs' own: ${differences.join('; ')}`,
      ];
}

function recordOf({ plan: { version }, environment }: Run) {
  return { version, environment };
}

function versionWarning(matches: readonly Match[]): string[] {
  const different = matches.filter(({ base, head }) => base.runtimeVersion !== head.runtimeVersion);
  const told = new Set(
    different.map(({ base, head }) => `${versionOf(base)} against ${head.runtimeVersion}`),
  );
  return told.size === 0 ? [] : [`matched by runtime, though its versions differ: ${[...told].join(', ')}`];
}

/** A pilot settles how long tasks wait, for the cases of one level and one run alike; `elapsed` is mostly that. */
function settingWarning(matches: readonly Match[], ofBase: Run, ofHead: Run): string[] {
  const different = matches.flatMap(({ base, head }) => {
    const [one, other] = [ofBase.plan.settings[base.id] ?? {}, ofHead.plan.settings[head.id] ?? {}];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter((name) => one[name] !== other[name])
      .map((name) => `${name} ${settingText(one[name])} and ${settingText(other[name])} (${head.id})`);
  });
  if (different.length === 0) return [];
  const more = different.length > 1 ? ` and ${formatCount(different.length - 1)} more` : '';
  return [
    `pilots settled different values, and what holds such a time, as elapsed may, differs by that: ${different[0]}${more}`,
  ];
}

function settingText(value: number | undefined): string {
  return value === undefined ? 'none' : formatCount(value);
}

function sampleWarnings(run: Run, cases: readonly PlannedCase[]): string[] {
  const ids = new Set(cases.map(({ id }) => id));
  const { attempts, last } = takenSamples(run);
  const isOwn = ({ of }: TakenSample): boolean => ids.has(of.case);
  const taken = new Set(last.map(({ order }) => order));
  const missing = run.plan.entries.filter((entry) => ids.has(entry.case) && !taken.has(entry.order)).length;
  return [
    ...(missing === 0
      ? []
      : [`planned samples not taken yet: ${formatCount(missing)}; the run is not finished`]),
    ...warningsOf(attempts.filter(isOwn), last.filter(isOwn)),
  ];
}
