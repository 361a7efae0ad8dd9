/** The words and figures of a check's reports for people. What comes from outside is in them as it came: each report escapes it. */
import { arms } from '../gate/evidence.ts';
import type { Reason } from '../gate/gate.ts';
import type { MetricVerdict, Verdict } from '../gate/judge.ts';
import { absoluteFloors } from '../gate/policy.ts';
import { percent } from '../percent.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { changeOf, isRaisedChange, judgedMetrics, type Change, type JudgedMetric } from './check-view.ts';
import { nothing } from './identity-columns.ts';
import type { JudgedCheck } from './judged-check.ts';
import { policyLines } from './policy-notes.ts';
import { counted, formatFigure, scaleFor } from './quantity.ts';
import { formatRatio } from './ratio-text.ts';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  unchanged: 'unchanged',
  inconclusive: 'inconclusive',
  'not-measured': 'not measured',
};

/** `+5.2 % (+3.9 % to +6.6 %)`; `~` for the estimate where its interval holds no change. */
export function changeText(verdict: Pick<MetricVerdict, 'hypothesis' | 'estimate' | 'interval'>): string {
  const change = changeOf(verdict);
  return change === null ? nothing : textOfChange(change);
}

function textOfChange({ ratio, interval }: Change): string {
  const text = formatRatio(ratio, interval, 'percent');
  if (interval === null) return `${text} (no interval)`;
  const unclear = interval.low <= 1 && interval.high >= 1;
  return unclear ? `~ ${text.slice(text.indexOf('('))}` : text;
}

/** Who is compared with whom, and by which plan. */
export function headerLines(check: JudgedCheck): string[] {
  const { plan, cells } = check;
  const { arms, kind, suite, seed, calibration, injected } = plan;
  const metrics = cells.reduce((sum, cell) => sum + cell.metrics.length, 0);
  const facts = [
    `kind ${kind}`,
    ...(suite === null ? [] : [`suite ${suite}`]),
    `${counted(cells.length, 'cell')}, ${counted(metrics, 'metric')}`,
    check.pairing === 'paired' ? pairsText(check) : samplesText(check),
    `seed ${seed}`,
  ];
  return [
    `base: ${armText(arms.base)}`,
    `head: ${armText(arms.head)}`,
    facts.join('; '),
    ...(injected === null ? [] : [`${percent(injected)} more work was injected into head`]),
    check.pairing === 'paired' ? calibrationText(calibration) : notPaired,
    ...policyLines(check),
  ];
}

function calibrationText(calibration: string | null): string {
  return calibration === null
    ? "not calibrated here: margins are the policy's own; interleave calibrate measures this machine's"
    : `calibrated here: ${calibration}`;
}

const notPaired = "not paired: base was measured before, at another time; margins are the policy's own";

function armText({ label, revision }: CheckPlan['arms']['base']): string {
  if (revision === null) return label;
  return `${label}, commit ${revision.commit.slice(0, 12)}, ${revision.clean ? 'clean' : 'with changes that are not committed'}`;
}

function pairsText({ cells }: JudgedCheck): string {
  const taken = cells.map((cell) => cell.taken);
  const [least, most] = [Math.min(...taken), Math.max(...taken)];
  if (cells.length === 0) return 'no pairs';
  return least === most ? `${counted(least, 'pair')} a cell` : `${least} to ${most} pairs a cell`;
}

function samplesText({ cells }: JudgedCheck): string {
  const compared = cells.flatMap(({ metrics }) => metrics.map(({ samples }) => samples));
  const sides = arms.map((arm) => {
    const own = compared.map((samples) => samples[arm]);
    const [least, most] = [Math.min(...own), Math.max(...own)];
    return `${least === most ? counted(least, 'sample') : `${least} to ${most} samples`} of ${arm}`;
  });
  return compared.length === 0 ? 'no samples' : `${sides.join(' and ')} a metric`;
}

/** What a metric's figures come from: `14 pairs`, or `20 samples of base and 18 of head`. */
export function comparedText({ pairing }: JudgedCheck, { pairs, samples }: MetricVerdict): string {
  return pairing === 'paired'
    ? counted(pairs, 'pair')
    : `${counted(samples.base, 'sample')} of base and ${samples.head} of head`;
}

/** Metrics of one cell that were not decided, or not measured, for one reason. */
export interface Undecided {
  /** Short name of the cell. */
  readonly name: string;
  readonly metrics: readonly string[];
  readonly verdict: 'inconclusive' | 'not-measured';
  readonly reason: string;
}

export function undecided(check: JudgedCheck): Undecided[] {
  const open = judgedMetrics(check).filter(
    ({ verdict: { verdict } }) => verdict === 'inconclusive' || verdict === 'not-measured',
  );
  const alike = Map.groupBy(open, ({ cell, verdict: { verdict, reason } }) =>
    JSON.stringify([cell.id, verdict, reason]),
  );
  return [...alike.values()].flatMap((group): Undecided[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { verdict, reason } = first.verdict;
    return [
      {
        name: first.name,
        metrics: group.map((one) => one.verdict.hypothesis.metric),
        verdict: verdict as Undecided['verdict'],
        reason,
      },
    ];
  });
}

export interface OneSidedLine {
  readonly case: string;
  readonly accepted: boolean;
  /** What it means. */
  readonly text: string;
}

export function oneSidedLines({ plan }: JudgedCheck): OneSidedLine[] {
  return plan.oneSided.map(({ case: id, side }) => {
    const accepted = plan.policy.accept.includes(side);
    const where = side === 'new' ? 'new: head alone has it' : 'removed: base alone has it';
    return {
      case: id,
      accepted,
      text: accepted ? `${where}; the policy accepts that` : `${where}; it passes with "accept": ["${side}"]`,
    };
  });
}

/** Why it is not green beyond what the verdicts and the cases on one side say. */
export function remainingReasons({ result }: JudgedCheck): readonly Reason[] {
  return result.reasons.filter(({ kind }) => !toldByRows.has(kind));
}

/** Their rows and lines say the same by short names, and metrics that share a reason in one line. */
const toldByRows: ReadonlySet<Reason['kind']> = new Set(['regressed', 'crashed', 'open', 'one-sided']);

/** Null: no pair was filtered out. */
export function noiseText({ cells }: JudgedCheck): string | null {
  const sum = (read: (cell: JudgedCheck['cells'][number]) => number): number =>
    cells.reduce((total, cell) => total + read(cell), 0);
  const [base, head, both] = [
    sum(({ noisy }) => noisy.base),
    sum(({ noisy }) => noisy.head),
    sum(({ noisy }) => noisy.both),
  ];
  if (base + head + both === 0) return null;
  const noisy = base + head + both;
  const taken = sum((cell) => cell.taken);
  return `${noisy} of ${counted(taken, 'pair')} ${noisy === 1 ? 'was' : 'were'} too noisy and ${isOrAre(noisy)} not compared: base's sample alone in ${base}, head's alone in ${head}, both in ${both}`;
}

/** By metric, the smallest slowdowns that this machine's calibration found; none where the check is not calibrated. */
export function claimLines(check: JudgedCheck): string[] {
  if (check.plan.calibration === null) return [];
  const byMetric = Map.groupBy(judgedMetrics(check), ({ verdict }) => verdict.hypothesis.metric);
  return [...byMetric].map(([metric, own]) => `${metric}: ${claimText(own)}`);
}

function claimText(own: readonly JudgedMetric[]): string {
  const floors = own.flatMap(({ verdict: { floor } }) => (floor === null ? [] : [floor]));
  const found = floors.flatMap(({ detectable }) => (detectable === null ? [] : [detectable]));
  const blind = floors.length - found.length;
  const bare = own.length - floors.length;
  return [
    found.length === 0
      ? null
      : `a slowdown of ${rangeText(found)} is found in ${counted(found.length, 'cell')}`,
    blind === 0 ? null : `nothing that was tried is found in ${counted(blind, 'cell')}`,
    bare === 0 ? null : `${counted(bare, 'cell')} without calibration`,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

/** `5 %`, `3 % to 5 %` */
function rangeText(shares: readonly number[]): string {
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return least === most ? least : `${least} to ${most}`;
}

/** The check in one sentence, with what its exit code means. */
export function lightText(check: JudgedCheck): string {
  const metrics = check.cells.flatMap((cell) => cell.metrics);
  const all = `${counted(metrics.length, 'metric')} of ${counted(check.cells.length, 'cell')}`;
  const of = (verdict: Verdict): number => metrics.filter((one) => one.verdict === verdict).length;
  if (check.plan.kind !== 'check') {
    const counts = (['regressed', 'improved', 'unchanged', 'inconclusive', 'not-measured'] as const)
      .filter((verdict) => of(verdict) > 0)
      .map((verdict) => `${of(verdict)} ${verdictWords[verdict]}`);
    return `${check.plan.kind}, without a gate: of ${all} ${counts.join(', ') || 'none'}`;
  }
  const open = of('inconclusive') + of('not-measured');
  switch (check.result.light) {
    case 'pass':
      return `pass: no slowdown of ${rangeText(metrics.map(({ margin }) => margin.harm))} or more in ${metrics.length === 1 ? '' : 'any of '}${all} (exit code 0: pass)`;
    case 'regression':
      return `regression: ${of('regressed')} of ${all} got worse by more than accident explains${open === 0 ? '' : `, and ${open} ${isOrAre(open)} not decided`} (exit code 2: regression)`;
    case 'error':
      return `error: a sample ended without a result, which says nothing about speed; ${open} of ${all} ${isOrAre(open)} not decided (exit code 1: tool or workload error)`;
    case 'inconclusive':
      return `inconclusive: ${inconclusiveText(check, of('regressed'), open, all)} (exit code 3: inconclusive, or not all measured)`;
  }
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** Without leave to gate, what is not paired is inconclusive even where a slowdown stands in the table. */
function inconclusiveText(check: JudgedCheck, regressed: number, open: number, all: string): string {
  const of = (kind: Reason['kind']): Reason[] =>
    check.result.reasons.filter((reason) => reason.kind === kind);
  const shown =
    regressed === 0
      ? 'no slowdown is shown'
      : `${regressed} of ${all} ${regressed === 1 ? 'looks' : 'look'} worse by more than accident explains`;
  const parts = [
    ...(open === 0 ? [] : [`${open} of ${all} ${isOrAre(open)} not decided`]),
    ...(of('ungated').length === 0 ? [] : [`${counted(of('ungated').length, 'metric')} could not be gated`]),
    ...(of('one-sided').length === 0 ? [] : [`${counted(of('one-sided').length, 'case')} on one side only`]),
    ...(of('unpaired').length === 0 ? [] : ['a stored baseline may not gate']),
    ...remainingReasons(check).flatMap(({ kind, text }) =>
      kind === 'ungated' || kind === 'unpaired' ? [] : [text],
    ),
  ];
  return `${shown}, but ${parts.join('; ')}`;
}

/** Beside a change that is smaller than its medians say. */
export const raisedMark = '†';

/** Null: the absolute floor hides nothing. */
function raisedText(check: JudgedCheck): string | null {
  const units = new Set(
    judgedMetrics(check).flatMap(({ verdict }) => (isRaisedChange(verdict) ? [verdict.hypothesis.unit] : [])),
  );
  if (units.size === 0) return null;
  const floors = [...units].map((unit) => {
    const { factor, label } = scaleFor(unit, [absoluteFloors[unit]]);
    return `${formatFigure(absoluteFloors[unit] / factor)} ${label}`.trimEnd();
  });
  return `${raisedMark}: what is below ${floors.join(' or ')} is too small to matter and counts as so much, so that the change is smaller than its medians say.`;
}

/** From this change on an improvement is looked at. */
const largeImprovement = 0.2;

/** Null: nothing has improved by so much. */
export function largeImprovementText(check: JudgedCheck): string | null {
  const large = judgedMetrics(check).filter(({ verdict }) => {
    const change = changeOf(verdict);
    return (
      verdict.verdict === 'improved' && change !== null && Math.abs(change.ratio - 1) >= largeImprovement
    );
  });
  if (large.length === 0) return null;
  const names = large.map(({ name, verdict }) => `${name} ${verdict.hypothesis.metric}`);
  return `improved by ${percent(largeImprovement)} or more: ${names.join(', ')}: look whether the program still does the work that its name says, by the mechanism that it names; a check cannot tell`;
}

/** How the figures of a table are to be read. */
export function tableLegend(check: JudgedCheck): readonly string[] {
  const { pairing } = check;
  const raised = raisedText(check);
  const compared =
    pairing === 'paired'
      ? 'base and head: medians of the compared pairs. change: head against base, pair by pair, with its 95 % interval (from six pairs on); ~ where that holds no change.'
      : 'base and head: medians of all samples of each. change: all samples of head against all of base, with its 95 % interval; ~ where that holds no change.';
  return [
    compared,
    'p: one-sided, before the correction for all metrics: that head is not worse, or where it is improved that it is not better.',
    ...(raised === null ? [] : [raised]),
  ];
}
