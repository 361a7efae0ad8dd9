import type { Unit } from '../model.ts';
import type { Summary } from '../statistics/summary.ts';
import { plainDecimal } from './plain-decimal.ts';

/** A multiple of a base unit, for people; files of figures hold base units only. */
export interface Scale {
  readonly label: string;
  readonly factor: number;
}

/** Decimal: 1 MB = 10^6 bytes. Always MB, so that all tables of a report can be compared at a glance. */
const megabytes: Scale = { label: 'MB', factor: 1e6 };

const times: readonly Scale[] = [
  { label: 's', factor: 1e9 },
  { label: 'ms', factor: 1e6 },
  { label: 'µs', factor: 1e3 },
];

/** One scale for a whole column: figures under each other are there to be compared. */
export function scaleFor(unit: Unit, values: readonly number[]): Scale {
  if (unit === 'bytes') return megabytes;
  if (unit === 'bytes/task') return { label: 'B/task', factor: 1 };
  if (unit === 'count') return { label: '', factor: 1 };
  if (unit === 'ratio') return { label: '×', factor: 1 };
  // Rates and times for one unit of work stay as they are: they are compared across tables.
  if (unit !== 'ns') return { label: unit, factor: 1 };
  // A value in the middle decides: the largest may be an outlier, the smallest 0.
  const typical =
    values.map(Math.abs).sort((first, second) => first - second)[Math.floor(values.length / 2)] ?? 0;
  return times.find(({ factor }) => typical >= factor) ?? { label: 'ns', factor: 1 };
}

/** Three significant digits, or all digits of a whole number of more: `0.0213`, `21.3`, `2,130`. */
export function formatFigure(value: number): string {
  if (Math.abs(value) >= 100) return formatCount(Math.round(value));
  return plainDecimal(Number(value.toPrecision(3)));
}

/** `1,000,000` */
export function formatCount(count: number): string {
  return plainDecimal(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 pair`, `1,000 pairs` */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * The median and, from n = 6 on, the farther end of its interval as a share of it: `2,708 ±0.3%`. Both ends stand in
 * `summary.csv`. A share says nothing about a median of 0, which then shows the distance itself.
 */
export function formatSummary({ median, interval }: Summary, { factor }: Scale): string {
  const figure = formatFigure(median / factor);
  if (interval === null) return figure;
  const distance = Math.max(median - interval.low, interval.high - median);
  if (median === 0) return `${figure} ±${formatFigure(distance / factor)}`;
  return `${figure} ${formatTolerance(distance / Math.abs(median))}`;
}

/**
 * How far a figure beside it may be off, as a share of it: `±12%`, `±0.3%`, `±0.02%`, `±<0.01%`; a small one never shows as none.
 * Without the space that other percentages have, since it stands in narrow columns.
 */
export function formatTolerance(share: number): string {
  const percent = share * 100;
  if (percent >= 10) return `±${formatCount(Math.round(percent))}%`;
  if (percent >= 0.1) return `±${plainDecimal(Number(percent.toFixed(1)))}%`;
  return percent > 0 && percent < 0.01 ? '±<0.01%' : `±${plainDecimal(Number(percent.toFixed(2)))}%`;
}
