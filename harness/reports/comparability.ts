import { metricValues } from '../metrics.ts';
import { settingsGroupOf } from '../plan/cases.ts';
import { medianOf } from '../statistics/quantile.ts';
import { formatFigure } from './quantity.ts';
import type { Run } from './report.ts';
import { lastAttempts, scenarioOf } from './run-view.ts';

/**
 * Cells that must not be compared with their neighbours, with the reason, by case id: their unit of work took another time.
 * The neighbours are the cells of the same level, regime and parameters; the quickest unit among them is the measure, and
 * ratios are taken round by round, so that drift of the machine does not count.
 */
export function incomparableCases(run: Run): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const values = valuesByCase(run);
  const groups = Map.groupBy(
    run.plan.cases.filter(({ id }) => values.has(id)),
    settingsGroupOf,
  );
  for (const cases of groups.values()) {
    const [first] = cases;
    const rule = first === undefined ? undefined : scenarioOf(run, first.scenario).comparableWhile;
    if (rule === undefined) continue;
    const known = cases.map(({ id, variant }) => ({ id, variant, byRound: values.get(id) ?? new Map() }));
    const medians = known.map((cell) => ({ ...cell, median: medianOf([...cell.byRound.values()]) }));
    const quickest = medians.reduce((best, cell) => (cell.median < best.median ? cell : best));
    for (const cell of medians) {
      const ratio = pairedRatio(cell.byRound, quickest.byRound) ?? cell.median / quickest.median;
      if (ratio <= 1 + rule.within) continue;
      reasons.set(
        cell.id,
        `${rule.metric} is ${formatFigure(cell.median)} ns and ${formatFigure(quickest.median)} ns in ${quickest.variant}: ${formatFigure((ratio - 1) * 100)} % apart`,
      );
    }
  }
  return reasons;
}

/** The rule's metric by case and round; a value of 0 means that it was not measured. */
function valuesByCase(run: Run): Map<string, Map<number, number>> {
  const values = new Map<string, Map<number, number>>();
  for (const sample of lastAttempts(run)) {
    if (sample.status !== 'ok' || sample.probe !== 'memory') continue;
    const scenario = scenarioOf(run, sample.scenario);
    const name = scenario.comparableWhile?.metric;
    if (name === undefined) continue;
    const value = metricValues(sample, scenario).find(({ metric }) => metric.name === name)?.value ?? 0;
    if (value === 0) continue;
    const own = values.get(sample.case) ?? new Map<number, number>();
    values.set(sample.case, own.set(sample.round, value));
  }
  return values;
}

function pairedRatio(own: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number | null {
  const ratios = [...own].flatMap(([round, value]) => {
    const paired = other.get(round);
    return paired === undefined ? [] : [value / paired];
  });
  return ratios.length === 0 ? null : medianOf(ratios);
}
