import type { Plan, PlannedCase } from '../store/plan.ts';

/** The exact order of processes, for people. What the pilots will settle is not known before they have run. */
export function planText(plan: Plan): string {
  const cases = new Map(plan.cases.map((planned) => [planned.id, planned]));
  const lines = [
    `seed ${plan.seed}, ${plan.runs} rounds, ${plan.cases.length} cases, ${plan.entries.length} samples`,
    'Before the first sample a pilot of every case settles how long its tasks wait.',
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
