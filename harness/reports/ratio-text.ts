import type { Interval } from '../statistics/median-interval.ts';
import { nothing } from './identity-columns.ts';
import { plainDecimal } from './plain-decimal.ts';

/** A ratio with its interval, for people: `3.1 × (2.9–3.3)` or `+5.2 % (+3.9 % to +6.6 %)`. */
export type RatioStyle = 'factor' | 'percent';

/** Below it a factor is said as a percentage: 1.05 × is read as no more than a rounding. */
const leastFactor = 1.5;

/** How a ratio is best read; of several under each other, how all of them are. */
export function ratioStyle(ratios: readonly number[]): RatioStyle {
  const isSmall = (ratio: number): boolean => Math.max(ratio, 1 / ratio) < leastFactor;
  return ratios.every(isSmall) ? 'percent' : 'factor';
}

/** As a cell of a table: signed where it is a percentage. */
export function formatRatio(ratio: number, interval: Interval | null, style: RatioStyle): string {
  if (style === 'factor') return formatFactor(ratio, interval);
  const [own = '', ...ends] = percentages(ratio, interval).map(signed);
  return ends.length === 0 ? own : `${own} (${ends.join(' to ')})`;
}

/** `3.1 × (2.9–3.3)` */
export function formatFactor(ratio: number, interval: Interval | null): string {
  const [own = '', ...ends] = factors([ratio, ...endsOf(interval)], interval);
  return ends.length === 0 ? `${own} ×` : `${own} × (${ends.join('–')})`;
}

/** `0.98–1.03` */
export function formatInterval(interval: Interval): string {
  return factors([interval.low, interval.high], interval).join('–');
}

/** `5.2 % (3.9 %–6.6 %)`: by how much a ratio that is 1 or more is above 1. */
export function formatExcess(ratio: number, interval: Interval | null): string {
  const [own = '', ...ends] = percentages(ratio, interval).map((text) => `${text} %`);
  return ends.length === 0 ? own : `${own} (${ends.join('–')})`;
}

/** A p value: `0.0313`, `<0.0001` */
export function formatP(p: number | null): string {
  if (p === null) return nothing;
  return p < 0.0001 ? '<0.0001' : plainDecimal(Number(p.toPrecision(3)));
}

function factors(values: readonly number[], interval: Interval | null): string[] {
  const [first = 1] = values;
  const forLarge = Math.max(...values) < leastFactor ? 2 : first < 10 ? 1 : 0;
  const least = Math.min(...values);
  const forSmall = least < 1 ? 1 - Math.floor(Math.log10(least)) : 0;
  return withDecimals(values, interval, Math.max(forLarge, forSmall), 1);
}

function percentages(ratio: number, interval: Interval | null): string[] {
  const percent = (one: number): number => (one - 1) * 100;
  const ends = interval && { low: percent(interval.low), high: percent(interval.high) };
  return withDecimals([percent(ratio), ...endsOf(ends)], ends, Math.abs(percent(ratio)) < 10 ? 1 : 0, 0);
}

/** Beyond these it is no longer the measurement that is told. */
const mostDecimals = 6;
const mostForNarrow = 2;

/**
 * All with as many decimals: some more than these where the interval is narrower than two steps of the last one, and as many as
 * it takes where an end that is not `neutral` would read like it.
 */
function withDecimals(
  values: readonly number[],
  interval: Interval | null,
  least: number,
  neutral: number,
): string[] {
  const ends = endsOf(interval);
  const width = interval === null ? 0 : interval.high - interval.low;
  const isEnough = (decimals: number): boolean =>
    decimals >= mostDecimals ||
    (ends.every((end) => end === neutral || Number(end.toFixed(decimals)) !== neutral) &&
      (width === 0 || width >= 2 * 10 ** -decimals || decimals >= least + mostForNarrow));
  let decimals = least;
  while (!isEnough(decimals)) decimals += 1;
  return values.map((value) => grouped(value.toFixed(decimals)));
}

/** `+5.2 %`, `−5.2 %`, `+0.0 %` */
function signed(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)} %` : `+${text} %`;
}

/** `1,234.5`; no sign before a zero. */
function grouped(text: string): string {
  const [whole = '', fraction] = (Number(text) === 0 ? text.replace('-', '') : text).split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

function endsOf(interval: Interval | null): number[] {
  return interval === null ? [] : [interval.low, interval.high];
}
