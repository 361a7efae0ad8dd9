import { expect, test } from 'vitest';
import type { Pair } from '../gate/evidence.ts';
import { leftOutLines } from './explain-left-out.ts';

const values = { base: {}, head: {} };

function measured(base: string | null, head: string | null): Pair {
  return { index: 0, first: 'base', state: 'measured', values, noisy: { base, head } };
}

const used = (share: string) => `${share} of a CPU used by other programs, more than 15 %`;
const held = '3 % of the time held back by the CPU limit, more than 1 %';

test('equal reasons are one line, whatever the figure and the side', () => {
  expect(leftOutLines([measured(used('90 %'), null), measured(null, used('31.5 %'))])).toEqual([
    '2 of 2 pairs filtered: 31.5 % to 90 % of a CPU used by other programs, more than 15 % (base 1, head 1)',
  ]);
});

test('figures are ordered as numbers, and a pair with both sides noisy is one pair', () => {
  expect(leftOutLines([measured(used('1,250 %'), used('90 %')), measured(null, null)])).toEqual([
    '1 of 2 pairs filtered: 90 % to 1,250 % of a CPU used by other programs, more than 15 % (base 1, head 1)',
  ]);
});

test('other reasons have a line each, the commonest first', () => {
  const failed: Pair = {
    index: 0,
    first: 'head',
    state: 'failed',
    arm: 'head',
    status: 'timeout',
    reason: '{} of 5 s',
  };
  expect(leftOutLines([failed, measured(held, null), measured(held, null), measured(null, null)])).toEqual([
    '2 of 4 pairs filtered: 3 % of the time held back by the CPU limit, more than 1 % (base 2)',
    '1 of 4 pairs without a result: timeout: {} of 5 s (head 1)',
  ]);
});

test('nothing left out: no line', () => {
  expect(leftOutLines([measured(null, null)])).toEqual([]);
});
