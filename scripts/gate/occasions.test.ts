import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleCheck } from '../../harness/reports/example-check.ts';
import { checkPairsCsv } from '../../harness/reports/check-pairs-csv.ts';
import { readOccasion, seriesOf } from './occasions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'interleave-occasion-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function occasion(...rows: readonly string[]) {
  const head =
    'cell,metric,unit,direction,pair,first,base,head,base_noisy,head_noisy,base_status,head_status';
  writeFileSync(path.join(folder, 'pairs.csv'), [head, ...rows, ''].join('\n'));
  return readOccasion(folder);
}

test('what a check has written is what its judge saw', () => {
  writeFileSync(path.join(folder, 'pairs.csv'), [...checkPairsCsv.write(exampleCheck)].join(''));
  // No file carries characters that command a terminal.
  const evidence = exampleCheck.evidence.map((one) => {
    const cell = one.cell.replaceAll('\u001b', '\ufffd');
    return { ...one, cell, hypotheses: one.hypotheses.map((own) => ({ ...own, cell })) };
  });
  const { name, cells } = readOccasion(folder);
  expect(name).toBe(path.basename(folder));
  expect(cells.map(({ cell }) => cell).toSorted()).toEqual(evidence.map(({ cell }) => cell).toSorted());
  for (const { cell, hypotheses, pairs } of evidence) {
    const own = cells.find((one) => one.cell === cell);
    expect(own?.hypotheses).toEqual(hypotheses);
    // Of a pair that failed the file has no figures.
    const measured = pairs.filter(({ state }) => state === 'measured');
    expect(measured.length).toBeGreaterThan(0);
    expect(own?.pairs).toHaveLength(measured.length);
    for (const [index, pair] of measured.entries()) {
      expect(own?.pairs[index]).toMatchObject({ first: pair.first, state: 'measured' });
      expect(own?.pairs[index]).toHaveProperty('noisy', 'noisy' in pair ? pair.noisy : null);
    }
  }
});

describe('pairs by hand', () => {
  const row = (pair: number, first: string, base: string, head: string, end = ',,ok,ok') =>
    `c,elapsed,ns,lower-is-better,${pair},${first},${base},${head},${end}`;

  test('a pair without a result on either side is none', () => {
    const { cells } = occasion(
      row(0, 'base', '1', '2'),
      row(1, 'head', '3', '', ',,ok,failed'),
      row(2, 'head', '', '4', ',,,ok'),
      row(5, 'head', '5', '6', 'too much,,ok,ok'),
    );
    expect(cells).toHaveLength(1);
    expect(cells[0]?.pairs).toMatchObject([
      { first: 'base', values: { base: { elapsed: 1 }, head: { elapsed: 2 } }, noisy: { base: null } },
      { first: 'head', values: { base: { elapsed: 5 } }, noisy: { base: 'too much', head: null } },
    ]);
  });

  test('a figure that a sample has not is left out', () => {
    const [cell] = occasion(row(0, 'base', '', '2')).cells;
    expect(cell?.pairs).toMatchObject([{ values: { base: {}, head: { elapsed: 2 } } }]);
  });

  test('the series is in the order of measuring, noisy ones too', () => {
    const [cell] = occasion(
      row(0, 'base', '1', '2'),
      row(1, 'head', '4', '3', 'x,x,ok,ok'),
      row(2, 'base', '', '5'),
    ).cells;
    const [hypothesis] = cell?.hypotheses ?? [];
    if (cell === undefined || hypothesis === undefined) throw new Error('one cell was written');
    expect(seriesOf(cell, hypothesis)).toEqual([1, 2, 3, 4, 5]);
    expect(seriesOf(cell, { ...hypothesis, metric: 'peak' })).toEqual([]);
  });
});

test.each([
  ['no file', () => {}, 'cannot be read'],
  [
    'a file without pairs',
    () => writeFileSync(path.join(folder, 'pairs.csv'), 'cell,metric\n'),
    'holds no pairs',
  ],
  ['another file', () => writeFileSync(path.join(folder, 'pairs.csv'), 'a,b\n1,2\n'), 'has no column cell'],
  ['a row cut short', () => writeFileSync(path.join(folder, 'pairs.csv'), 'a,b\n1\n'), 'cannot be read'],
])('%s is refused', (_, prepare, text) => {
  prepare();
  expect(() => readOccasion(folder)).toThrow(text);
});
