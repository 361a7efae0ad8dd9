import { checkCsv, identityCells, verdictsFile, type CheckRow } from './check-columns.ts';
import { changeOf, judgedCells } from './check-view.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';

/** In the plan's order, so that two checks of one plan can be laid over each other. */
export const verdictsCsv: CheckReportFormat = {
  file: verdictsFile.file,
  write: (check) => checkCsv(verdictsFile, rows(check)),
};

function* rows(check: JudgedCheck): Iterable<CheckRow<typeof verdictsFile>> {
  for (const { cell, verdict } of judgedCells(check)) {
    for (const metric of verdict.metrics) {
      const change = changeOf(metric);
      yield {
        ...identityCells(check.plan, cell, metric.hypothesis),
        verdict: metric.verdict,
        reason: metric.reason,
        base: metric.base,
        head: metric.head,
        ratio: change?.ratio ?? null,
        ratio_low: change?.interval?.low ?? null,
        ratio_high: change?.interval?.high ?? null,
        p: metric.p,
        p_adjusted: metric.adjusted,
        look: metric.look,
        pairs: metric.pairs,
        taken: verdict.taken,
        noisy_base: verdict.noisy.base,
        noisy_head: verdict.noisy.head,
        noisy_both: verdict.noisy.both,
        alarm: metric.margin.alarm,
        harm: metric.margin.harm,
        floor_alarm: metric.floor?.alarm ?? null,
        floor_detectable: metric.floor?.detectable ?? null,
      };
    }
  }
}
