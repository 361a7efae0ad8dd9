import { formatFigure, type Scale } from './quantity.ts';

/** How high a bin stands, from the lowest to the highest, and the sign of an empty one. */
export interface HistogramSigns {
  readonly levels: string;
  readonly empty: string;
}

export const blockSigns: HistogramSigns = { levels: '▁▂▃▄▅▆▇█', empty: '·' };
/** For terminals that know ASCII only: each sign is darker than the one before. */
export const asciiSigns: HistogramSigns = { levels: ':-=+*#%@', empty: '.' };

export interface Histograms {
  /** One for each row, all along the same axis; empty for a row without values. */
  readonly cells: readonly string[];
  readonly low: number;
  readonly high: number;
  readonly axis: 'linear' | 'logarithmic';
}

const bins = 12;

/** From here on a straight axis would press most rows into one bin. */
const wideRange = 8;

/**
 * Where the values of each row lie on one axis for all rows, and how they spread on it: a median with its interval does not tell
 * two heaps from one. Each bin's height is its share of its own row, since rows may hold unequal numbers of samples.
 *
 * Null where there is nothing to see: no row has two values, or all are equal.
 */
export function histograms(rows: readonly (readonly number[])[], signs: HistogramSigns): Histograms | null {
  const values = rows.flat();
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (rows.every((row) => row.length < 2) || low >= high) return null;
  const axis = low > 0 && high / low >= wideRange ? 'logarithmic' : 'linear';
  const place = (value: number): number =>
    axis === 'linear' ? (value - low) / (high - low) : Math.log(value / low) / Math.log(high / low);
  const binOf = (value: number): number => Math.min(bins - 1, Math.floor(place(value) * bins));
  const cells = rows.map((row) => {
    if (row.length === 0) return '';
    const counts = Array.from({ length: bins }, () => 0);
    for (const value of row) counts[binOf(value)] = (counts[binOf(value)] ?? 0) + 1;
    return counts.map((count) => signOf(count / row.length, signs)).join('');
  });
  return { cells, low, high, axis };
}

/** `bytes_per_task of each sample, 158 to 2,769 B/task, logarithmic` */
export function histogramLegend(metric: string, { low, high, axis }: Histograms, scale: Scale): string {
  const unit = scale.label === '' ? '' : ` ${scale.label}`;
  const [from, to] = [low, high].map((value) => formatFigure(value / scale.factor));
  return `${metric} of each sample on one axis for all rows, ${from} to ${to}${unit}, ${axis}`;
}

/** Any value at all is seen. */
function signOf(share: number, { levels, empty }: HistogramSigns): string {
  return share === 0 ? empty : (levels[Math.ceil(share * levels.length) - 1] ?? empty);
}
