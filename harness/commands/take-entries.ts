import type { Runner } from '../measure/runner.ts';
import type { Plan, PlanEntry, PlannedCase } from '../store/plan.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { wantsAnotherAttempt, type Sample } from '../store/sample.ts';
import { formatDuration, type Progress } from './progress.ts';

/** Takes the plan's samples that are not yet stored, in order, and stores each before the next one starts. */
export async function takeEntries(
  plan: Plan,
  stored: readonly Sample[],
  runner: Runner,
  folder: RunFolder,
  progress: Progress,
  interrupt: AbortSignal,
): Promise<void> {
  const cases = new Map(plan.cases.map((planned) => [planned.id, planned]));
  const remaining = remainingEntries(plan, stored);
  const estimate = new Estimate(plan);
  const done = plan.entries.length - remaining.length;
  for (const [index, { entry, firstAttempt }] of remaining.entries()) {
    if (interrupt.aborted) return;
    const planned = cases.get(entry.case) as PlannedCase;
    const position = `${done + index + 1}/${plan.entries.length}`;
    const left = formatDuration(estimate.remainingMs(remaining.slice(index).map(({ entry }) => entry)));
    const title = `${position} round ${entry.round + 1} ${planned.id} ${entry.probe}`;
    progress.state(`${position} · about ${left} left · ${planned.variant} ${entry.probe}`);
    const began = performance.now();
    await runner.take(entry, planned, plan.settings[entry.case] ?? {}, firstAttempt, {
      progress: (event) =>
        progress.state(`${position} · about ${left} left · ${planned.variant} ${entry.probe} · ${event}`),
      ended: async (sample) => {
        await folder.append(sample);
        const took = ((performance.now() - began) / 1000).toFixed(1);
        const reason = sample.status === 'ok' ? '' : `: ${sample.reason}`;
        progress.sample(
          `${title}: ${sample.status}${reason} (${took} s, about ${left} left)`,
          sample.status !== 'ok',
        );
      },
    });
    estimate.learn(entry, performance.now() - began);
  }
  progress.done();
}

/** What a plan still lacks, and at which attempt each entry goes on. */
export function remainingEntries(
  plan: Plan,
  stored: Iterable<Pick<Sample, 'order' | 'attempt' | 'status'>>,
): { readonly entry: PlanEntry; readonly firstAttempt: number }[] {
  const last = new Map<number, Pick<Sample, 'attempt' | 'status'>>();
  for (const sample of stored) last.set(sample.order, sample);
  return plan.entries.flatMap((entry) => {
    const sample = last.get(entry.order);
    if (sample === undefined) return [{ entry, firstAttempt: 1 }];
    return wantsAnotherAttempt(sample) ? [{ entry, firstAttempt: sample.attempt + 1 }] : [];
  });
}

/** How long the rest will take: what each case took so far, before that its rehearsal, or what its pilot lets expect. */
class Estimate {
  readonly #plan: Plan;
  readonly #seen = new Map<string, { totalMs: number; count: number }>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  learn(entry: PlanEntry, ms: number): void {
    const key = `${entry.case} ${entry.probe}`;
    const { totalMs, count } = this.#seen.get(key) ?? { totalMs: 0, count: 0 };
    this.#seen.set(key, { totalMs: totalMs + ms, count: count + 1 });
  }

  remainingMs(entries: readonly PlanEntry[]): number {
    return entries.reduce((sum, entry) => sum + this.#expectedMs(entry), 0);
  }

  #expectedMs(entry: PlanEntry): number {
    const seen = this.#seen.get(`${entry.case} ${entry.probe}`);
    if (seen !== undefined) return seen.totalMs / seen.count;
    const rehearsedNs = this.#plan.rehearsals?.[entry.case]?.[entry.probe];
    if (rehearsedNs !== undefined) return rehearsedNs / 1e6;
    const waits = Object.values(this.#plan.settings[entry.case] ?? {}).reduce((sum, value) => sum + value, 0);
    return 100 + (waits + 2 * (this.#plan.pilots[entry.case] ?? 0)) / 1e6;
  }
}
