import { expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { plainDecimal } from './plain-decimal.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1_000_000, '1000000'],
  [-2.5, '-2.5'],
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [5e-324, `0.${'0'.repeat(323)}5`],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
  [1.234e24, '1234000000000000000000000'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
])('%d is %s', (value, text) => {
  expect(plainDecimal(value)).toBe(text);
});

test('reads back as the same number', () => {
  const random = new Random(1);
  for (let draw = 0; draw < 2_000; draw += 1) {
    const value = (random.uint32() / 7 - 3e8) * 10 ** (random.below(80) - 40);
    expect(Number(plainDecimal(value))).toBe(value);
    expect(plainDecimal(value)).toMatch(/^-?\d+(\.\d+)?$/);
  }
});

test.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
  expect(() => plainDecimal(value)).toThrow(RangeError);
});
