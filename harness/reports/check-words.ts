/** The words and figures of a check's reports for people. What comes from outside is in them as it came: each report escapes it. */
import { unlikeNoise } from '../gate/gate.ts';
import type { MetricVerdict, Verdict } from '../gate/judge.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { changeOf, judgedMetrics, type Change, type JudgedMetric } from './check-view.ts';
import { nothing } from './identity-columns.ts';
import type { JudgedCheck } from './judged-check.ts';
import { plainDecimal } from './plain-decimal.ts';
import { formatCount } from './quantity.ts';
import { formatRatio } from './ratio-text.ts';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  unchanged: 'unchanged',
  inconclusive: 'inconclusive',
  'not-measured': 'not measured',
};

/** `5 %`, `0.3 %` */
export function sharePercent(share: number): string {
  return `${plainDecimal(Number((share * 100).toPrecision(3)))} %`;
}

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

/** Three significant digits. */
export function pText(p: number | null): string {
  if (p === null) return nothing;
  return p < 0.0001 ? '<0.0001' : plainDecimal(Number(p.toPrecision(3)));
}

/** `1 metric`, `2 metrics` */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
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
    pairsText(check),
    `seed ${seed}`,
  ];
  return [
    `base: ${armText(arms.base)}`,
    `head: ${armText(arms.head)}`,
    facts.join('; '),
    ...(injected === null ? [] : [`${sharePercent(injected)} more work was injected into head`]),
    calibration === null
      ? "not calibrated here: margins are the policy's own; interleave calibrate measures this machine's"
      : `calibrated here: ${calibration}`,
  ];
}

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

/** Why it is not green beyond what single metrics and cases say. */
export function overallReasons({ cells }: JudgedCheck): string[] {
  const unlike = unlikeNoise(cells);
  const measured = cells.some(({ metrics }) => metrics.length > 0);
  return [...(unlike === null ? [] : [unlike]), ...(measured ? [] : ['nothing was measured'])];
}

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
  return `${base + head + both} of ${counted(
    sum(({ taken }) => taken),
    'pair',
  )} were too noisy and are not compared: base's sample alone in ${base}, head's alone in ${head}, both in ${both}`;
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
  const [least, most] = [sharePercent(Math.min(...shares)), sharePercent(Math.max(...shares))];
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
      return `pass: no slowdown of ${rangeText(metrics.map(({ margin }) => margin.harm))} or more in any of ${all} (exit code 0: pass)`;
    case 'regression':
      return `regression: ${of('regressed')} of ${all} got worse by more than accident explains${open === 0 ? '' : `, and ${open} are not decided`} (exit code 2: regression)`;
    case 'error':
      return `error: a sample ended without a result, which says nothing about speed; ${open} of ${all} are not decided (exit code 1: tool or workload error)`;
    case 'inconclusive':
      return `inconclusive: no slowdown is shown, but ${inconclusiveText(check, open, all)} (exit code 3: inconclusive, or not all measured)`;
  }
}

function inconclusiveText(check: JudgedCheck, open: number, all: string): string {
  const unaccepted = oneSidedLines(check).filter(({ accepted }) => !accepted).length;
  return [
    ...(open === 0 ? [] : [`${open} of ${all} are not decided`]),
    ...(unaccepted === 0 ? [] : [`${counted(unaccepted, 'case')} on one side only`]),
    ...overallReasons(check),
  ].join('; ');
}

/** How the figures of a table are to be read. */
export const tableLegend: readonly string[] = [
  'base and head: medians of the compared pairs. change: head against base, pair by pair, with its 95 % interval (from six pairs on); ~ where that holds no change.',
  'p: one-sided, that head is not worse, before the correction for all metrics; near 1 where head is better.',
];

/**
 * Text from outside on one line, without characters that move a terminal's cursor or turn its reading direction, and without
 * the mark that GitHub takes for a command anywhere in a line (`##[`; its other one, `::`, counts at a line's beginning alone).
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replaceAll('##[', '## [')
    .trim();
}
