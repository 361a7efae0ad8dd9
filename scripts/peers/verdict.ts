/** What the rounds of a pair say. */
import { summarise, type Summary } from '../../harness/statistics/summary.ts';
import type { Pair } from './pair.ts';

export interface Round {
  readonly publicNs: number;
  readonly oursNs: number;
}

/** `alike`: ours takes at most a tenth more. */
export type Verdict = 'alike' | 'explained' | 'slower' | 'inconclusive';

export interface Comparison {
  readonly publicNs: Summary;
  readonly oursNs: Summary;
  /** Ours over the public one, round by round: a drift of the machine meets both sides of a round. */
  readonly ratio: Summary;
  readonly verdict: Verdict;
}

export const limit = 1.1;

export function compare(rounds: readonly Round[], { reason }: Pick<Pair, 'reason'>): Comparison {
  const ratio = summarise(rounds.map(({ publicNs, oursNs }) => oursNs / publicNs));
  return {
    publicNs: summarise(rounds.map(({ publicNs }) => publicNs)),
    oursNs: summarise(rounds.map(({ oursNs }) => oursNs)),
    ratio,
    verdict: verdictOf(ratio, reason),
  };
}

/** The whole interval decides. Fewer than six rounds have none, and decide nothing. */
function verdictOf({ interval }: Summary, reason: Pair['reason']): Verdict {
  if (interval === null) return 'inconclusive';
  if (interval.high <= limit) return 'alike';
  if (reason !== null && interval.high <= reason.upTo) return 'explained';
  return interval.low > Math.max(limit, reason?.upTo ?? 0) ? 'slower' : 'inconclusive';
}
