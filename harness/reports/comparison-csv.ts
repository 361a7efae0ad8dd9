import type { ComparisonReport } from './comparison-report.ts';
import { comparisonWords } from './comparison-words.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { csvPieces, type Cell } from './csv.ts';
import { parameterColumns } from './parameter-columns.ts';

/** One row for each two cases and metric. Columns are named as in `verdicts.csv`: what has no `base_` before it is head's. */
export function comparisonCsv({ comparisons }: Pick<ComparisonReport, 'comparisons'>): Iterable<string> {
  const parameters = parameterColumns([...new Set(comparisons.map(({ scenario }) => scenario))]);
  const names = parameters.map(({ name }) => name);
  return csvPieces(
    [...Object.keys(leading), ...names, ...Object.keys(trailing)],
    comparisons.map((comparison) => [
      ...Object.values(leading).map((cell) => cell(comparison)),
      ...names.map((name) => comparison.what.head.case.parameters[name] ?? null),
      ...Object.values(trailing).map((cell) => cell(comparison)),
    ]),
  );
}

type Cells = Readonly<Record<string, (comparison: Comparison) => Cell>>;

/** By column, in order. */
const leading: Cells = {
  scenario: ({ scenario }) => scenario.name,
  metric: ({ metric }) => metric.name,
  unit: ({ metric }) => metric.unit,
  regime: ({ what }) => what.head.case.regime,
};

const trailing: Cells = {
  base_variant: ({ what }) => what.base.case.variant,
  base_runtime_version: ({ what }) => what.base.case.runtimeVersion,
  base_level: ({ what }) => what.base.case.level,
  base_run: ({ what }) => what.base.run,
  variant: ({ what }) => what.head.case.variant,
  runtime_version: ({ what }) => what.head.case.runtimeVersion,
  level: ({ what }) => what.head.case.level,
  run: ({ what }) => what.head.run,
  probe: ({ metric }) => metric.probe,
  direction: ({ metric }) => metric.direction,
  pairing: ({ pairing }) => pairing,
  n_base: ({ n }) => n.base,
  n_head: ({ n }) => n.head,
  noisy_pairs: ({ noisyPairs }) => noisyPairs,
  base: ({ base }) => base,
  head: ({ head }) => head,
  ratio: ({ ratio }) => ratio,
  ratio_low: ({ interval }) => interval?.low ?? null,
  ratio_high: ({ interval }) => interval?.high ?? null,
  p: ({ p }) => p,
  p_adjusted: ({ adjusted }) => adjusted,
  mark: markOf,
  words: (comparison) => comparisonWords(comparison),
  not_comparable: ({ reservations }) => reservations.join('; ') || null,
  no_verdict: ({ noVerdict }) => noVerdict,
};
