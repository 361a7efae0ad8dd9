import { quietPairs, type CellEvidence, type Pair } from '../gate/evidence.ts';
import { checkJson } from './check-json.ts';
import { changeOf, judgedCells } from './check-view.ts';
import type { JudgedCheck } from './judged-check.ts';

/** The verdicts for programs, and beside them how each metric stood at each look and which pairs were not compared. */
export function explainJson(check: JudgedCheck) {
  return {
    ...checkJson(check),
    policy: check.plan.policy,
    explained: judgedCells(check).map(({ cell, evidence, verdict }) => ({
      cell: cell.id,
      headFirst: evidence.pairs.filter(({ first }) => first === 'head').length,
      notCompared: notCompared(evidence),
      metrics: verdict.metrics.map((metric) => ({
        metric: metric.hypothesis.metric,
        looks: metric.history.map(({ estimate, interval, ...step }) => {
          const change = changeOf({ hypothesis: metric.hypothesis, estimate, interval });
          return { ...step, ratio: change?.ratio ?? null, interval: change?.interval ?? null };
        }),
      })),
    })),
  };
}

function notCompared({ pairs }: CellEvidence): Pair[] {
  const compared = new Set<Pair>(quietPairs(pairs));
  return pairs.filter((pair) => !compared.has(pair));
}
