import type { CheckPlan } from '../store/check-plan.ts';
import { formatDuration } from './progress.ts';

/** What one pair of each cell took when it was rehearsed, ns. */
export function roundNs({ pairNs }: Pick<CheckPlan, 'pairNs'>): number {
  return Object.values(pairNs).reduce((sum, ns) => sum + ns, 0);
}

/** Of so many pairs, whatever they show. */
export function fixedPairsText(pairs: number, plan: Pick<CheckPlan, 'pairNs'>): string {
  return `${pairs} pairs of each cell, about ${formatDuration((pairs * roundNs(plan)) / 1e6)}`;
}
