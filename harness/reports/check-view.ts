/** What every report of a check sees alike: its metrics in order, short names of its cells, changes of the values themselves. */
import { exitCodes } from '../failure.ts';
import type { CellEvidence } from '../gate/evidence.ts';
import type { CellVerdict, MetricVerdict, Verdict } from '../gate/judge.ts';
import { isRaised } from '../gate/turned-ln.ts';
import type { Interval } from '../statistics/median-interval.ts';
import type { CheckCell } from '../store/check-plan.ts';
import type { JudgedCheck } from './judged-check.ts';

/** One metric of one cell with what belongs to it. */
export interface JudgedMetric {
  readonly cell: CheckCell;
  readonly cellVerdict: CellVerdict;
  /** Of the cell, as short as the check's cells allow. */
  readonly name: string;
  readonly verdict: MetricVerdict;
}

export interface JudgedCell {
  readonly cell: CheckCell;
  readonly evidence: CellEvidence;
  readonly verdict: CellVerdict;
  readonly name: string;
}

/** What moved stands first. */
const verdictOrder: readonly Verdict[] = [
  'regressed',
  'improved',
  'inconclusive',
  'not-measured',
  'unchanged',
];

/** In the plan's order. */
export function judgedCells({ plan, evidence, cells }: JudgedCheck): JudgedCell[] {
  const names = cellNames(plan.cells);
  return plan.cells.flatMap((cell) => {
    const own = evidence.find((one) => one.cell === cell.id);
    const verdict = cells.find((one) => one.cell === cell.id);
    return own === undefined || verdict === undefined
      ? []
      : [{ cell, evidence: own, verdict, name: names.get(cell.id) ?? cell.id }];
  });
}

/** What moved first, the largest changes before the others; what did not move stays in the plan's order. */
export function judgedMetrics(check: JudgedCheck): JudgedMetric[] {
  const metrics = judgedCells(check).flatMap(({ cell, verdict: cellVerdict, name }) =>
    cellVerdict.metrics.map((verdict): JudgedMetric => ({ cell, cellVerdict, name, verdict })),
  );
  return verdictOrder.flatMap((verdict) => {
    const own = metrics.filter((metric) => metric.verdict.verdict === verdict);
    return verdict === 'regressed' || verdict === 'improved'
      ? own.sort((one, other) => sizeOf(other) - sizeOf(one))
      : own;
  });
}

function sizeOf({ verdict: { estimate } }: JudgedMetric): number {
  return Math.abs(estimate ?? 0);
}

/** Whether the absolute floor hides a part of what the medians of a metric say. */
export function isRaisedChange({
  hypothesis,
  base,
  head,
}: Pick<MetricVerdict, 'hypothesis' | 'base' | 'head'>): boolean {
  return [base, head].some((median) => median !== null && isRaised(median, hypothesis));
}

export interface Change {
  /** head / base of the value itself, whichever way is better. */
  readonly ratio: number;
  /** 95 %; null with fewer than six pairs. */
  readonly interval: Interval | null;
}

/** Null where nothing was compared. */
export function changeOf({
  hypothesis: { direction },
  estimate,
  interval,
}: Pick<MetricVerdict, 'hypothesis' | 'estimate' | 'interval'>): Change | null {
  if (estimate === null) return null;
  // The judge turns all so that above 0 is worse.
  if (direction === 'lower-is-better') {
    return { ratio: Math.exp(estimate), interval: interval && exponentials(interval.low, interval.high) };
  }
  return { ratio: Math.exp(-estimate), interval: interval && exponentials(-interval.high, -interval.low) };
}

function exponentials(low: number, high: number): Interval {
  return { low: Math.exp(low), high: Math.exp(high) };
}

/** What the check comes to as an exit code. A comparison has nothing to fail on but a workload that gives no result. */
export function exitCodeOf({ plan, result: { light } }: JudgedCheck): number {
  return plan.kind === 'compare' && light !== 'error' ? exitCodes.pass : exitCodes[light];
}

/**
 * Scenario, regime and probe where the check has several, and the parameters that differ among the cells of a scenario: what a
 * reader needs to tell the cells apart. Where that would give two cells one name, the cells' ids.
 */
export function cellNames(cells: readonly CheckCell[]): ReadonlyMap<string, string> {
  const several = (read: (cell: CheckCell) => string): boolean => new Set(cells.map(read)).size > 1;
  const scenarios = several(({ head }) => head.scenario);
  const regimes = several(({ head }) => head.regime);
  const probes = several(({ probe }) => probe);
  const names = cells.map((cell) =>
    [
      ...(scenarios ? [cell.head.scenario] : []),
      bothSides(cell.base.variant, cell.head.variant),
      ...(regimes ? [bothSides(cell.base.regime, cell.head.regime)] : []),
      ...differingParameters(
        cell,
        cells.filter(({ head }) => head.scenario === cell.head.scenario),
      ),
      ...(probes ? [cell.probe] : []),
    ].join(' '),
  );
  const short = new Set(names).size === cells.length;
  return new Map(cells.map(({ id }, index) => [id, short ? (names[index] ?? id) : id]));
}

function differingParameters(cell: CheckCell, sameScenario: readonly CheckCell[]): string[] {
  const textOf = ({ base, head }: CheckCell, name: string): string =>
    bothSides(String(base.parameters[name] ?? ''), String(head.parameters[name] ?? ''));
  return Object.keys(cell.head.parameters).flatMap((name) => {
    const own = textOf(cell, name);
    const differs =
      cell.base.parameters[name] !== cell.head.parameters[name] ||
      sameScenario.some((other) => textOf(other, name) !== own);
    return differs ? [`${name}=${own}`] : [];
  });
}

/** A comparison may be one of two variants, or of two values of a parameter. */
function bothSides(base: string, head: string): string {
  return base === head ? head : `${base}→${head}`;
}
