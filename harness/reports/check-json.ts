import type { MetricVerdict } from '../gate/judge.ts';
import { changeOf, exitCodeOf, judgedCells, type JudgedCell } from './check-view.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';

export const verdictsFormat = 'interleave-verdicts/1';

export const verdictsJson: CheckReportFormat = {
  file: 'verdicts.json',
  write: (check) => [`${JSON.stringify(checkJson(check), null, 2)}\n`],
};

/** A check's verdicts for programs. Keys change only with `format`. */
export function checkJson(check: JudgedCheck) {
  const { plan, result } = check;
  return {
    format: verdictsFormat,
    check: plan.checkId,
    version: plan.version,
    createdAt: plan.createdAt,
    kind: plan.kind,
    suite: plan.suite,
    seed: plan.seed,
    arms: plan.arms,
    calibration: plan.calibration,
    /** Of other kinds than `check`: what a gate would say. */
    light: result.light,
    exitCode: exitCodeOf(check),
    reasons: result.reasons,
    oneSided: plan.oneSided,
    looks: plan.looks,
    cells: judgedCells(check).map(cellJson),
  };
}

export type CheckJson = ReturnType<typeof checkJson>;

function cellJson({ cell, verdict: { taken, noisy, metrics } }: JudgedCell) {
  return {
    id: cell.id,
    base: cell.base.id,
    head: cell.head.id,
    probe: cell.probe,
    /** Pairs, noisy ones included. */
    taken,
    /** Pairs that were not compared, by whose sample was noisy. */
    noisy,
    metrics: metrics.map(metricJson),
  };
}

function metricJson(metric: MetricVerdict) {
  const { hypothesis, verdict, reason, base, head, p, adjusted, look, pairs, margin, floor, failure } =
    metric;
  const change = changeOf(metric);
  return {
    metric: hypothesis.metric,
    unit: hypothesis.unit,
    direction: hypothesis.direction,
    verdict,
    reason,
    /** Medians, in `unit`. */
    base,
    head,
    /** head / base of the value itself, whichever way is better, and its 95 % interval. */
    ratio: change?.ratio ?? null,
    interval: change?.interval ?? null,
    /** One-sided, that head is not worse. */
    p,
    adjusted,
    look,
    pairs,
    margin,
    floor: floor === null ? null : { alarm: floor.alarm, detectable: floor.detectable },
    failure,
  };
}
