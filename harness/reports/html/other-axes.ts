import type { Chart, ChartRow, VegaLite } from '../charts/chart.ts';
import { axisFor, scaleOf, scaleTypeBy, symlogConstant, titleOn, type AxisScale } from '../charts/scales.ts';
import { sweptAxis } from '../charts/swept-axis.ts';

/** What an axis of a chart can be changed to: from logarithmic to straight, or from straight to logarithmic. */
export interface OtherAxes {
  /** As it is declared. */
  readonly type: 'linear' | 'log';
  /** One for each panel. */
  readonly panels: readonly { readonly scale: VegaLite; readonly axis: VegaLite }[];
  /** On which side of a mark its figure stands, as an expression: the declared one, and the one for the other axis. */
  readonly sides: readonly [string, string] | null;
}

/**
 * As a chart that is drawn so from the start has it: its own ticks, from 0 on where it is straight. Null where the axis carries no figures of the rows
 * (phases and percentiles, for example, stand at places that are none), or some below 0, of which there is no logarithm.
 */
export function otherAxes(
  { spec, rows }: Pick<Chart, 'spec' | 'rows'>,
  channel: 'x' | 'y',
): OtherAxes | null {
  const views = (spec['vconcat'] as readonly VegaLite[] | undefined) ?? [spec];
  const titles = [...new Set(rows.map((row) => row['panel']))];
  const resolved = spec['resolve'] as { scale?: Record<string, string> } | undefined;
  const isShared = views.length !== titles.length || resolved?.scale?.[channel] === 'shared';
  const [first] = views.flatMap((view) => positions(view, channel));
  if (first === undefined) return null;
  const panels = views.map((view, place) => {
    const own = positions(view, channel);
    const declared = own.find(({ axis }) => axis !== null);
    const panelRows = isShared ? rows : rows.filter((row) => row['panel'] === titles[place]);
    return { declared, values: reached(panelRows, fieldsOf(own), spec) };
  });
  const values = panels.flatMap((panel) => panel.values);
  if (values.length === 0 || values.some((value) => value < 0)) return null;
  const declaredType = first.scale?.['type'] === 'linear' ? 'linear' : 'log';
  // One kind of scale for all panels, as in the picture.
  const type = scaleTypeBy(values, declaredType === 'linear');
  return {
    type: declaredType,
    // A parameter is a column as it is.
    panels: panels.map(({ declared, values: own }) =>
      other(
        declared,
        channel,
        own,
        type,
        declared !== undefined && rows.some((row) => columnOf(declared) in row),
      ),
    ),
    sides: sidesOf(spec, first.scale, type, values),
  };
}

interface Position {
  readonly field: string;
  readonly scale?: VegaLite;
  readonly axis?: VegaLite | null;
}

/** Every declaration of figures along an axis, in all layers. */
function positions(view: VegaLite, channel: 'x' | 'y'): Position[] {
  const encoding = view['encoding'] as Readonly<Record<string, VegaLite>> | undefined;
  const own = encoding?.[channel];
  const layers = (view['layer'] as readonly VegaLite[] | undefined) ?? [];
  return [
    ...(own?.['type'] === 'quantitative' && own['field'] !== undefined ? [own as unknown as Position] : []),
    ...layers.flatMap((layer) => positions(layer, channel)),
  ];
}

function columnOf({ field }: Position): string {
  return field.replaceAll(/\\(.)/g, '$1');
}

/** Columns of the rows; of a median its interval is drawn too. */
function fieldsOf(own: readonly Position[]): string[] {
  const fields = own.map(columnOf);
  return [
    ...new Set(
      fields.flatMap((field) =>
        field === 'median_shown' ? [field, 'ci_low_shown', 'ci_high_shown'] : [field],
      ),
    ),
  ];
}

/** In the unit of the axis. */
function reached(rows: readonly ChartRow[], fields: readonly string[], spec: VegaLite): number[] {
  return fields.flatMap((field) => {
    const factor = factorOf(field, spec);
    const column = factor === null ? field : field.replace(/_shown$/, '');
    return rows.flatMap((row) => {
      const value = row[column];
      return typeof value === 'number' ? [value / (factor ?? 1)] : [];
    });
  });
}

/** By what `shownColumns` or its like divides a column; null for one that is shown as it is. */
export function factorOf(field: string, spec: VegaLite): number | null {
  const found = calculationOf(field, spec)?.match(/ \? datum\.\w+ \/ (\S+) : null$/);
  return found?.[1] === undefined ? null : Number(found[1]);
}

function calculationOf(column: string, spec: VegaLite): string | undefined {
  const transforms = (spec['transform'] as readonly VegaLite[] | undefined) ?? [];
  const own = transforms.find((transform) => transform['as'] === column);
  return own === undefined ? undefined : String(own['calculate']);
}

function other(
  declared: Position | undefined,
  channel: 'x' | 'y',
  values: readonly number[],
  type: AxisScale,
  isSwept: boolean,
): OtherAxes['panels'][number] {
  const { title: declaredTitle = null, minExtent } = declared?.axis ?? {};
  const title = declaredTitle as string | null;
  if (isSwept) {
    const ascending = [...new Set(values)].sort((one, another) => one - another);
    return sweptAxis(type, ascending, title);
  }
  // Upwards there is no room for more than the name.
  const shown = channel === 'y' || title === null ? title : titleOn(type, title);
  const axis = {
    ...axisFor('', type, values),
    title: shown,
    ...(minExtent === undefined ? {} : { minExtent }),
  };
  return { scale: scaleOf(type, values), axis };
}

/** Where figures stand beside their marks, they stand towards the middle of the axis. */
function sidesOf(
  spec: VegaLite,
  declared: VegaLite | undefined,
  type: AxisScale,
  values: readonly number[],
): OtherAxes['sides'] {
  const before = calculationOf('label_at', spec)?.split(' ? ')[0];
  if (before === undefined || declared === undefined) return null;
  const [low, high] = scaleOf(type, values)['domain'] as [number, number];
  const place = {
    linear: (text: string) => text,
    log: (text: string) => `log(${text})`,
    symlog: (text: string) => `log(1 + ${text} / ${symlogConstant(values)})`,
  }[type];
  const [one, two, from, to] = ['datum.low_end', 'datum.high_end', String(low), String(high)].map(place);
  return [before, `${one} + ${two} > ${from} + ${to}`];
}
