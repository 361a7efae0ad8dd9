import type { MetricVerdict } from '../gate/judge.ts';
import { changeOf, exitCodeOf, judgedCells, type JudgedCell } from './check-view.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';
import { policyNotes } from './policy-notes.ts';

export const verdictsJson: CheckReportFormat = {
  file: 'verdicts.json',
  write: (check) => [`${JSON.stringify(checkJson(check), null, 2)}\n`],
};

/** A check's verdicts for programs. Keys change only with `format`. */
export function checkJson(check: JudgedCheck) {
  const { plan, result } = check;
  return {
    format: 'interleave-verdicts/1',
    check: plan.checkId,
    version: plan.version,
    createdAt: plan.createdAt,
    kind: plan.kind,
    suite: plan.suite,
    seed: plan.seed,
    pairing: check.pairing,
    arms: plan.arms,
    calibration: plan.calibration,
    /** Of other kinds than `check`: what a gate would say. */
    light: result.light,
    exitCode: exitCodeOf(check),
    /** Why it is not green: `kind` for programs, `text` for people. */
    reasons: result.reasons,
    oneSided: plan.oneSided,
    /** Metrics that the policy gates and no sample has. */
    ungated: plan.ungated ?? [],
    /** What of the policy is not as base's file has it, and what is not the default. */
    policyNotes: policyNotes(check),
    looks: plan.looks,
    cells: judgedCells(check).map(cellJson),
  };
}

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
  const {
    hypothesis,
    verdict,
    reason,
    base,
    head,
    p,
    adjusted,
    look,
    pairs,
    samples,
    margin,
    floor,
    failure,
  } = metric;
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
    /** One-sided, that head is not worse; where it is improved, that it is not better. */
    p,
    adjusted,
    look,
    /** 0 where the samples are not paired. */
    pairs,
    /** Compared samples of either arm. */
    samples,
    margin,
    floor: floor === null ? null : { alarm: floor.alarm, detectable: floor.detectable },
    failure,
  };
}
