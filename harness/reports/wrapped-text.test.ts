import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { wrapped } from './wrapped-text.ts';

test('lines after the first are indented, and none is wider than it may be', () => {
  expect(wrapped('warning: one two three four five', 14)).toEqual([
    'warning: one',
    '  two three',
    '  four five',
  ]);
});

test('the indent may be another one', () => {
  expect(wrapped('one two', 4, '')).toEqual(['one', 'two']);
});

test('nothing is broken without need', () => {
  expect(wrapped('one two', 7)).toEqual(['one two']);
  expect(wrapped('one two', Infinity)).toEqual(['one two']);
  expect(wrapped('', 10)).toEqual(['']);
});

test('a word that is too wide stays whole', () => {
  expect(wrapped('see results/20261121T164702Z-b01666 now', 10)).toEqual([
    'see',
    '  results/20261121T164702Z-b01666',
    '  now',
  ]);
});

test('wide characters count twice', () => {
  const lines = wrapped('一二 三四 五六', 9);
  expect(lines).toEqual(['一二 三四', '  五六']);
  expect(lines.every((line) => stringWidth(line) <= 9)).toBe(true);
});

test('a figure keeps its sign, and a line its indent', () => {
  expect(wrapped('    look 1: 3.1 × of it, 5 % more', 13, '      ')).toEqual([
    '    look 1:',
    '      3.1 ×',
    '      of it,',
    '      5 %',
    '      more',
  ]);
});
