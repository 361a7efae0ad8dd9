import type { ComparisonReport } from './comparison-report.ts';
import { comparisonWords } from './comparison-words.ts';
import { markOf, type Comparison, type Side } from './comparisons.ts';

/** One JSON document; figures are in base units and unrounded. Ends in a newline. */
export function comparisonJson({ comparisons, ...about }: ComparisonReport): string {
  return `${JSON.stringify({ ...about, comparisons: comparisons.map(row) }, null, 1)}\n`;
}

function row(comparison: Comparison) {
  const { what, metric, pairing, n, noisyPairs, base, head, ratio, interval, p, adjusted, shown } =
    comparison;
  return {
    metric: metric.name,
    unit: metric.unit,
    direction: metric.direction,
    probe: metric.probe,
    base: { ...side(what.base), n: n.base, median: base },
    head: { ...side(what.head), n: n.head, median: head },
    pairing,
    noisyPairs,
    ratio,
    interval,
    p,
    adjusted,
    shown,
    mark: markOf(comparison),
    words: comparisonWords(comparison),
    notComparable: comparison.reservations,
    noVerdict: comparison.noVerdict,
  };
}

function side({ label, run, case: planned }: Side) {
  const { id, scenario, variant, level, runtime, runtimeVersion, regime, parameters } = planned;
  return { label, run, case: id, scenario, variant, level, runtime, runtimeVersion, regime, parameters };
}
