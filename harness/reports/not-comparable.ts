import type { ParameterValue, Parameters, Probe } from '../model.ts';
import { formatCount } from './quantity.ts';

/** A row of a table, or a line, a bar or a dot of a chart: a case and the figures of it that are shown. */
export interface ShownRow {
  readonly case: {
    readonly id: string;
    readonly scenario: string;
    readonly level: string;
    readonly variant: string;
    readonly regime: string;
    /** Those that the row uses: one that is missing here is never held against it. */
    readonly parameters: Parameters;
  };
  /** By the name of a metric that the row has a figure of: the probe of the samples that the figure comes from. */
  readonly probes: Readonly<Record<string, Probe>>;
  /** Why the case itself must not be compared with others, e.g. that its unit of work took longer; null: nothing does. */
  readonly flag: string | null;
}

/** More values than these are told by the first and the last alone. */
const mostValues = 3;

/**
 * Why rows that stand together must not all be held against each other; one reason each, empty when nothing speaks against it.
 * A reason forbids nothing: the rows stay, and whatever shows them prints each reason behind `not comparable: `.
 *
 * Reasons are: rows of several scenarios, or of several levels of one; of several regimes; with different values of a
 * parameter that more than one row uses; a metric that comes from memory samples in one row and from latency samples in another;
 * a row that no other variant stands beside; and a row with a flag. Different variants and versions of a runtime are none: they
 * are what is compared.
 *
 * @param rows in the order in which they are shown, since reasons name values in the order in which they come up
 * @param along parameters, or `regime`, that the picture itself lays out, as a chart does along an axis and a table in a column: their values differ on purpose, and rows
 *   that share them are held against each other
 */
export function notComparable(rows: readonly ShownRow[], along: readonly string[] = []): string[] {
  return [
    ...kindReason(rows),
    ...settingReason(rows, new Set(along)),
    ...unmatchedReason(rows, along),
    ...probeReasons(rows),
    ...rows.flatMap(({ case: { id, variant }, flag }) =>
      flag === null ? [] : [`${variant}, ${flag} (${id})`],
    ),
  ];
}

/** Scenarios, or else the levels of the only one. */
function kindReason(rows: readonly ShownRow[]): string[] {
  const scenarios = distinct(rows.map((row) => row.case.scenario));
  if (scenarios.length > 1) return [`different scenarios stand together: ${scenarios.join(', ')}`];
  const levels = distinct(rows.map((row) => row.case.level));
  return levels.length > 1 ? [`different levels stand together: ${levels.join(', ')}`] : [];
}

/** What the cases were run under, all in one reason: whoever wants to compare has to look for rows that share all of it. */
function settingReason(rows: readonly ShownRow[], along: ReadonlySet<string>): string[] {
  const parameters = distinct(rows.flatMap((row) => Object.keys(row.case.parameters)));
  const settings = [
    { name: 'regime', values: rows.map((row): ParameterValue => row.case.regime) },
    ...parameters.map((name) => ({
      name,
      values: rows.map((row) => row.case.parameters[name]).filter((value) => value !== undefined),
    })),
  ];
  const different = settings
    .map(({ name, values }) => ({ name, values: distinct(values) }))
    .filter(({ name, values }) => values.length > 1 && !along.has(name));
  if (different.length === 0) return [];
  const told = different.map(({ name, values }) => `${name} (${valuesText(values)})`);
  return [
    `rows differ in ${listText(told)}; compare those that share ${different.length > 1 ? 'them' : 'it'}`,
  ];
}

/** Where the picture lays out settings, the rows at settings that only one variant was measured at. */
function unmatchedReason(rows: readonly ShownRow[], along: readonly string[]): string[] {
  const variantsOf = (some: readonly ShownRow[]): string[] => distinct(some.map((row) => row.case.variant));
  if (along.length === 0 || variantsOf(rows).length < 2) return [];
  const placeOf = (row: ShownRow): string => JSON.stringify(along.map((name) => settingOf(row, name)));
  const alone = [...Map.groupBy(rows, placeOf)].filter(([, own]) => variantsOf(own).length === 1);
  // Of many places the settings that all of them share would drown what is different.
  const varying = along.filter((name) => distinct(rows.map((row) => settingOf(row, name))).length > 1);
  const told = Map.groupBy(
    alone.flatMap(([, [first]]) => first ?? []),
    (row) => row.case.variant,
  );
  return [...told].map(([variant, own]) => {
    const places = own.map((row) =>
      varying.map((name) => `${name} ${valuesText([settingOf(row, name) ?? '–'])}`).join(', '),
    );
    const shown =
      places.length > mostValues
        ? [...places.slice(0, mostValues), `${places.length - mostValues} more`]
        : places;
    return `${variant} has no row beside it at ${shown.join('; ')}`;
  });
}

function settingOf({ case: { regime, parameters } }: ShownRow, name: string): ParameterValue | undefined {
  return name === 'regime' ? regime : parameters[name];
}

function probeReasons(rows: readonly ShownRow[]): string[] {
  const metrics = distinct(rows.flatMap(({ probes }) => Object.keys(probes)));
  return metrics.flatMap((metric) => {
    const probes = distinct(rows.flatMap((row) => row.probes[metric] ?? []));
    return probes.length > 1
      ? [`${metric} comes from samples of different probes: ${probes.join(', ')}`]
      : [];
  });
}

function valuesText(values: readonly ParameterValue[]): string {
  const numbers = values.filter((value) => typeof value === 'number').sort((one, other) => one - other);
  const ordered = numbers.length === values.length ? numbers : values;
  const texts = ordered.map((value) => (typeof value === 'number' ? formatCount(value) : value));
  const [first, last] = [texts[0], texts.at(-1)];
  return texts.length > mostValues ? `${first} … ${last}, ${texts.length} values` : texts.join('; ');
}

/** `a`, `a and b`, `a, b and c` */
function listText(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
