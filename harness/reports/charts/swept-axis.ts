import type { VegaLite } from './chart.ts';
import { axisFor, scaleOf, titleOn, type AxisScale } from './scales.ts';

/**
 * The axis of a swept parameter. A logarithmic one has its ticks where something was measured, and begins and ends there; on a
 * straight one most of these would stand on each other, so that it has its own, from 0 on.
 *
 * @param values ascending, each once
 */
export function sweptAxis(
  type: AxisScale,
  values: readonly number[],
  title: string | null,
): { scale: VegaLite; axis: VegaLite } {
  const own = { ...axisFor('', type, values), title: title === null ? null : titleOn(type, title) };
  if (type === 'linear')
    return {
      scale: scaleOf(type, values),
      axis: values.every(Number.isInteger) ? { ...own, tickMinStep: 1 } : own,
    };
  return {
    scale: {
      ...scaleOf(type, values),
      ...(type === 'log' ? { domain: [values[0], values.at(-1)] } : {}),
      nice: false,
      padding: 12,
    },
    axis: { ...own, values, labelExpr: sizeLabels(values) },
  };
}

/** Thousands as k where a whole number of them is meant: `64`, `1,024`, `100k`. */
function sizeLabels(values: readonly number[]): string {
  const format = values.every((value) => value < 10_000 || value % 1_000 === 0) && Math.max(...values) >= 1e5;
  return format
    ? "datum.value >= 1000 ? format(datum.value, '~s') : format(datum.value, '~f')"
    : "format(datum.value, ',~f')";
}
