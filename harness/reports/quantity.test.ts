import { expect, test } from 'vitest';
import { summarise } from '../statistics/summary.ts';
import { counted, formatFigure, formatSummary, formatTolerance, scaleFor } from './quantity.ts';

test('figures have three digits, whole numbers all of theirs', () => {
  expect([0, 0.000_061_23, 0.5, 9.876, 40, 99.96, 123.4, 2_708_123].map(formatFigure)).toEqual([
    '0',
    '0.0000612',
    '0.5',
    '9.88',
    '40',
    '100',
    '123',
    '2,708,123',
  ]);
  expect([1e-5, 0.0004, 0.003, 0.0949, 0.1, 12.5].map(formatTolerance)).toEqual([
    '±<0.01%',
    '±0.04%',
    '±0.3%',
    '±9.5%',
    '±10%',
    '±1,250%',
  ]);
});

test('counts have their noun, in the plural unless it is one', () => {
  expect([0, 1, 2, 1_000].map((count) => counted(count, 'pair'))).toEqual([
    '0 pairs',
    '1 pair',
    '2 pairs',
    '1,000 pairs',
  ]);
});

test('bytes are always MB, times take the scale of a value in the middle', () => {
  expect(scaleFor('bytes', [1])).toEqual({ label: 'MB', factor: 1e6 });
  expect(scaleFor('ns', [0, 2e6, 9e12]).label).toBe('ms');
  expect(scaleFor('ns', [12]).label).toBe('ns');
  expect(scaleFor('ns', []).label).toBe('ns');
});

test('an interval shows from six values on, by its farther end', () => {
  const scale = { label: '', factor: 1 };
  expect(formatSummary(summarise([10, 11, 12, 13, 14]), scale)).toBe('12');
  expect(formatSummary(summarise([10, 10, 10, 10, 10, 13]), scale)).toBe('10 ±30%');
  expect(formatSummary(summarise([0, 0, 0, 0, 0, 2]), scale)).toBe('0 ±2');
  expect(formatSummary(summarise([7, 7, 7, 7, 7, 7]), scale)).toBe('7 ±0%');
});
