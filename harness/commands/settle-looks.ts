import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { fewestPairs, planLooks, type Look } from '../statistics/alpha-plan.ts';
import { formatDuration } from './progress.ts';

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
 * @param roundNs one pair of each cell
 * @throws Failure of kind `doesNotFit` when the time holds no look at all.
 */
export function settleLooks(
  hypotheses: number,
  { q, mostPairs }: Policy,
  roundNs: number,
  leftNs: number,
): Look[] {
  // Rehearsals alone may have used all of it; a round of skipped cases takes none.
  const affordable = roundNs === 0 ? Infinity : Math.floor(Math.max(0, leftNs) / roundNs);
  const looks = planLooks(hypotheses, q, Math.min(mostPairs, affordable));
  if (looks.length > 0) return looks;
  const least = fewestPairs(hypotheses, q);
  const [first] = planLooks(hypotheses, q);
  throw new Failure(
    'doesNotFit',
    `--budget: ${hypotheses} gated metrics need ${least} pairs of each cell, ${first?.pairs ?? least} to begin with; a round takes ${formatDuration(roundNs / 1e6)} and ${formatDuration(Math.max(0, leftNs) / 1e6)} are left: give a longer budget, fewer scenarios or a smaller suite`,
  );
}
