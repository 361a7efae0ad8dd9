/** What a check may fail on, and how sure it must be. Pure: the file `interleave.config.json` is read elsewhere. */
import { z } from 'zod';
import type { Unit } from '../model.ts';

/** A share: 0.05 is 5 %. */
const share = z.number().positive().max(10);

const marginSchema = z.strictObject({
  /** The least slowdown that can be called a regression; a calibrated floor raises it. */
  alarm: share,
  /** The slowdown that must be ruled out before a metric is called unchanged. */
  harm: share,
});

export const policySchema = z.strictObject({
  /** The chance of any false alarm in a check in which nothing has changed, over all its looks and metrics. */
  q: z.number().positive().max(0.2),
  /** Holm's correction, which bounds the chance of any false alarm; else Benjamini and Hochberg's, which bounds the share of false ones. */
  strict: z.boolean(),
  /** Pairs of a cell at the last look, less where the time budget holds fewer. */
  mostPairs: z.int().min(6).max(1000),
  /** The gated metrics by scenario; a scenario that is not named gates its own. */
  metrics: z.record(z.string(), z.array(z.string())),
  /** By metric; `default` for all others. */
  margins: z.record(z.string(), marginSchema),
  noise: z.strictObject({
    /** Of one CPU, while a sample ran. */
    foreignCpu: share,
    /** Of the CPU time that the sample wanted. */
    steal: share,
    /** Of the sample's time. */
    throttled: share,
    /** Pairs measured for each one that is wanted, at most: the rest replace what was noisy. */
    mostRepeats: z.number().min(1).max(10),
  }),
  /** Cases on one side only that do not keep the gate from passing. */
  accept: z.array(z.enum(['new', 'removed'])),
  /** A stored baseline is measured at another time: not paired. Whether it may gate all the same. */
  allowUnpaired: z.boolean(),
});

export type Policy = z.infer<typeof policySchema>;
export type Margin = z.infer<typeof marginSchema>;

/**
 * ln of the least slowdown that can be called a regression, less what rounding takes from a difference of logarithms: of counts,
 * 103 after 100 is 3 %.
 */
export function lnAlarm({ alarm }: Margin): number {
  return Math.log1p(alarm) - 1e-12;
}

export const defaultMargin: Margin = { alarm: 0.03, harm: 0.05 };

/**
 * The highest percentiles vary from process to process by more than any small margin: twice as much is the least that can be
 * called a regression, and three times the least that must be ruled out. An alarm as high as harm would find harm itself in
 * half of the checks.
 */
export const leastTailMargin: Margin = { alarm: 1, harm: 2 };

export const defaultPolicy: Policy = {
  q: 0.01,
  strict: false,
  mostPairs: 32,
  metrics: {},
  margins: {},
  noise: { foreignCpu: 0.15, steal: 0.1, throttled: 0.02, mostRepeats: 2 },
  accept: [],
  allowUnpaired: false,
};

/** Of a metric, the part of its values that is too small to matter: both sides are raised to it before they are divided. */
export const absoluteFloors: Readonly<Record<Unit, number>> = {
  ns: 100_000,
  bytes: 262_144,
  // Between none and one: a first one is no less of a change than a second.
  count: 0.5,
  ratio: 0.001,
  'ns/task': 1,
  'bytes/task': 1,
  'ns/item': 1,
  'ns/switch': 1,
  'ns/unit': 1,
  'tasks/s': 1,
  'items/s': 1,
};

/** `wake_lateness_p99`: a figure of the far tail. */
export function isTail(metric: string): boolean {
  return /_(p99|p99_9|max)$/.test(metric);
}

export function marginOf(policy: Policy, metric: string): Margin {
  const named = policy.margins[metric];
  if (named !== undefined) return named;
  const general = policy.margins['default'] ?? defaultMargin;
  return isTail(metric) ? leastTailMargin : general;
}

/** What is wrong with a policy that its types let pass: one line each, with what to do. */
export function policyProblems(policy: Policy): string[] {
  const problems: string[] = [];
  for (const [metric, margin] of Object.entries(policy.margins)) {
    const { alarm, harm } = margin;
    if (alarm > harm) {
      problems.push(
        `margins.${metric}: expected alarm (${alarm}) to be at most harm (${harm}): what is no regression cannot be harm`,
      );
    }
    if (!isTail(metric)) continue;
    for (const [side, times] of [
      ['alarm', 'twice'],
      ['harm', 'three times'],
    ] as const) {
      if (margin[side] >= leastTailMargin[side]) continue;
      problems.push(
        `margins.${metric}.${side}: expected ${leastTailMargin[side]} or more (${times}) for the far tail, received ${margin[side]}: it varies by more from process to process`,
      );
    }
  }
  return problems;
}
