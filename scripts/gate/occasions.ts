import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { Failure } from '../../harness/failure.ts';
import type { Arm, CellEvidence, Hypothesis, Pair } from '../../harness/gate/evidence.ts';

/** Pairs of one program against itself, measured on one occasion. */
export interface Occasion {
  readonly name: string;
  readonly cells: readonly CellEvidence[];
}

/** One row of `pairs.csv`, as far as it is read here. */
type Row = Readonly<Record<string, string>>;

/**
 * Reads an occasion back from the `pairs.csv` that a calibration wrote.
 * @throws Failure of kind `foreignFile`
 */
export function readOccasion(folder: string): Occasion {
  const file = path.join(folder, 'pairs.csv');
  let rows: Row[];
  try {
    rows = parse(readFileSync(file), { columns: true });
  } catch (error) {
    throw new Failure('foreignFile', `${file} cannot be read as a check's pairs: ${String(error)}`, {
      cause: error,
    });
  }
  const cells = [...Map.groupBy(rows, (row) => text(row, 'cell', file))].map(([cell, own]) =>
    cellOf(cell, own, file),
  );
  if (cells.length === 0) throw new Failure('foreignFile', `${file} holds no pairs`);
  return { name: path.basename(folder), cells };
}

function cellOf(cell: string, rows: readonly Row[], file: string): CellEvidence {
  const hypotheses = new Map<string, Hypothesis>();
  for (const row of rows) {
    const metric = text(row, 'metric', file);
    hypotheses.set(metric, {
      cell,
      metric,
      unit: text(row, 'unit', file) as Hypothesis['unit'],
      direction: text(row, 'direction', file) as Hypothesis['direction'],
    });
  }
  const pairs = [...Map.groupBy(rows, (row) => text(row, 'pair', file)).values()].flatMap((own, index) =>
    pairOf(own, index, file),
  );
  return { cell, hypotheses: [...hypotheses.values()], pairs };
}

/** A pair of which one sample is missing or has no result is no pair of figures. */
function pairOf(rows: readonly Row[], index: number, file: string): Pair[] {
  const [row] = rows;
  if (row === undefined || row['base_status'] !== 'ok' || row['head_status'] !== 'ok') return [];
  const values: Record<Arm, Record<string, number>> = { base: {}, head: {} };
  for (const own of rows) {
    for (const arm of ['base', 'head'] as const) {
      const figure = own[arm];
      if (figure !== undefined && figure !== '') values[arm][text(own, 'metric', file)] = Number(figure);
    }
  }
  return [
    {
      state: 'measured',
      index,
      first: text(row, 'first', file) as Arm,
      values,
      noisy: { base: row['base_noisy'] || null, head: row['head_noisy'] || null },
    },
  ];
}

function text(row: Row, column: string, file: string): string {
  const value = row[column];
  if (value === undefined) throw new Failure('foreignFile', `${file} has no column ${column}`);
  return value;
}

/** The values of one metric in the order in which they were measured, noisy ones too: what a tool sees that knows no pairs. */
export function seriesOf({ pairs }: CellEvidence, { metric }: Hypothesis): number[] {
  return pairs.flatMap((pair) => {
    if (pair.state !== 'measured') return [];
    const order: readonly Arm[] = pair.first === 'base' ? ['base', 'head'] : ['head', 'base'];
    return order.flatMap((arm) => pair.values[arm][metric] ?? []);
  });
}
