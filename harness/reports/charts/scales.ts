import type { Unit } from '../../model.ts';
import { scaleFor, type Scale } from '../quantity.ts';
import type { VegaLite } from './chart.ts';

/** From here on a straight axis would press most marks together. */
const wideRange = 30;

export type AxisScale = 'linear' | 'log' | 'symlog';

/** Logarithmic for figures that lie far apart, and with a 0 among them nearly so; else straight, from 0 on. */
export function scaleTypeFor(values: readonly number[]): AxisScale {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0 || positive.length + values.filter((value) => value === 0).length < values.length)
    return 'linear';
  if (Math.max(...positive) / Math.min(...positive) < wideRange) return 'linear';
  return positive.length === values.length ? 'log' : 'symlog';
}

/** The unit in which a metric is shown, and how its axis is called. */
export function shownUnit(name: string, unit: Unit, values: readonly number[]): Scale & { title: string } {
  const scale = scaleFor(unit, values);
  return { ...scale, title: scale.label === '' ? name : `${name}, ${scale.label}` };
}

/** Only 1, 2 and 5 of each power of ten carry a label on a logarithmic axis; thousands have commas, large rates letters. */
export function axisFor(title: string, type: AxisScale, values: readonly number[]): VegaLite {
  const format = Math.max(...values.map(Math.abs)) >= 1e5 ? '~s' : ',~f';
  const digit = 'round(datum.value / pow(10, floor(log(datum.value) / LN10 + 1e-9)))';
  const decades = Math.log10(Math.max(...values) / Math.min(...values.filter((value) => value > 0)));
  const labelled = decades > 3.5 ? '[1]' : decades > 2 ? '[1, 3]' : '[1, 2, 5]';
  return {
    title,
    format,
    ...(type === 'log'
      ? {
          labelExpr: `indexof(${labelled}, ${digit}) >= 0 ? format(datum.value, '${format}') : ''`,
          gridOpacity: { condition: { test: `indexof(${labelled}, ${digit}) >= 0`, value: 1 }, value: 0 },
          tickOpacity: 0.5,
        }
      : {}),
    tickCount: 6,
  };
}

export function scaleOf(type: AxisScale): VegaLite {
  return type === 'symlog' ? { type, constant: 1 } : { type, ...(type === 'linear' ? { zero: true } : {}) };
}

/** The figures of a row in the unit of the axis; the rows themselves keep base units. */
export function shownColumns({ factor }: Scale): VegaLite[] {
  return ['median', 'ci_low', 'ci_high'].map((column) => ({
    calculate: `isValid(datum.${column}) ? datum.${column} / ${factor} : null`,
    as: `${column}_shown`,
  }));
}
