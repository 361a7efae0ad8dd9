import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { goRows } from './go-rows.ts';
import { counts } from './rows.ts';

interface Bounds {
  readonly workers: number;
  readonly buffer: number;
  readonly batch: number;
  readonly mostInFlight: Readonly<Record<string, number>>;
}

/** The tests of the Go programs read it too. */
const shared = new URL('../../go-workloads/cmd/pipeline/testdata/most-in-flight.json', import.meta.url);

it.each(JSON.parse(readFileSync(shared, 'utf8')) as Bounds[])(
  'bounds as the programs do: $workers workers, buffer $buffer, batch $batch',
  ({ workers, buffer, batch, mostInFlight }) => {
    const parameters = { items: 1, workers, buffer, payload: 8, cost: 0, batch };
    const declared = goRows.map((row) => [row.name, row.mostInFlight(counts(parameters))]);
    expect(Object.fromEntries(declared)).toEqual(mostInFlight);
  },
);

it('has no select statement for more than 8 workers', () => {
  const refused = (workers: number) =>
    goRows.filter(({ refuses }) => (refuses?.({ workers }) ?? null) !== null).map(({ name }) => name);
  expect(refused(8)).toEqual([]);
  expect(refused(9)).toEqual(['go/select-merge']);
});
