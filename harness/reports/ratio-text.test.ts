import { describe, expect, test } from 'vitest';
import {
  formatExcess,
  formatFactor,
  formatInterval,
  formatP,
  formatRatio,
  ratioStyle,
} from './ratio-text.ts';

describe('factors', () => {
  test.each([
    [3.1, 2.9, 3.3, '3.1 × (2.9–3.3)'],
    [14.6, 14.4, 14.9, '14.6 × (14.4–14.9)'],
    [14, 6, 17, '14 × (6–17)'],
    [1_234.5, 1_000, 2_000, '1,235 × (1,000–2,000)'],
    [0.333, 0.331, 0.339, '0.333 × (0.331–0.339)'],
    [0.0123, 0.01, 0.02, '0.012 × (0.010–0.020)'],
    [1.001, 0.95, 1.2, '1.00 × (0.95–1.20)'],
  ])('%d from %d to %d', (ratio, low, high, text) => {
    expect(formatFactor(ratio, { low, high })).toBe(text);
  });

  test('more decimals where an interval is too narrow to be seen, or an end would read like 1', () => {
    expect(formatFactor(3.101, { low: 3.099, high: 3.102 })).toBe('3.101 × (3.099–3.102)');
    expect(formatInterval({ low: 1.002, high: 1.2 })).toBe('1.002–1.200');
    expect(formatFactor(3.1, { low: 3.1, high: 3.1 + 1e-15 })).toBe('3.100 × (3.100–3.100)');
    expect(formatInterval({ low: 0.9, high: 0.9999999 })).toBe('0.900000–1.000000');
    expect(formatInterval({ low: 1, high: 1 })).toBe('1.00–1.00');
  });

  test('without an interval', () => {
    expect(formatFactor(2.04, null)).toBe('2.0 ×');
  });
});

describe('percentages', () => {
  test.each([
    [1.052, 1.039, 1.066, '+5.2 % (+3.9 % to +6.6 %)'],
    [0.948, 0.93, 0.961, '−5.2 % (−7.0 % to −3.9 %)'],
    [1.3, 0.9, 1.42, '+30 % (−10 % to +42 %)'],
    [1.01, 1.0004, 1.02, '+1.00 % (+0.04 % to +2.00 %)'],
    [1, 0.98, 1.02, '+0.0 % (−2.0 % to +2.0 %)'],
    [0.9999999, 0.98, 1.02, '+0.0 % (−2.0 % to +2.0 %)'],
  ])('%d from %d to %d', (ratio, low, high, text) => {
    expect(formatRatio(ratio, { low, high }, 'percent')).toBe(text);
  });

  test('as an excess, without a sign', () => {
    expect(formatExcess(1.052, { low: 1.039, high: 1.066 })).toBe('5.2 % (3.9 %–6.6 %)');
    expect(formatExcess(1.4, null)).toBe('40 %');
  });
});

test('one style for all: percentages as long as all are below half as much again', () => {
  expect(ratioStyle([1.49, 1 / 1.49])).toBe('percent');
  expect(ratioStyle([1.01, 1.5])).toBe('factor');
  expect(ratioStyle([1.01, 0.5])).toBe('factor');
  expect(formatRatio(1.01, null, 'factor')).toBe('1.01 ×');
});

test('p values', () => {
  expect([0.03125, 1, 0.0001, 0.00009, null].map(formatP)).toEqual(['0.0313', '1', '0.0001', '<0.0001', '–']);
});
