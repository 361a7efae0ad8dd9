import { expect, test } from 'vitest';
import { harmlessLines, oneLine } from './harmless-text.ts';

test('text from outside stays on its line, moves no cursor and is no command', () => {
  expect(oneLine('a\r\n::error::b\u001b[2J \u202ec ##[error]d\u2028e\u0085f\u0007')).toBe(
    'a ::error::b\ufffd[2J \ufffdc ## [error]d e f\ufffd',
  );
});

test('spaces that indent and align stay', () => {
  expect(oneLine('  a    b')).toBe('  a    b');
});

test('of several lines none begins as a command does', () => {
  expect(harmlessLines('::a\n ::error::b\nc ::d')).toBe(': :a\n : :error::b\nc ::d');
});

test('of several lines each is one', () => {
  expect(harmlessLines('a\u001b[2J\n  b\u2028c\n')).toBe('a\ufffd[2J\n  b c\n');
});
