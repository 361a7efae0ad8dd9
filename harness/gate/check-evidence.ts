import { metricValue } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import type { PairLine } from '../store/check-folder.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import { wantsAnotherAttempt } from '../store/sample.ts';
import type { Arm, CellEvidence, Hypothesis, Pair } from './evidence.ts';
import { noiseOf } from './noise-filter.ts';
import type { Policy } from './policy.ts';

/**
 * What the stored samples of a check say, as the judge sees them. A pair of which one sample is missing or was to be repeated,
 * since the check was interrupted then, is left out.
 *
 * @throws Error when a cell's scenario is not among the given ones
 */
export function evidenceOf(
  { cells }: Pick<CheckPlan, 'cells'>,
  lines: readonly PairLine[],
  scenarios: readonly Scenario[],
  limits: Policy['noise'],
): CellEvidence[] {
  const byCell = Map.groupBy(lines, ({ cell }) => cell);
  return cells.map((cell) => {
    const scenario = scenarios.find(({ name }) => name === cell.head.scenario);
    if (scenario === undefined) throw new Error(`there is no scenario ${cell.head.scenario}`);
    const hypotheses = hypothesesOf(cell);
    const pairs = [...Map.groupBy(byCell.get(cell.id) ?? [], ({ pair }) => pair).values()]
      .map(lastAttempts)
      .filter((both) => both.length === 2 && both.every(({ sample }) => !wantsAnotherAttempt(sample)));
    return {
      cell: cell.id,
      hypotheses,
      pairs: pairs.map((both, index) => pairOf(both, index, hypotheses, scenario, limits)),
    };
  });
}

export function hypothesesOf({ id, gated }: CheckCell): Hypothesis[] {
  return gated.map(({ metric, unit, direction }) => ({
    cell: id,
    metric,
    unit: unit as Hypothesis['unit'],
    direction,
  }));
}

/** Of each arm, the one that was not repeated with a longer wait. */
function lastAttempts(lines: readonly PairLine[]): PairLine[] {
  return [...new Map(lines.map((line) => [line.arm, line])).values()];
}

function pairOf(
  both: readonly PairLine[],
  index: number,
  hypotheses: readonly Hypothesis[],
  scenario: Scenario,
  limits: Policy['noise'],
): Pair {
  const [first, second] = both.toSorted((one, other) => one.position - other.position) as [
    PairLine,
    PairLine,
  ];
  const place = { index, first: first.arm };
  const values: Record<Arm, Record<string, number>> = { base: {}, head: {} };
  const noisy: Record<Arm, string | null> = { base: null, head: null };
  for (const { arm, sample } of [first, second]) {
    if (sample.status !== 'ok') {
      return { ...place, state: 'failed', arm, status: sample.status, reason: sample.reason };
    }
    for (const { metric } of hypotheses) {
      const value = metricValue(sample, scenario, metric);
      if (value !== null) values[arm][metric] = value;
    }
    noisy[arm] = noiseOf(sample, limits);
  }
  // A sample that is repeated waits longer, and its times are no longer those of the same work.
  if (first.sample.attempt !== second.sample.attempt) {
    const repeated = first.sample.attempt > second.sample.attempt ? first : second;
    noisy[repeated.arm] ??= `attempt ${repeated.sample.attempt}, with a longer wait than the other arm's`;
  }
  return { ...place, state: 'measured', values, noisy };
}
