import type { MetricVerdict } from '../gate/judge.ts';
import { isRaisedChange, judgedCells, judgedMetrics, type JudgedMetric } from './check-view.ts';
import { changeText, raisedMark, verdictWords } from './check-words.ts';
import { nothing } from './identity-columns.ts';
import type { JudgedCheck } from './judged-check.ts';
import { formatFigure, scaleFor } from './quantity.ts';
import { formatP } from './ratio-text.ts';
import { tableOfColumns, type FilledColumn, type TextColumn, type TextTable } from './text-table.ts';

/**
 * Some metrics of a check, one a row, for terminal and Markdown. Cells are text as it came: escape them. A column that would say
 * the same in every row of the check is left out. Scales are the check's, so that its tables can be compared.
 *
 * @param namesCells whether a column names each row's cell, where there are several
 */
export function checkTable(
  check: JudgedCheck,
  metrics: readonly JudgedMetric[],
  namesCells = judgedCells(check).length > 1,
): TextTable {
  const all = judgedMetrics(check);
  const several = (read: (metric: JudgedMetric) => unknown): boolean => new Set(all.map(read)).size > 1;
  const column = (
    title: string,
    align: TextColumn['align'],
    read: (metric: JudgedMetric) => string,
    dispensable?: number,
  ): FilledColumn => ({
    title,
    unit: '',
    align,
    cells: metrics.map(read),
    ...(dispensable === undefined ? {} : { dispensable }),
  });
  const figures = figureText(all.map(({ verdict }) => verdict));
  const columns: FilledColumn[] = [
    ...(namesCells ? [column('cell', 'left', ({ name }) => name)] : []),
    column('metric', 'left', ({ verdict }) => verdict.hypothesis.metric),
    // With base, the change says what head is.
    column('base', 'right', ({ verdict }) => figures(verdict, 'base'), 1),
    column('head', 'right', ({ verdict }) => figures(verdict, 'head'), 2),
    column(
      'change',
      'left',
      ({ verdict }) => `${changeText(verdict)}${isRaisedChange(verdict) ? ` ${raisedMark}` : ''}`,
    ),
    ...(several(({ verdict }) => countText(check, verdict))
      ? [
          column(
            check.pairing === 'paired' ? 'pairs' : 'samples',
            'right',
            ({ verdict }) => countText(check, verdict),
            3,
          ),
        ]
      : []),
    column('p', 'right', ({ verdict }) => formatP(verdict.p), 4),
    column('verdict', 'left', ({ verdict }) => verdictWords[verdict.verdict]),
  ];
  return tableOfColumns(columns);
}

/** The pairs; of what is not paired, samples of base + samples of head. */
function countText({ pairing }: JudgedCheck, { pairs, samples }: MetricVerdict): string {
  return pairing === 'paired' ? String(pairs) : `${samples.base}+${samples.head}`;
}

/** In one scale for all figures of one unit. */
export function figureText(
  metrics: readonly MetricVerdict[],
): (metric: MetricVerdict, arm: 'base' | 'head') => string {
  const scales = new Map(
    [...Map.groupBy(metrics, ({ hypothesis }) => hypothesis.unit)].map(([unit, own]) => [
      unit,
      scaleFor(
        unit,
        own.flatMap(({ base, head }) => [base, head].filter((value) => value !== null)),
      ),
    ]),
  );
  return (metric, arm) => {
    const value = metric[arm];
    const scale = scales.get(metric.hypothesis.unit);
    if (value === null || scale === undefined) return nothing;
    return `${formatFigure(value / scale.factor)} ${scale.label}`.trimEnd();
  };
}
