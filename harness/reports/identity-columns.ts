import type { ParameterValue, Parameters, Scenario } from '../model.ts';
import { formatCount } from './quantity.ts';
import { textColumn, type FilledColumn } from './text-table.ts';

/** Stands where a row has no value. */
export const nothing = '–';

/** What tells the rows of a table apart. */
export interface Identity {
  readonly variant: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  readonly regime: string;
  readonly parameters: Parameters;
}

/** Counts that may differ from row to row: a column then, and a constant (`n 6`) where they do not. */
export function constantOrColumn(
  title: string,
  cells: readonly string[],
): { columns: FilledColumn[]; constants: string[] } {
  return cells.length > 0 && new Set(cells).size === 1
    ? { columns: [], constants: [`${title} ${cells[0]}`] }
    : { columns: [{ ...textColumn(title, cells), align: 'right' }], constants: [] };
}

/**
 * A column for everything in which the rows differ. What is the same in all is a constant instead: `regime all`, `tasks 1,000`.
 * A parameter that no row has, such as one that is younger than the run, is neither.
 */
export function identityColumns(
  scenario: Scenario,
  rows: readonly Identity[],
): { columns: FilledColumn[]; constants: string[] } {
  const columns: FilledColumn[] = [
    textColumn(
      'variant',
      rows.map(({ variant }) => variant),
    ),
  ];
  const constants: string[] = [];
  const versions = new Set(rows.map(({ runtime, runtimeVersion }) => `${runtime} ${runtimeVersion}`));
  const runtimes = new Set(rows.map(({ runtime }) => runtime));
  // As long as a runtime has one version, its name in the variant says which.
  if (versions.size === runtimes.size) constants.push(...versions);
  else
    columns.push(
      textColumn(
        'runtime_version',
        rows.map(({ runtimeVersion }) => runtimeVersion),
      ),
    );
  place(
    textColumn(
      'regime',
      rows.map(({ regime }) => regime),
    ),
  );
  for (const [name, { kind }] of Object.entries(scenario.parameters)) {
    if (rows.every(({ parameters }) => parameters[name] === undefined)) continue;
    const cells = rows.map(({ parameters }) => parameterText(parameters[name]));
    place({ ...textColumn(name, cells), align: kind === 'count' ? 'right' : 'left' });
  }
  return { columns, constants };

  function place(column: FilledColumn): void {
    if (new Set(column.cells).size === 1) constants.push(`${column.title} ${column.cells[0]}`);
    else columns.push(column);
  }
}

function parameterText(value: ParameterValue | undefined): string {
  if (value === undefined) return nothing;
  return typeof value === 'number' ? formatCount(value) : value;
}
