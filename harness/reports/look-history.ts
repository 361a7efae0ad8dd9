import { differencesOf, type MetricVerdict } from '../gate/judge.ts';
import { hodgesLehmann, walshInterval } from '../statistics/hodges-lehmann.ts';
import type { Interval } from '../statistics/median-interval.ts';
import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { signedRankTest } from '../statistics/signed-rank.ts';
import { quietPairs, type MeasuredPair } from './check-view.ts';
import type { JudgedCheck } from './judged-check.ts';

/** How a metric stood at one look at which it was tested. */
export interface LookStep {
  /** From 1. */
  readonly number: number;
  readonly pairs: number;
  /** Of this look, and of all looks up to it. */
  readonly q: number;
  readonly spent: number;
  readonly estimate: number;
  readonly interval: Interval | null;
  /** One-sided, that head is not worse, and that it is not better; each adjusted among its own kind. */
  readonly p: number;
  readonly adjusted: number;
  readonly pBetter: number;
  readonly adjustedBetter: number;
}

interface Standing {
  readonly metric: MetricVerdict;
  readonly quiet: readonly MeasuredPair[];
  readonly steps: LookStep[];
  p: number;
  pBetter: number;
  isOpen: boolean;
}

/**
 * The looks of a judged check once more, with what the judge saw at each of them and keeps only of the last: the p values of
 * the metrics that are open, those of what regressed or improved as they were, 1 for all others, corrected together.
 */
export function lookHistory({
  plan,
  evidence,
  cells,
}: JudgedCheck): ReadonlyMap<MetricVerdict, readonly LookStep[]> {
  const standings = cells.flatMap(({ cell, metrics }) => {
    const own = evidence.find((one) => one.cell === cell);
    const quiet = own === undefined ? [] : quietPairs(own);
    return metrics.map((metric): Standing => ({
      metric,
      quiet,
      steps: [],
      p: 1,
      pBetter: 1,
      isOpen: metric.failure === null,
    }));
  });
  const correct = plan.policy.strict ? holm : benjaminiHochberg;
  let spent = 0;
  for (const [index, { pairs, q }] of plan.looks.entries()) {
    spent += q;
    const tested: { readonly standing: Standing; readonly differences: readonly number[] }[] = [];
    for (const standing of standings) {
      const { quiet, metric } = standing;
      const differences =
        standing.isOpen && quiet.length >= pairs
          ? differencesOf(quiet.slice(0, pairs), metric.hypothesis)
          : null;
      standing.isOpen = differences !== null && metric.look !== index + 1;
      if (differences === null) {
        if (metric.verdict !== 'regressed') standing.p = 1;
        if (metric.verdict !== 'improved') standing.pBetter = 1;
        continue;
      }
      const test = signedRankTest(differences);
      standing.p = test.pGreater;
      standing.pBetter = test.pLess;
      tested.push({ standing, differences });
    }
    const adjusted = correct(standings.map(({ p }) => p));
    const adjustedBetter = correct(standings.map(({ pBetter }) => pBetter));
    for (const { standing, differences } of tested) {
      standing.steps.push({
        number: index + 1,
        pairs,
        q,
        spent,
        estimate: hodgesLehmann(differences),
        interval: walshInterval(differences),
        p: standing.p,
        adjusted: adjusted[standings.indexOf(standing)] ?? 1,
        pBetter: standing.pBetter,
        adjustedBetter: adjustedBetter[standings.indexOf(standing)] ?? 1,
      });
    }
  }
  return new Map(standings.map(({ metric, steps }) => [metric, steps]));
}
