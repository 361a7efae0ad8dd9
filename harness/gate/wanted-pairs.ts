import type { CheckPlan } from '../store/check-plan.ts';
import { quietPairs, type CellEvidence } from './evidence.ts';
import { judgeCheck } from './judge.ts';

/**
 * The cells that want another pair. A fixed number is a number of quiet pairs, within the policy's limit of repeats; else the
 * judge decides at its looks.
 */
export function wantedBy(
  plan: CheckPlan,
  pairs: number | null,
): (evidence: readonly CellEvidence[]) => readonly string[] {
  if (pairs === null) {
    return (evidence) => {
      const outcome = judgeCheck(evidence, plan);
      return outcome.state === 'closed' ? [] : [...outcome.wanted.keys()];
    };
  }
  const most = Math.ceil(pairs * plan.policy.noise.mostRepeats);
  return (evidence) =>
    evidence
      .filter((cell) => {
        const failed = cell.pairs.some(({ state }) => state === 'failed');
        return !failed && quietPairs(cell.pairs).length < pairs && cell.pairs.length < most;
      })
      .map(({ cell }) => cell);
}
