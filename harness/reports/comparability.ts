import { settingsGroupOf } from '../plan/cases.ts';
import { medianOf } from '../statistics/quantile.ts';
import { formatFigure } from './quantity.ts';
import type { PlannedCase } from '../store/plan.ts';
import { perRun } from './per-run.ts';
import type { Run } from './report.ts';
import { figureOf, scenarioOf, takenSamples } from './run-view.ts';

/** Cells of the run that must not be compared with their neighbours, with the reason, by case id; see `unitComparison`. */
export const incomparableCases = perRun((run: Run): ReadonlyMap<string, string> =>
  unitComparison(run)(run.plan.cases),
);

/**
 * Compares some cases of a run and gives those whose unit of work took another time than their neighbours', with the reason,
 * by case id. The neighbours are the given cases of the same level, regime and parameters; the quickest unit among them is the
 * measure, and ratios are taken round by round, so that drift of the machine does not count.
 */
export const unitComparison = perRun(
  (run: Run): ((cases: readonly PlannedCase[]) => ReadonlyMap<string, string>) => {
    const values = valuesByCase(run);
    return (cases) => slowerUnits(run, cases, values);
  },
);

function slowerUnits(
  run: Run,
  among: readonly PlannedCase[],
  values: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Map<string, string> {
  const reasons = new Map<string, string>();
  const groups = Map.groupBy(
    among.filter(({ id }) => values.has(id)),
    settingsGroupOf,
  );
  for (const cases of groups.values()) {
    const [first] = cases;
    const rule = first === undefined ? undefined : scenarioOf(run, first.scenario).comparableWhile;
    if (rule === undefined) continue;
    const known = cases.map(({ id, variant }) => ({
      id,
      variant,
      byRound: values.get(id) ?? new Map<string, number>(),
    }));
    const medians = known.map((cell) => ({ ...cell, median: medianOf([...cell.byRound.values()]) }));
    const quickest = medians.reduce((best, cell) => (cell.median < best.median ? cell : best));
    for (const cell of medians) {
      const ratios = pairedRatios(cell.byRound, quickest.byRound);
      const ratio = ratios.length === 0 ? cell.median / quickest.median : medianOf(ratios);
      // The quickest of many is quick by luck too: a single round to the contrary speaks for the same unit.
      if (ratio <= 1 + rule.within || ratios.some((one) => one <= 1)) continue;
      reasons.set(
        cell.id,
        `${rule.metric} is ${formatFigure(cell.median)} ns and ${formatFigure(quickest.median)} ns in ${quickest.variant}: ${formatFigure((ratio - 1) * 100)} % apart`,
      );
    }
  }
  return reasons;
}

/** The rule's metric by case, and in it by round and probe: latency samples are paired with latency samples. */
function valuesByCase(run: Run): Map<string, Map<string, number>> {
  const values = new Map<string, Map<string, number>>();
  for (const sample of takenSamples(run).last) {
    if (sample.status !== 'ok') continue;
    const { of, round, probe } = sample;
    const name = scenarioOf(run, of.scenario).comparableWhile?.metric;
    const value = name === undefined ? null : figureOf(sample, name);
    if (value === null) continue;
    const own = values.get(of.case) ?? new Map<string, number>();
    values.set(of.case, own.set(`${round} ${probe}`, value));
  }
  return values;
}

function pairedRatios(own: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number[] {
  return [...own].flatMap(([place, value]) => {
    const paired = other.get(place);
    return paired === undefined ? [] : [value / paired];
  });
}
