import type { Chart, ChartRow, VegaLite } from '../charts/chart.ts';
import { drawnCrossing, type Place } from '../charts/drawn-crossing.ts';
import { placesOn, type AxisScale } from '../charts/scales.ts';
import { factorOf, type OtherAxes } from './other-axes.ts';

/** Where the marks of crossings stand, in the order of the specification, when the axes of its name are changed. */
export type OtherCrossings = Readonly<Record<'x' | 'y' | 'xy', readonly number[]>>;

/** Two lines meet elsewhere on other axes, though between the same two points. Null for a chart that marks no crossing. */
export function otherCrossings(
  { spec, rows }: Pick<Chart, 'spec' | 'rows'>,
  axes: Readonly<Record<'x' | 'y', OtherAxes | null>>,
): OtherCrossings | null {
  const views = (spec['vconcat'] as readonly VegaLite[] | undefined) ?? [spec];
  const titles = [...new Set(rows.map((row) => row['panel']))];
  const marked = views.flatMap((view, place) =>
    marksOf(view).map((mark) => ({
      mark,
      place,
      own: rows.filter((row) => views.length === 1 || row['panel'] === titles[place]),
    })),
  );
  if (marked.length === 0) return null;
  const factor = factorOf('median_shown', spec) ?? 1;
  const typeOf = (channel: 'x' | 'y', place: number, changed: string): AxisScale => {
    const other = changed.includes(channel) ? axes[channel]?.panels[place]?.scale : undefined;
    return (other ?? declaredScale(views[place], channel))?.['type'] as AxisScale;
  };
  const on = (changed: string): number[] =>
    marked.map(({ mark, place, own }) =>
      placeOf(mark, own, rows, factor, typeOf('x', place, changed), typeOf('y', place, changed)),
    );
  return { x: on('x'), y: on('y'), xy: on('xy') };
}

interface Mark {
  /** The swept parameter. */
  readonly over: string;
  readonly at: number;
  readonly series: string;
  readonly against: string;
}

type Layer = VegaLite & {
  readonly data?: { readonly values?: readonly ChartRow[] };
  readonly encoding?: Readonly<Record<string, { readonly field?: string; readonly scale?: VegaLite }>>;
};

function layersOf(view: VegaLite | undefined): readonly Layer[] {
  return (view?.['layer'] as readonly Layer[] | undefined) ?? [];
}

function marksOf(view: VegaLite): Mark[] {
  return layersOf(view).flatMap(({ data }) =>
    (data?.values ?? []).flatMap(({ series, against, ...rest }): Mark[] => {
      const [over, at] = Object.entries(rest)[0] ?? [];
      if (over === undefined || typeof at !== 'number') return [];
      return [{ over, at, series: String(series), against: String(against) }];
    }),
  );
}

function declaredScale(view: VegaLite | undefined, channel: 'x' | 'y'): VegaLite | undefined {
  return layersOf(view).find(({ encoding }) => encoding?.[channel]?.scale !== undefined)?.encoding?.[channel]
    ?.scale;
}

/** @param all the rows of the chart, of which all panels have one axis across */
function placeOf(
  { over, at, series, against }: Mark,
  own: readonly ChartRow[],
  all: readonly ChartRow[],
  factor: number,
  xType: AxisScale,
  yType: AxisScale,
): number {
  const figures = (rows: readonly ChartRow[], column: string): number[] =>
    rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));
  const x = placesOn(xType, figures(all, over));
  const reached = ['median', 'ci_low', 'ci_high'].flatMap((column) => figures(own, column));
  const y = placesOn(
    yType,
    reached.map((value) => value / factor),
  );
  const lineOf = (name: string): Place[] =>
    own
      .filter((row) => row['series'] === name)
      .map((row) => ({ x: x.placeOf(Number(row[over])), y: y.placeOf(Number(row['median']) / factor) }));
  const pair = figures(
    own.filter((row) => row['series'] === series || row['series'] === against),
    over,
  );
  const from = x.placeOf(Math.max(...pair.filter((value) => value <= at)));
  const to = x.placeOf(Math.min(...pair.filter((value) => value >= at)));
  // What wins lies below or above, by the metric.
  const [one, other] = [lineOf(series), lineOf(against)];
  const place = drawnCrossing(one, other, from, to) ?? drawnCrossing(other, one, from, to);
  return place === null ? at : Number(x.valueAt(place).toPrecision(9));
}
