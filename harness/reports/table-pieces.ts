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
  const lines = Iterator.from(rows).map((row) => {
    const cells: Readonly<Record<string, Cell>> = row.cells;
    return [
      ...leading.map((name) => cells[name] ?? null),
      ...parameters.map((name) => row.parameters[name] ?? null),
      ...trailing.map((name) => cells[name] ?? null),
    ];
  });
  return csvPieces([...leading, ...parameters, ...trailing], lines);
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
