/** What the rounds of a pair say. */
import { summarise, type Summary } from '../../harness/statistics/summary.ts';
import type { Pair } from './pair.ts';

export interface Round {
  readonly publicNs: number;
  readonly oursNs: number;
}

/**
 * `alike`: ours takes neither a tenth more nor the public one a tenth more than ours. `explained`: the reason beside the pair
 * covers what lies outside. `slower`, `faster`: none does, and the two do different work.
 */
export type Verdict = 'alike' | 'explained' | 'slower' | 'faster' | 'inconclusive';

/** `not measured`: this machine cannot run the pair. */
export type Finding = Verdict | 'not measured';

export interface Comparison {
  readonly publicNs: Summary;
  readonly oursNs: Summary;
  /** Ours over the public one, round by round: a drift of the machine meets both sides of a round. */
  readonly ratio: Summary;
  readonly verdict: Verdict;
}

/** A ratio between 1 / limit and limit is alike. */
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
  const { low, high } = interval;
  if (low >= 1 / limit && high <= limit) return 'alike';
  const least = reason?.downTo ?? 1 / limit;
  const most = reason?.upTo ?? limit;
  if (low >= least && high <= most) return 'explained';
  if (low > most) return 'slower';
  return high < least ? 'faster' : 'inconclusive';
}

/** Of the script. That a row is slower is the worse finding. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 3 {
  if (findings.includes('slower')) return 1;
  return findings.every((finding) => finding === 'alike' || finding === 'explained') ? 0 : 3;
}
