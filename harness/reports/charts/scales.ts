import type { Unit } from '../../model.ts';
import type { Summary } from '../../statistics/summary.ts';
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

/** As a user wants it, or by the figures where nothing was said. What is not above 0 has no place on a logarithmic axis. */
export function scaleTypeBy(values: readonly number[], isLog: boolean | undefined): AxisScale {
  if (isLog === undefined) return scaleTypeFor(values);
  if (!isLog) return 'linear';
  return values.every((value) => value > 0) ? 'log' : 'symlog';
}

/** The unit in which a metric is shown, and how its axis is called. */
export function shownUnit(name: string, unit: Unit, values: readonly number[]): Scale & { title: string } {
  const scale = scaleFor(unit, values);
  return { ...scale, title: scale.label === '' ? name : `${name}, ${scale.label}` };
}

const withZero = ' (0, then logarithmic)';

/** What an axis is called, whatever it was called on another scale. 0 has a place that no logarithm gives it. */
export function titleOn(type: AxisScale, title: string): string {
  const plain = title.endsWith(withZero) ? title.slice(0, -withZero.length) : title;
  return type === 'symlog' ? `${plain}${withZero}` : plain;
}

/** Only 1, 2 and 5 of each power of ten carry a label on a logarithmic axis; thousands have commas, large figures letters. */
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
      : // An axis in thousands would call its origin 0k.
        {
          labelExpr: `datum.value === 0 ? '0' : format(datum.value, '${format}')`,
          ...(type === 'symlog' ? { values: symlogTicks(values) } : {}),
        }),
    tickCount,
  };
}

/** As many as a plot of 200 to 600 px has room for. */
const tickCount = 6;

/** Px: a mark whose value is near a label at an axis's end touches no line there. */
const edgePadding = 6;

/**
 * The domain is always said: Vega would take it from columns that may hold nothing, such as the intervals of few processes.
 *
 * @param values all that are drawn, the ends of intervals too; a logarithmic axis reaches just beyond them
 */
export function scaleOf(type: AxisScale, values: readonly number[]): VegaLite {
  const straight = [Math.min(0, ...values), Math.max(0, ...values)];
  const domain = straight[0] === straight[1] ? [0, 1] : straight;
  switch (type) {
    case 'linear':
      return { type, domain, nice: tickCount };
    case 'log':
      return { type, domain: logDomain(values), nice: false, padding: edgePadding };
    case 'symlog':
      return { type, domain, constant: symlogConstant(values), nice: false };
  }
}

/** Up to which such an axis is nearly straight: the power of ten below the smallest figure that is not 0. */
export function symlogConstant(values: readonly number[]): number {
  const positive = values.filter((value) => value > 0);
  return positive.length === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.min(...positive)));
}

/** Where values lie along an axis, but for where it begins and how long it is; and which value lies at a place. */
export interface AxisPlaces {
  readonly placeOf: (value: number) => number;
  readonly valueAt: (place: number) => number;
}

/** @param values those of which `scaleOf` made the scale */
export function placesOn(type: AxisScale, values: readonly number[]): AxisPlaces {
  switch (type) {
    case 'linear':
      return { placeOf: (value) => value, valueAt: (place) => place };
    case 'log':
      return { placeOf: Math.log, valueAt: Math.exp };
    case 'symlog': {
      const constant = symlogConstant(values);
      return {
        placeOf: (value) => Math.sign(value) * Math.log1p(Math.abs(value) / constant),
        valueAt: (place) => Math.sign(place) * Math.expm1(Math.abs(place)) * constant,
      };
    }
  }
}

/** 0 and powers of ten; of many of them every other one or fewer. Vega's own stand as on a straight axis. */
function symlogTicks(values: readonly number[]): number[] {
  const lowest = Math.round(Math.log10(symlogConstant(values)));
  const highest = Math.max(lowest, Math.floor(Math.log10(Math.max(...values, 0))));
  const step = Math.ceil((highest - lowest + 1) / tickCount);
  const powers = Array.from({ length: Math.floor((highest - lowest) / step) + 1 }, (_, index) =>
    Number(`1e${highest - index * step}`),
  );
  return [0, ...powers.toReversed()];
}

/** From one label of a logarithmic axis to another: whole powers of ten would leave up to nine tenths of a plot empty. */
export function logDomain(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  const steps = (value: number): number[] => {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 5, 10].map((digit) => Number((digit * power).toPrecision(1)));
  };
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  const low = steps(least).findLast((step) => step <= least) ?? least;
  const high = steps(most).find((step) => step >= most) ?? most;
  return low === high ? [low / 2, high * 2] : [low, high];
}

/** What marks and their intervals reach, in the unit of the axis. */
export function reachedValues(
  points: readonly { readonly summary: Pick<Summary, 'median' | 'interval'> }[],
  { factor }: Scale,
): number[] {
  return points.flatMap(({ summary: { median, interval } }) =>
    [median, ...(interval === null ? [] : [interval.low, interval.high])].map((value) => value / factor),
  );
}

/** The figures of a row in the unit of the axis; the rows themselves keep base units. */
export function shownColumns({ factor }: Scale): VegaLite[] {
  return ['median', 'ci_low', 'ci_high'].map((column) => ({
    calculate: `isValid(datum.${column}) ? datum.${column} / ${factor} : null`,
    as: `${column}_shown`,
  }));
}
