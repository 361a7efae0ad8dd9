import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { fewestPairs, planLooks, type Look } from '../statistics/alpha-plan.ts';
import { formatDuration } from './progress.ts';
import type { FailedRehearsal } from './rehearse-pairs.ts';

/**
 * Before anything is measured: fewer metrics than these may turn out to have values, never more.
 * @throws Failure of kind `usage` when so few pairs as the policy allows can show nothing.
 */
export function refuseTooFewPairs(hypotheses: number, { q, mostPairs }: Policy): void {
  const least = fewestPairs(hypotheses, q);
  if (mostPairs >= least) return;
  throw new Failure(
    'usage',
    `mostPairs: expected at least ${least} for ${hypotheses} gated metrics at q = ${q}, received ${mostPairs}: fewer pairs can show nothing`,
  );
}

/**
 * The looks, before the first pair: as many pairs as the time holds.
 *
 * @param roundNs one pair of each cell that came through its rehearsal
 * @param failed the others, of which one pair is taken
 * @throws Failure of kind `doesNotFit` when the time holds no look at all; of kind `error` when it would, had they not taken it.
 */
export function settleLooks(
  hypotheses: number,
  { q, mostPairs }: Policy,
  roundNs: number,
  leftNs: number,
  failed: readonly FailedRehearsal[] = [],
): Look[] {
  const failedNs = failed.reduce((sum, { wallNs }) => sum + wallNs, 0);
  const looksFor = (ns: number): Look[] => {
    // Rehearsals alone may have used all of it; a round of skipped cases takes none.
    const affordable = roundNs === 0 ? Infinity : Math.floor(Math.max(0, ns) / roundNs);
    return planLooks(hypotheses, q, Math.min(mostPairs, affordable));
  };
  const isForThem = leftNs >= failedNs;
  const looks = isForThem || failed.length === 0 ? looksFor(leftNs - failedNs) : [];
  if (looks.length > 0) return looks;
  const failures = failed.map(failureText).join('; ');
  if (failed.length > 0 && looksFor(leftNs + failedNs).length > 0) {
    throw new Failure(
      'error',
      `${failures}; ${formatDuration(Math.max(0, leftNs) / 1e6)} of the time budget are left, which no longer suffices: mend it, name the other scenarios alone, or give a longer --budget`,
    );
  }
  const least = fewestPairs(hypotheses, q);
  const [first] = planLooks(hypotheses, q);
  throw new Failure(
    'doesNotFit',
    `--budget: ${hypotheses} gated metrics need ${least} pairs of each cell, ${first?.pairs ?? least} to begin with; a round takes ${formatDuration(roundNs / 1e6)} and ${formatDuration(Math.max(0, leftNs) / 1e6)} are left: give a longer budget, fewer scenarios or a smaller suite${failures === '' ? '' : `; besides, ${failures}`}`,
  );
}

/**
 * The looks, and what calibration knows of a check with such looks. That takes seconds where it was made for others, and what
 * it took is no longer there for pairs: then there are fewer, and it is asked once more.
 *
 * @param looksWithin by the time that is left, ns
 */
export function planWithin<Known>(
  budget: { readonly leftNs: number },
  looksWithin: (leftNs: number) => Look[],
  knownOf: (looks: Look[]) => Known,
): { readonly looks: Look[]; readonly floors: Known } {
  const beforeNs = budget.leftNs;
  const looks = looksWithin(beforeNs);
  const floors = knownOf(looks);
  const leftNs = budget.leftNs;
  const within = looksWithin(leftNs);
  if (within.at(-1)?.pairs === looks.at(-1)?.pairs) return { looks, floors };
  // It takes as long again.
  const fewer = looksWithin(2 * leftNs - beforeNs);
  return { looks: fewer, floors: knownOf(fewer) };
}

function failureText({ cell, arm, status, reason, wallNs }: FailedRehearsal): string {
  return `${cell}: ${arm} ${status} in its rehearsal (${reason}), which took ${formatDuration(wallNs / 1e6)}`;
}
