import { expect, test } from 'vitest';
import { defaultPolicy } from '../gate/policy.ts';
import { planWithin, refuseTooFewPairs, settleLooks } from './settle-looks.ts';

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

const hang = {
  cell: 'sleepers go/timer',
  arm: 'head' as const,
  status: 'hung',
  reason: 'no message and no CPU use at the time limit of 60 s',
  wallNs: 61 * second,
};
const within =
  (leftNs: number, failed = [hang]) =>
  () =>
    settleLooks(metrics, policy, second, leftNs, failed).map(({ pairs }) => pairs);

test('of what failed in its rehearsal one pair is paid for, and no round of it', () => {
  expect(within(61 * second + 25.9 * second)().at(-1)).toBe(25);
  expect(settleLooks(metrics, policy, 0, 61 * second, [hang]).at(-1)?.pairs).toBe(32);
});

test.each([70 * second, 30 * second, -second])(
  'a hang that left %d ns, too few, is told as a hang, with its cell, and not as a short budget',
  (leftNs) => {
    expect(within(leftNs)).toThrow(
      expect.objectContaining({
        kind: 'error',
        message: expect.stringMatching(
          /^sleepers go\/timer: head hung in its rehearsal \(no message and no CPU use at the time limit of 60 s\), which took 1 min 1 s; \d.* s of the time budget are left, which no longer suffices: mend it/,
        ),
      }),
    );
  },
);

test('a budget that is too short without the failure, too, is told first', () => {
  const crash = { ...hang, status: 'failed', reason: 'exit code 3', wallNs: second };
  expect(within(5 * second, [crash])).toThrow(
    expect.objectContaining({
      kind: 'doesNotFit',
      message: expect.stringMatching(
        /^--budget: .* smaller suite; besides, sleepers go\/timer: head failed in its rehearsal \(exit code 3\)/,
      ),
    }),
  );
});

test('what calibration takes to be asked is no time for pairs', () => {
  // Each question takes five rounds.
  const budget = { leftNs: 30 * second };
  const asked: number[] = [];
  const { looks, floors } = planWithin(
    budget,
    (leftNs) => settleLooks(metrics, policy, second, leftNs),
    (found) => {
      asked.push(found.at(-1)?.pairs ?? 0);
      budget.leftNs -= 5 * second;
      return found.length;
    },
  );
  expect(asked).toEqual([30, 20]);
  expect([looks.at(-1)?.pairs, floors]).toEqual([20, looks.length]);
  expect(budget.leftNs).toBe(20 * second);
});

test('where as many pairs fit as before, calibration is asked once', () => {
  let asked = 0;
  const { looks } = planWithin(
    { leftNs: Infinity },
    (leftNs) => settleLooks(metrics, policy, second, leftNs),
    () => (asked += 1),
  );
  expect([looks.at(-1)?.pairs, asked]).toEqual([32, 1]);
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
