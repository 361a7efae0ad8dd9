import { percent } from '../percent.ts';
import { hodgesLehmann, walshInterval } from '../statistics/hodges-lehmann.ts';
import type { Interval } from '../statistics/median-interval.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { medianOf } from '../statistics/quantile.ts';
import { signedRankTest } from '../statistics/signed-rank.ts';
import type { Look } from '../statistics/alpha-plan.ts';
import {
  arms,
  quietPairs,
  type Arm,
  type CellEvidence,
  type Floor,
  type Hypothesis,
  type MeasuredPair,
  type Pair,
} from './evidence.ts';
import { absoluteFloors, lnAlarm, marginOf, type Margin, type Policy } from './policy.ts';
import { turnedLn } from './turned-ln.ts';
import {
  betterText,
  blindText,
  mayBeText,
  ruledOutText,
  tooSmallText,
  worseText,
} from './verdict-reasons.ts';

export type Verdict = 'regressed' | 'improved' | 'unchanged' | 'inconclusive' | 'not-measured';

/** How a metric stood at one look at which it was tested. */
export interface LookStep {
  /** From 1. */
  readonly number: number;
  readonly pairs: number;
  /** Of this look, and of all looks up to it. */
  readonly q: number;
  readonly spent: number;
  readonly estimate: number;
  readonly interval: Interval | null;
  /** One-sided, that head is not worse, and that it is not better. */
  readonly p: number;
  readonly pBetter: number;
  /** Corrected for all hypotheses; 1 where the estimate is within the alarm margin, so that nothing could be called. */
  readonly adjusted: number;
  readonly adjustedBetter: number;
}

/** What was decided of one metric of one cell, and all that it rests on. */
export interface MetricVerdict {
  readonly hypothesis: Hypothesis;
  readonly verdict: Verdict;
  /** In words, what decided. */
  readonly reason: string;
  /** Pairs that were compared; 0 where the samples are not paired. */
  readonly pairs: number;
  /** Samples that were compared, of either arm. */
  readonly samples: Readonly<Record<Arm, number>>;
  /** Medians of the compared samples; null where nothing was compared. */
  readonly base: number | null;
  readonly head: number | null;
  /** ln(head / base), turned so that above 0 is worse (Hodges and Lehmann's); null where nothing was compared. */
  readonly estimate: number | null;
  /** Of the estimate, 95 %; null with fewer than six pairs. */
  readonly interval: Interval | null;
  /** One-sided: that head is not worse; where it is improved, that it is not better. */
  readonly p: number | null;
  /** The same by the correction for all hypotheses of the check; null where there was no look. */
  readonly adjusted: number | null;
  /** The look at which it was decided, from 1; null: at none. */
  readonly look: number | null;
  /** In force: the policy's, raised to what calibration found. */
  readonly margin: Margin;
  readonly floor: Floor | null;
  /** The sample without a result that kept it from being measured; null: there was none. */
  readonly failure: { readonly arm: Arm; readonly status: string } | null;
  /** The looks at which it was tested. */
  readonly history: readonly LookStep[];
}

/** Pairs of a cell that were not compared, by whose sample was noisy. */
export interface NoisyPairs {
  readonly base: number;
  readonly head: number;
  readonly both: number;
}

export interface CellVerdict {
  readonly cell: string;
  /** Pairs taken, noisy ones included. */
  readonly taken: number;
  readonly noisy: NoisyPairs;
  readonly metrics: readonly MetricVerdict[];
}

export interface JudgePlan {
  readonly looks: readonly Look[];
  readonly policy: Policy;
  readonly floors: readonly Floor[];
}

export type Outcome =
  /** More pairs are wanted before the next look: how many quiet ones in all, by cell. */
  | { readonly state: 'open'; readonly wanted: ReadonlyMap<string, number> }
  | { readonly state: 'closed'; readonly cells: readonly CellVerdict[] };

/** How a hypothesis stands while the looks go on. */
interface Standing {
  readonly hypothesis: Hypothesis;
  readonly margin: Margin;
  readonly floor: Floor | null;
  /** Null: still open. */
  verdict: MetricVerdict | null;
  /** What goes into the correction: 1 where nothing may be called. */
  p: number;
  pLess: number;
  readonly history: LookStep[];
}

/** How a cell stands. */
interface CellStanding {
  readonly evidence: CellEvidence;
  /** Up to the first pair that failed: what came after it would be chosen by the failure. */
  readonly quiet: readonly MeasuredPair[];
  readonly failed: Extract<Pair, { state: 'failed' }> | null;
  readonly hypotheses: readonly Standing[];
}

/**
 * Goes through the planned looks as far as there are pairs, and decides at each of them what can be decided. What it says
 * follows from the evidence and the plan alone, so that a stored check is judged again, under another policy too, by the same
 * call.
 *
 * A slowdown is shown by the exact signed-rank test of the pairs' ln ratios: under the coin that ordered each pair it is exact
 * whatever the noise is like. All gated hypotheses are corrected together, at each look with its part of `q`; a cell whose
 * metrics are all decided is measured no more and keeps its hypotheses in the count.
 *
 * @param ended no more pairs will come: what is open is inconclusive
 */
export function judgeCheck(
  evidence: readonly CellEvidence[],
  plan: JudgePlan,
  ended: string | null = null,
): Outcome {
  const cells = evidence.map((cell) => standingOf(cell, plan));
  const all = cells.flatMap(({ hypotheses }) => hypotheses);
  for (const [index, look] of plan.looks.entries()) {
    const open = cells.filter(isOpen);
    if (open.length === 0) break;
    const short = open.filter(({ quiet }) => quiet.length < look.pairs);
    const wanted = short.filter((cell) => mayTakeMore(cell, look.pairs, plan.policy));
    if (wanted.length > 0) {
      if (ended === null) {
        return {
          state: 'open',
          wanted: new Map(wanted.map(({ evidence: { cell } }) => [cell, look.pairs])),
        };
      }
      for (const cell of wanted) leaveOpen(cell, ended);
    }
    for (const cell of short.filter((one) => !wanted.includes(one)))
      leaveOpen(cell, `too noisy: ${noisyText(cell)}`);
    lookAt(cells.filter(isOpen), all, plan, index);
  }
  for (const cell of cells.filter(isOpen)) leaveOpen(cell, null);
  return { state: 'closed', cells: cells.map(verdictOf) };
}

function standingOf(evidence: CellEvidence, { policy, floors }: JudgePlan): CellStanding {
  const failed = evidence.pairs.find((pair) => pair.state === 'failed') ?? null;
  const before = failed === null ? evidence.pairs : evidence.pairs.slice(0, evidence.pairs.indexOf(failed));
  return {
    evidence,
    quiet: quietPairs(before),
    failed,
    hypotheses: evidence.hypotheses.map((hypothesis) => {
      const floor =
        floors.find(({ cell, metric }) => cell === hypothesis.cell && metric === hypothesis.metric) ?? null;
      return {
        hypothesis,
        floor,
        margin: raised(marginOf(policy, hypothesis.metric), floor),
        verdict: null,
        p: 1,
        pLess: 1,
        history: [],
      };
    }),
  };
}

/** What was no more than accident in calibration is no regression, and no harm either. */
function raised({ alarm, harm }: Margin, floor: Floor | null): Margin {
  const least = floor?.alarm ?? 0;
  return { alarm: Math.max(alarm, least), harm: Math.max(harm, least) };
}

function isOpen({ hypotheses }: CellStanding): boolean {
  return hypotheses.some(({ verdict }) => verdict === null);
}

/** Noisy pairs are taken anew, but not for ever; a sample without a result ends its cell. */
function mayTakeMore({ evidence, failed }: CellStanding, pairs: number, { noise }: Policy): boolean {
  return failed === null && evidence.pairs.length < Math.ceil(pairs * noise.mostRepeats);
}

/**
 * One look: every open hypothesis by its first pairs, all hypotheses in one correction. An estimate within the alarm margin
 * can be called nothing, so that it goes into the correction as a p of 1: many slowdowns too small to matter would else make
 * room for accidents among the others.
 */
function lookAt(
  open: readonly CellStanding[],
  all: readonly Standing[],
  { looks, policy }: JudgePlan,
  index: number,
): void {
  const { pairs, q } = looks[index] as Look;
  const tested: { readonly standing: Standing; readonly cell: CellStanding; readonly step: OpenStep }[] = [];
  for (const cell of open) {
    for (const standing of cell.hypotheses.filter(({ verdict }) => verdict === null)) {
      const differences = differencesOf(cell.quiet.slice(0, pairs), standing.hypothesis);
      if (differences === null) {
        close(standing, cell, 0, 'not-measured', 'a sample has no such figure');
        continue;
      }
      const step = testOf(differences);
      const alarm = lnAlarm(standing.margin);
      standing.p = step.estimate >= alarm ? step.p : 1;
      standing.pLess = step.estimate <= -alarm ? step.pBetter : 1;
      tested.push({ standing, cell, step });
    }
  }
  for (const standing of all) {
    // What was closed without a rejection, between two looks too, must not be rejected by a later look's larger part of q,
    // nor help others to be.
    if (standing.verdict !== null && standing.verdict.verdict !== 'regressed') standing.p = 1;
    if (standing.verdict !== null && standing.verdict.verdict !== 'improved') standing.pLess = 1;
  }
  const correct = policy.strict ? holm : benjaminiHochberg;
  const worse = correct(all.map(({ p }) => p));
  const better = correct(all.map(({ pLess }) => pLess));
  const spent = looks.slice(0, index + 1).reduce((sum, look) => sum + look.q, 0);
  for (const { standing, cell, step } of tested) {
    const place = all.indexOf(standing);
    const whole: LookStep = {
      number: index + 1,
      pairs,
      q,
      spent,
      ...step,
      adjusted: worse[place] ?? 1,
      adjustedBetter: better[place] ?? 1,
    };
    standing.history.push(whole);
    decide(standing, cell, whole, index === looks.length - 1);
  }
}

/**
 * All values lie below what is raised to the absolute floor, so that no change of them could be seen. Counts that are the same in
 * both arms show that there was none.
 */
function isTooSmall(pairs: readonly MeasuredPair[], { metric, unit }: Hypothesis): boolean {
  const least = absoluteFloors[unit];
  if (unit === 'count' && pairs.every(({ values }) => values.base[metric] === values.head[metric]))
    return false;
  return pairs.every(({ values }) => arms.every((arm) => (values[arm][metric] ?? Infinity) < least));
}

type OpenStep = Pick<LookStep, 'estimate' | 'interval' | 'p' | 'pBetter'>;

function testOf(differences: readonly number[]): OpenStep {
  const { pGreater, pLess } = signedRankTest(differences);
  return {
    estimate: hodgesLehmann(differences),
    interval: walshInterval(differences),
    p: pGreater,
    pBetter: pLess,
  };
}

function decide(standing: Standing, cell: CellStanding, step: LookStep, isLast: boolean): void {
  const { hypothesis, margin, floor } = standing;
  const { estimate, interval, pairs, q, adjusted, adjustedBetter } = step;
  const decided = (verdict: Verdict, reason: string): void =>
    close(standing, cell, pairs, verdict, reason, step);
  if (isTooSmall(cell.quiet.slice(0, pairs), hypothesis)) {
    decided('inconclusive', tooSmallText(hypothesis));
  } else if (adjusted <= q) {
    decided('regressed', worseText(hypothesis, estimate, `this look's ${percent(q)}`));
  } else if (adjustedBetter <= q) {
    decided('improved', betterText(hypothesis, estimate, `this look's ${percent(q)}`));
  } else if ((interval?.high ?? Infinity) < Math.log1p(margin.harm)) {
    // What may yet be shown to be better is not called unchanged before the last look.
    if (!isLast && estimate <= -lnAlarm(margin)) return;
    if (floor !== null && (floor.detectable ?? Infinity) > margin.harm)
      decided('inconclusive', blindText(floor, margin));
    else decided('unchanged', ruledOutText(margin));
  }
}

/** What no look has decided. */
function leaveOpen(cell: CellStanding, why: string | null): void {
  const { failed } = cell;
  for (const standing of cell.hypotheses) {
    if (standing.verdict !== null) continue;
    if (failed !== null) {
      close(standing, cell, 0, 'not-measured', `${failed.arm} ${failed.status}: ${failed.reason}`);
      continue;
    }
    const pairs = cell.quiet.length;
    const differences = differencesOf(cell.quiet, standing.hypothesis);
    const upper = differences === null || pairs === 0 ? null : (walshInterval(differences)?.high ?? null);
    const shown = upper === null ? '' : `: ${mayBeText(upper, standing.margin)}`;
    const verdict = pairs === 0 ? 'not-measured' : 'inconclusive';
    close(standing, cell, pairs, verdict, why ?? `not decided after ${pairs} pairs${shown}`);
  }
}

function close(
  standing: Standing,
  cell: CellStanding,
  pairs: number,
  verdict: Verdict,
  reason: string,
  step: LookStep | null = null,
): void {
  const { hypothesis, margin, floor, history } = standing;
  const used = cell.quiet.slice(0, pairs);
  const differences = used.length === 0 ? null : differencesOf(used, hypothesis);
  // The look has them already.
  const shown = step ?? (differences === null ? null : testOf(differences));
  const median = (arm: Arm): number | null =>
    differences === null
      ? null
      : medianOf(used.map(({ values }) => values[arm][hypothesis.metric] as number));
  const { failed } = cell;
  const compared = differences === null ? 0 : used.length;
  const isBetter = verdict === 'improved';
  standing.verdict = {
    hypothesis,
    verdict,
    reason,
    pairs: compared,
    samples: { base: compared, head: compared },
    base: median('base'),
    head: median('head'),
    estimate: shown?.estimate ?? null,
    interval: shown?.interval ?? null,
    p: shown?.[isBetter ? 'pBetter' : 'p'] ?? null,
    adjusted: step?.[isBetter ? 'adjustedBetter' : 'adjusted'] ?? null,
    look: step?.number ?? null,
    margin,
    floor,
    failure:
      verdict === 'not-measured' && failed !== null ? { arm: failed.arm, status: failed.status } : null,
    history: [...history],
  };
}

/** ln(head / base), turned so that above 0 is worse; null where a sample lacks the metric. */
export function differencesOf(pairs: readonly MeasuredPair[], hypothesis: Hypothesis): number[] | null {
  const { metric } = hypothesis;
  const differences: number[] = [];
  for (const { values } of pairs) {
    const [base, head] = [values.base[metric], values.head[metric]];
    if (base === undefined || head === undefined) return null;
    differences.push(turnedLn(head, hypothesis) - turnedLn(base, hypothesis));
  }
  return differences;
}

function verdictOf({ evidence, hypotheses }: CellStanding): CellVerdict {
  return {
    cell: evidence.cell,
    taken: evidence.pairs.length,
    noisy: countNoisy(evidence.pairs),
    metrics: hypotheses.flatMap(({ verdict }) => (verdict === null ? [] : [verdict])),
  };
}

export function countNoisy(pairs: readonly Pair[]): NoisyPairs {
  const counts = { base: 0, head: 0, both: 0 };
  for (const pair of pairs) {
    if (pair.state !== 'measured') continue;
    const { base, head } = pair.noisy;
    if (base !== null && head !== null) counts.both += 1;
    else if (base !== null) counts.base += 1;
    else if (head !== null) counts.head += 1;
  }
  return counts;
}

function noisyText({ evidence, quiet }: CellStanding): string {
  return `${evidence.pairs.length - quiet.length} of ${evidence.pairs.length} pairs were filtered out, which leaves ${quiet.length}`;
}
