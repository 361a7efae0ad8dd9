import { expect, test } from 'vitest';
import { percent, percentOf } from './percent.ts';

test('a share has two digits, one behind the point from 10 % on, and none from 100 % on', () => {
  expect([0, 1e-9, 0.0004, 0.003, 0.03141, 0.07, 0.0996, 0.125, 0.9996, 1.634, 12.5].map(percent)).toEqual([
    '0 %',
    '0.0000001 %',
    '0.04 %',
    '0.3 %',
    '3.1 %',
    '7 %',
    '10 %',
    '12.5 %',
    '100 %',
    '163 %',
    '1,250 %',
  ]);
});

test('a ln ratio is told as the share that it changes by', () => {
  expect([Math.log(1.05), Math.log(0.8), 0].map(percentOf)).toEqual(['5 %', '-20 %', '0 %']);
});
