import type { Parameters } from '../model.ts';
import type { RowOf, Table } from './columns.ts';
import { csvPieces, type Cell } from './csv.ts';
import { parameterColumns } from './parameter-columns.ts';
import type { Run } from './report.ts';

export interface TableRow<T extends Table> {
  readonly cells: RowOf<T>;
  /** A parameter that is missing is an empty cell. */
  readonly parameters: Parameters;
}

/** A table of `columns.ts` as CSV text. */
export function tablePieces<T extends Table>(
  table: T,
  run: Run,
  rows: Iterable<TableRow<T>>,
): Iterable<string> {
  const leading = table.leading.map(({ name }) => name);
  const parameters = parameterColumns(run.scenarios).map(({ name }) => name);
  const trailing = table.trailing.map(({ name }) => name);
  const header = [...leading, ...parameters, ...trailing];
  return csvPieces(header, lines(rows, leading, parameters, trailing));
}

function* lines<T extends Table>(
  rows: Iterable<TableRow<T>>,
  leading: readonly string[],
  parameters: readonly string[],
  trailing: readonly string[],
): Iterable<Cell[]> {
  for (const row of rows) {
    const cells: Readonly<Record<string, Cell>> = row.cells;
    yield [
      ...leading.map((name) => cells[name] ?? null),
      ...parameters.map((name) => row.parameters[name] ?? null),
      ...trailing.map((name) => cells[name] ?? null),
    ];
  }
}

/** The cells that identify a case, but for its parameters. */
export function caseCells(of: {
  readonly scenario: string;
  readonly variant: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  readonly regime: string;
  readonly level: string;
}) {
  return {
    scenario: of.scenario,
    variant: of.variant,
    runtime: of.runtime,
    runtime_version: of.runtimeVersion,
    regime: of.regime,
    level: of.level,
  };
}
