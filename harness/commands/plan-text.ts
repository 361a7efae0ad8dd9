import { leastForInterval, type BlockCost } from '../plan/budget.ts';
import { blockOf } from '../plan/cases.ts';
import { formatTolerance } from '../reports/quantity.ts';
import type { Plan, PlannedCase, Precision } from '../store/plan.ts';
import { formatDuration } from './progress.ts';

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

/**
 * How a budget was divided and what that lets expect: a line a block, what all of it should take, and a warning about what has
 * too few rounds.
 *
 * @param whyEqually what stood against dividing it by the spread
 */
export function budgetLines(
  costs: readonly BlockCost[],
  { rehearsals, divided, figures, blocks }: Precision,
  cases: readonly PlannedCase[],
  whyEqually: string,
  leftNs: number,
): string[] {
  const metricsOf = (block: string): string =>
    [
      ...new Set(
        cases.filter((planned) => blockOf(planned) === block).flatMap(({ id }) => figures[id]?.metric ?? []),
      ),
    ].join(', ');
  const triesOf = (block: string): number =>
    cases
      .filter((planned) => blockOf(planned) === block)
      .reduce((sum, { id }) => sum + (figures[id]?.values.length ?? 0), 0);
  const line = ({ block, roundNs, everyRound }: BlockCost): string => {
    const { runs = 0, halfWidth = null, expectedNs = 0 } = blocks[block] ?? {};
    const precision =
      halfWidth !== null
        ? `, ${formatTolerance(halfWidth)} expected, from ${triesOf(block)} tries (${metricsOf(block)})`
        : runs < leastForInterval
          ? ', no interval'
          : divided === 'equally' || everyRound || roundNs === 0
            ? ''
            : ', precision not known';
    return `  ${block}: ${runs} ${runs === 1 ? 'round' : 'rounds'}${precision}, about ${duration(expectedNs)}`;
  };
  const expectedNs = Object.values(blocks).reduce((sum, block) => sum + block.expectedNs, 0);
  const few = costs.filter(
    ({ block, roundNs }) => roundNs > 0 && (blocks[block]?.runs ?? 0) < leastForInterval,
  );
  return [
    `budget: ${duration(leftNs)} are left for samples, divided ${
      divided === 'by-spread'
        ? `by how far the cases vary over ${rehearsals} rehearsals`
        : `in equal shares: ${whyEqually}`
    }`,
    ...costs.map(line),
    `expected: about ${duration(expectedNs)} for all samples`,
    ...(few.length === 0
      ? []
      : [
          `warning: fewer than ${leastForInterval} rounds, and so no intervals: ${few.map(({ block }) => `${block} (${blocks[block]?.runs ?? 0})`).join(', ')}`,
        ]),
  ];
}

/**
 * Why a budget is not divided by how far the cases vary, where it is not.
 * @param repeatable whether any case gave a figure in its first rehearsal
 */
export function whyEqually(
  { rehearsals, figures }: Pick<Precision, 'rehearsals' | 'figures'>,
  repeatable: boolean,
  ceiling: number,
): string {
  if (ceiling < leastForInterval) return `--runs ${ceiling} gives no intervals`;
  if (!repeatable || (rehearsals > 1 && Object.keys(figures).length === 0))
    return 'no case gave a figure twice';
  return `it does not hold ${leastForInterval} rounds of everything beside a second rehearsal`;
}

function duration(ns: number): string {
  return formatDuration(ns / 1e6);
}
