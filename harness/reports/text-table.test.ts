import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fittingTable, plainTable, tableOfColumns, textColumn, type TextTable } from './text-table.ts';

function figures(title: string, dispensable?: number) {
  const column = { ...textColumn(title, ['1', '22']), align: 'right' } as const;
  return dispensable === undefined ? column : { ...column, dispensable };
}

describe('characters that take no column, or two', () => {
  const names = ['ascii', '一百万', 'e\u0301te\u0301', '👩‍💻 tasks', 'ｆｕｌｌ', 'ｶﾅ'];
  const table = tableOfColumns([
    textColumn('variant', names),
    { ...textColumn('peak', names.map(String)), align: 'right' },
    textColumn(
      'end',
      names.map(() => '|'),
    ),
  ]);

  test('columns stay under each other', () => {
    const lines = plainTable(table).trimEnd().split('\n').slice(1);
    const places = lines.map((line) => stringWidth(line.slice(0, line.indexOf('|'))));
    expect(places).toEqual(names.map(() => places[0]));
  });
});

describe('fittingTable', () => {
  const table: TextTable = tableOfColumns([
    textColumn('variant', ['go/timer', 'node/timer']),
    figures('first'),
    figures('second', 1),
    figures('third', 2),
    textColumn('not ok', ['', '1 failed']),
  ]);
  const widthOf = (own: TextTable): number =>
    Math.max(
      ...plainTable(own)
        .split('\n')
        .map((line) => stringWidth(line)),
    );

  test('a width that holds all leaves out none', () => {
    expect(fittingTable(table, widthOf(table))).toEqual({ table, leftOut: [] });
    expect(fittingTable(table, Infinity).leftOut).toEqual([]);
  });

  test('the most dispensable column goes first, and no more than must', () => {
    const { table: fitting, leftOut } = fittingTable(table, widthOf(table) - 1);
    expect(leftOut).toEqual(['third']);
    expect(fitting.columns.map(({ title }) => title)).toEqual(['variant', 'first', 'second', 'not ok']);
    expect(fitting.rows).toEqual([
      ['go/timer', '1', '1', ''],
      ['node/timer', '22', '22', '1 failed'],
    ]);
    expect(widthOf(fitting)).toBeLessThan(widthOf(table));
  });

  test('room that is left over goes to what is narrow enough for it', () => {
    const own = tableOfColumns([
      textColumn('variant', ['go/timer', 'node/timer']),
      figures('a long title', 1),
      figures('narrow', 2),
    ]);
    expect(fittingTable(own, 'node/timer  narrow'.length).leftOut).toEqual(['a long title']);
    expect(fittingTable(own, 'node/timer  narro'.length).leftOut).toEqual(['a long title', 'narrow']);
    expect(fittingTable(own, 'node/timer  a long title'.length).leftOut).toEqual(['narrow']);
  });

  test('what tells rows apart, the first figure and what failed stay, however narrow it is', () => {
    const { table: fitting, leftOut } = fittingTable(table, 10);
    expect(leftOut).toEqual(['second', 'third']);
    expect(fitting.columns.map(({ title }) => title)).toEqual(['variant', 'first', 'not ok']);
  });

  test.each(Array.from({ length: 60 }, (_, width) => width))(
    'a width of %d is kept where it can be',
    (width) => {
      const { table: fitting, leftOut } = fittingTable(table, width);
      if (leftOut.length < 2) expect(widthOf(fitting)).toBeLessThanOrEqual(width);
    },
  );

  test('long texts of the last column go on below themselves', () => {
    const long = tableOfColumns([
      textColumn('variant', ['node/timer', 'go/timer']),
      textColumn('shown', ['between 10 and 1,000, at about 120', 'nowhere']),
    ]);
    expect(plainTable(fittingTable(long, 32).table)).toBe(
      [
        'variant     shown',
        'node/timer  between 10 and',
        '              1,000, at about',
        '              120',
        'go/timer    nowhere',
        '',
      ].join('\n'),
    );
    expect(plainTable(fittingTable(long, 20).table)).toBe(plainTable(long));
  });
});
