import type { Allocation, BlockCost } from '../plan/budget.ts';
import type { Plan, PlannedCase } from '../store/plan.ts';
import { formatDuration } from './progress.ts';

/** The median of fewer has no interval of 95 %. */
const leastForInterval = 6;

/**
 * The exact order of processes, for people.
 * @param piloted the scenarios that have pilots; what these will settle is not known before they have run.
 */
export function planText(plan: Plan, piloted: readonly string[]): string {
  const cases = new Map(plan.cases.map((planned) => [planned.id, planned]));
  const lines = [
    `seed ${plan.seed}, ${plan.runs} rounds, ${plan.cases.length} cases, ${plan.entries.length} samples`,
    ...(piloted.length === 0
      ? []
      : [
          `Before the first sample a pilot of every case of ${piloted.join(', ')} settles how long its tasks wait.`,
        ]),
    '',
  ];
  for (const entry of plan.entries) {
    const planned = cases.get(entry.case) as PlannedCase;
    const skip = planned.skip === null ? '' : `  skipped: ${planned.skip}`;
    lines.push(
      `${String(entry.order).padStart(String(plan.entries.length).length)}  round ${entry.round + 1}  ${entry.probe.padEnd(7)}  ${entry.case}  seed=${entry.seed} padding=${entry.padding}${skip}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** How a budget was divided: a line a block, what all of it should take, and a warning about what has too few rounds. */
export function budgetLines(
  costs: readonly BlockCost[],
  { rounds, runs }: Allocation,
  leftNs: number,
): string[] {
  const runsOf = (block: string): number => runs.get(block) ?? 0;
  const expectedNs = costs.reduce((sum, { block, roundNs }) => sum + runsOf(block) * roundNs, 0);
  const few = costs.filter(({ block, roundNs }) => roundNs > 0 && runsOf(block) < leastForInterval);
  return [
    `budget: ${duration(leftNs)} are left for samples`,
    ...costs.map(
      ({ block, roundNs }) =>
        `  ${block}: ${runsOf(block)} of ${rounds} rounds, ${(roundNs / 1e9).toFixed(2)} s a round, about ${duration(runsOf(block) * roundNs)}`,
    ),
    `expected: about ${duration(expectedNs)} for all samples`,
    ...(few.length === 0
      ? []
      : [
          `warning: fewer than ${leastForInterval} rounds, and so no intervals: ${few.map(({ block }) => `${block} (${runsOf(block)})`).join(', ')}`,
        ]),
  ];
}

function duration(ns: number): string {
  return formatDuration(ns / 1e6);
}
