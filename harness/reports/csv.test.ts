import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvPieces } from './csv.ts';
import { formulaStart } from './harmless-text.ts';

const text = (rows: readonly (readonly (string | number | null)[])[]): string =>
  [...csvPieces(['first', 'second'], rows)].join('');

test('comma, CRLF, a header even without rows, no byte order mark', () => {
  expect(text([])).toBe('first,second\r\n');
  expect(
    text([
      ['go', 1.5],
      ['', null],
    ]),
  ).toBe('first,second\r\ngo,1.5\r\n,\r\n');
});

test('quotes what needs it and doubles quotes', () => {
  expect(text([['a,b', 'say "no"']])).toBe('first,second\r\n"a,b","say ""no"""\r\n');
  expect(text([['two\nlines', 'x']])).toBe('first,second\r\n"two\nlines",x\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t'=1"],
  ['\r=1', "'\n'=1"],
  ['\n=1', "'\n'=1"],
  ['\ttext', "'\ttext"],
  [' =1+1', " '=1+1"],
  // Where a semicolon or a tab ends a cell, where quotes are not known, and where each line is a row.
  ['a;=1+1', "a;'=1+1"],
  ['a,@SUM(A1)', "a,'@SUM(A1)"],
  ['a\t-1', "a\t'-1"],
  ['say "=1+1"', 'say "\'=1+1"'],
  ['two\r\n=lines\n+more', "two\n'=lines\n'+more"],
  [';;=1', ";;'=1"],
  ['a;＝1', "a;'＝1"],
  // Prose and names are left alone.
  ['wake=-apart', 'wake=-apart'],
  ['from -1, +5 % to 3; -2', 'from -1, +5 % to 3; -2'],
  ['＝1+1', "'＝1+1"],
  ['=cmd|\' /C calc\'!A0,"x"\r\ny', "'=cmd|' /C calc'!A0,\"x\"\ny"],
  ['a=1', 'a=1'],
  ["'quoted'", "'quoted'"],
  ['lone\rreturn', 'lone\nreturn'],
  ['nul\u0000 bell\u0007 escape\u001b', 'nul\ufffd bell\ufffd escape\ufffd'],
  ['naïve 🚦 текст', 'naïve 🚦 текст'],
])('text %j reads back as %j', (hostile, harmless) => {
  expect(parse(text([[hostile, 0]]), { from: 2 })).toEqual([[harmless, '0']]);
});

test('the page of a run defuses the same in the files that it offers', async () => {
  const page = await readFile(path.join(import.meta.dirname, 'html', 'page', 'downloads.js'), 'utf8');
  expect(page).toContain(`cell.replace(/${formulaStart.source}/${formulaStart.flags}, "'")`);
});

test('whatever is written as CSV is written by csv.ts', async () => {
  const root = path.join(import.meta.dirname, '..', '..');
  const importing: string[] = [];
  for (const folder of ['harness', 'scripts', 'scenarios']) {
    for (const file of await readdir(path.join(root, folder), { recursive: true })) {
      if (!/\.[cm]?[jt]s$/.test(file) || file.includes('.test.')) continue;
      const source = await readFile(path.join(root, folder, file), 'utf8');
      if (source.includes("from 'csv-stringify")) importing.push(path.join(folder, file));
    }
  }
  expect(importing).toEqual(['harness/reports/csv.ts']);
});

test('a number is never defused', () => {
  expect(text([[-5, -0.25]])).toBe('first,second\r\n-5,-0.25\r\n');
  expect(text([[-1e-7, -0]])).toBe('first,second\r\n-0.0000001,0\r\n');
});

test('comes in pieces, of which none holds the whole', () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => [`row ${index}`, index]);
  const pieces = [...csvPieces(['first', 'second'], rows)];
  expect(pieces.length).toBeGreaterThan(5);
  expect(parse(pieces.join(''), { from: 2 })).toEqual(rows.map((row) => row.map(String)));
});
