import { percent } from '../percent.ts';
import { mannWhitneyTest, shiftEstimate, shiftInterval } from '../statistics/mann-whitney.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { medianOf } from '../statistics/quantile.ts';
import type { Arm, Hypothesis } from './evidence.ts';
import { gate, type GateResult, type LeftOut } from './gate.ts';
import type { CellVerdict, MetricVerdict, Verdict } from './judge.ts';
import { lnAlarm, marginOf, type Policy } from './policy.ts';
import { turnedLn } from './turned-ln.ts';
import { betterText, mayBeText, ruledOutText, worseText } from './verdict-reasons.ts';

/** One cell with what was measured of it at two different times. */
export interface UnpairedCell {
  readonly cell: string;
  readonly hypotheses: readonly Hypothesis[];
  /** By metric, a value for each sample that has one. */
  readonly base: Readonly<Record<string, readonly number[]>>;
  readonly head: Readonly<Record<string, readonly number[]>>;
  /** A sample that has no result; null or not said: there is none. */
  readonly failure?: { readonly arm: Arm; readonly status: string; readonly reason: string } | null;
}

/** Of either side: below this there is no interval, and hardly a test. */
export const leastSamples = 6;

/** A hypothesis with its values as they are compared. */
interface Compared {
  readonly hypothesis: Hypothesis;
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** What keeps it from being compared; null: nothing does. */
  readonly refusal: Refusal | null;
  readonly p: number;
  readonly pLess: number;
  /** ln(head / base), turned so that above 0 is worse; 0 where nothing is compared. */
  readonly estimate: number;
}

interface Refusal {
  readonly verdict: 'inconclusive' | 'not-measured';
  readonly reason: string;
  readonly failure: MetricVerdict['failure'];
}

/**
 * Judges head against values that were measured before, at another time: one look at all hypotheses together. The test
 * supposes that all samples of both sides are alike but for the change. A machine that drifts between the two breaks that, and
 * nothing in the figures shows it. Neither side's noisy samples are left out, since the stored ones no longer tell theirs.
 *
 * There are no pairs: `taken`, `pairs` and the counts of noisy pairs are 0.
 *
 * @param otherMachine null: head ran on base's machine; else what differs: nothing is decided then
 */
export function judgeUnpaired(
  cells: readonly UnpairedCell[],
  policy: Policy,
  otherMachine: string | null,
): CellVerdict[] {
  const compared = cells.map((cell) =>
    cell.hypotheses.map((hypothesis) => compare(cell, hypothesis, otherMachine)),
  );
  const all = compared.flat();
  const correct = policy.strict ? holm : benjaminiHochberg;
  // An estimate within the alarm margin can be called nothing: see `judgeCheck`'s looks.
  const alarmOf = ({ hypothesis }: Compared): number => lnAlarm(marginOf(policy, hypothesis.metric));
  const worse = correct(all.map((one) => (one.estimate >= alarmOf(one) ? one.p : 1)));
  const better = correct(all.map((one) => (one.estimate <= -alarmOf(one) ? one.pLess : 1)));
  const adjusted = new Map(
    all.map((one, index) => [one, { worse: worse[index] ?? 1, better: better[index] ?? 1 }]),
  );
  return cells.map(({ cell }, index) => ({
    cell,
    taken: 0,
    noisy: { base: 0, head: 0, both: 0 },
    metrics: (compared[index] ?? []).map((one) =>
      verdictOf(one, adjusted.get(one) ?? { worse: 1, better: 1 }, all.length, policy),
    ),
  }));
}

function compare(cell: UnpairedCell, hypothesis: Hypothesis, otherMachine: string | null): Compared {
  const base = cell.base[hypothesis.metric] ?? [];
  const head = cell.head[hypothesis.metric] ?? [];
  const refusal = refusalOf(cell, base.length, head.length, otherMachine);
  if (refusal !== null) return { hypothesis, base, head, refusal, p: 1, pLess: 1, estimate: 0 };
  const [before, now] = [turned(base, hypothesis), turned(head, hypothesis)];
  const { pGreater, pLess } = mannWhitneyTest(before, now);
  return { hypothesis, base, head, refusal, p: pGreater, pLess, estimate: shiftEstimate(before, now) };
}

function turned(values: readonly number[], hypothesis: Hypothesis): number[] {
  return values.map((value) => turnedLn(value, hypothesis));
}

function refusalOf(
  { failure = null }: UnpairedCell,
  base: number,
  head: number,
  otherMachine: string | null,
): Refusal | null {
  // A crash is one on whatever machine.
  if (failure !== null) {
    const { arm, status, reason } = failure;
    return { verdict: 'not-measured', reason: `${arm} ${status}: ${reason}`, failure: { arm, status } };
  }
  if (otherMachine !== null) {
    const reason = `base was measured on another machine: ${otherMachine}`;
    return { verdict: 'inconclusive', reason, failure: null };
  }
  if (Math.min(base, head) >= leastSamples) return null;
  return {
    verdict: 'not-measured',
    reason: `${base} samples of base and ${head} of head have this figure, ${leastSamples} of each are needed`,
    failure: null,
  };
}

function verdictOf(
  one: Compared,
  adjusted: { readonly worse: number; readonly better: number },
  hypotheses: number,
  policy: Policy,
): MetricVerdict {
  const { hypothesis, refusal } = one;
  const margin = marginOf(policy, hypothesis.metric);
  const common = { hypothesis, pairs: 0, margin, floor: null, history: [] };
  if (refusal !== null) {
    const nothing = { base: null, head: null, estimate: null, interval: null, p: null } as const;
    const samples = { base: 0, head: 0 };
    return { ...common, ...nothing, ...refusal, samples, adjusted: null, look: null };
  }
  const [base, head] = [turned(one.base, hypothesis), turned(one.head, hypothesis)];
  const { estimate } = one;
  const interval = shiftInterval(base, head, 0.95);
  const { verdict, reason } = decide(one, adjusted, estimate, interval?.high ?? Infinity, hypotheses, policy);
  const isBetter = verdict === 'improved';
  return {
    ...common,
    samples: { base: one.base.length, head: one.head.length },
    verdict,
    reason: `${reason} (${one.base.length} stored samples against ${one.head.length}, not paired)`,
    base: medianOf(one.base),
    head: medianOf(one.head),
    estimate,
    interval,
    p: isBetter ? one.pLess : one.p,
    adjusted: isBetter ? adjusted.better : adjusted.worse,
    look: 1,
    failure: null,
  };
}

function decide(
  { hypothesis, base, head }: Compared,
  adjusted: { readonly worse: number; readonly better: number },
  estimate: number,
  upper: number,
  hypotheses: number,
  policy: Policy,
): { readonly verdict: Verdict; readonly reason: string } {
  const { q } = policy;
  const margin = marginOf(policy, hypothesis.metric);
  const alarm = lnAlarm(margin);
  if (adjusted.worse <= q && estimate >= alarm)
    return { verdict: 'regressed', reason: worseText(hypothesis, estimate, percent(q)) };
  if (upper < Math.log1p(margin.harm)) {
    if (adjusted.better <= q && estimate <= -alarm)
      return { verdict: 'improved', reason: betterText(hypothesis, estimate, percent(q)) };
    return { verdict: 'unchanged', reason: ruledOutText(margin) };
  }
  const blind = smallestP(base.length, head.length) * hypotheses > q;
  const advice = blind
    ? `; so few samples cannot show that one of ${hypotheses} metrics has grown worse: take more`
    : '';
  return { verdict: 'inconclusive', reason: `not decided: ${mayBeText(upper, margin)}${advice}` };
}

/** Of the one-sided test: all of head lies above all of base, one of all ways to tell the values apart. */
function smallestP(base: number, head: number): number {
  let p = 1;
  for (let taken = 1; taken <= head; taken += 1) p *= taken / (base + taken);
  return p;
}

/**
 * What unpaired verdicts come to. Without `allowUnpaired` they neither pass nor fail a check; a crash is one all the same,
 * since it needs no pair to be seen.
 */
export function gateUnpaired(cells: readonly CellVerdict[], leftOut: LeftOut, policy: Policy): GateResult {
  const result = gate(cells, leftOut, policy);
  if (policy.allowUnpaired) return result;
  const failed = cells.map((cell) => ({
    ...cell,
    metrics: cell.metrics.filter(({ failure }) => failure !== null),
  }));
  return {
    light: gate(failed, { oneSided: [] }, policy).light === 'error' ? 'error' : 'inconclusive',
    reasons: [
      {
        kind: 'unpaired',
        text: 'a stored baseline is not paired with what is measured now, so that what changed between the two times looks like the programs: --allow-unpaired lets it gate',
      },
      ...result.reasons,
    ],
  };
}
