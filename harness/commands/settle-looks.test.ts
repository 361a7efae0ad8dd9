import { expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import { refuseTooFewPairs, settleLooks } from './settle-looks.ts';

const second = 1e9;
/** Of so many metrics one shows from 2⁻¹⁰ on, that is 10 pairs. */
const metrics = 10;
const policy = { ...defaultPolicy, mostPairs: 32 };

const pairsAt = (leftNs: number, roundNs = second) =>
  settleLooks(metrics, policy, roundNs, leftNs).map(({ pairs }) => pairs);

test('without a budget, as many pairs as the policy allows', () => {
  expect(pairsAt(Infinity).at(-1)).toBe(32);
});

test('as many pairs as the time holds', () => {
  expect(pairsAt(25.9 * second).at(-1)).toBe(25);
  expect(pairsAt(10 * second)).toEqual([10]);
});

test('a round that takes no time, since all is skipped, fits always', () => {
  expect(pairsAt(0, 0).at(-1)).toBe(32);
});

test.each([
  [9.9 * second, '10 s are left'],
  [-second, '0 s are left'],
])('%d ns hold no look', (leftNs, text) => {
  expect(() => pairsAt(leftNs)).toThrow(
    expect.objectContaining({ kind: 'doesNotFit', message: expect.stringContaining(text) }),
  );
  expect(() => pairsAt(leftNs)).toThrow('--budget: 10 gated metrics need 10 pairs of each cell');
});

test('a policy with too few pairs to show anything', () => {
  expect(() => refuseTooFewPairs(metrics, { ...policy, mostPairs: 10 })).not.toThrow();
  expect(() => refuseTooFewPairs(metrics, { ...policy, mostPairs: 9 })).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message:
        'mostPairs: expected at least 10 for 10 gated metrics at q = 0.01, received 9: fewer pairs can show nothing',
    }),
  );
});
