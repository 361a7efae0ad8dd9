import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { defaultPolicy, type Policy } from '../gate/policy.ts';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import type { StoredCheck } from '../store/check-folder.ts';
import { judgeStored } from './judge-check.ts';
import type { Session } from './session.ts';

const { plan } = exampleCheck;

const session: Session = {
  sources: [{ scenario: exampleCheckScenario, directory: new URL('file:///') }],
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  variables: {},
  workingFolder: '.',
  interrupt: new AbortController().signal,
  now: () => new Date('2026-11-21T09:30:00Z'),
  randomSeed: () => 7,
};

const stored: StoredCheck = {
  plan,
  environment: exampleCheck.environment,
  lines: [...exampleCheck.lines],
  wholeBytes: 0,
};

const verdictsOf = ({ cells }: ReturnType<typeof judgeStored>) =>
  cells.map(({ metrics }) => metrics.map(({ verdict }) => verdict).join(' '));

const under = (policy: Partial<Policy>) => judgeStored(stored, session, { ...plan.policy, ...policy });

test('a stored check is judged again as it was judged', () => {
  expect(judgeStored(stored, session)).toEqual(exampleCheck);
  expect(under({})).toEqual(exampleCheck);
});

describe('a check that ended early', () => {
  const lines = stored.lines.filter(({ round }) => round < 10);

  test('has nothing decided, and says why', () => {
    const { cells, result } = judgeStored({ ...stored, lines }, session);
    expect(cells[0]?.metrics[0]).toMatchObject({ verdict: 'inconclusive', reason: 'interrupted', pairs: 10 });
    expect(result.light).not.toBe('pass');
  });

  test('says what ended it where that is known, and what may have where it is not', () => {
    const reasonOf = (budgetNs: number | null, ended: string | null) =>
      judgeStored({ ...stored, plan: { ...plan, budgetNs }, lines }, session, undefined, ended).cells[0]
        ?.metrics[0]?.reason;
    expect(reasonOf(60e9, 'the time budget is used up')).toBe('the time budget is used up');
    expect(reasonOf(60e9, null)).toBe('interrupted, or the time budget was used up');
  });

  test('a pair that was torn in two is none', () => {
    const torn = stored.lines.slice(0, 1);
    const { evidence, cells } = judgeStored({ ...stored, lines: torn }, session);
    expect(evidence.flatMap(({ pairs }) => pairs)).toEqual([]);
    expect(new Set(cells.flatMap(({ metrics }) => metrics.map(({ verdict }) => verdict)))).toEqual(
      new Set(['not-measured']),
    );
  });
});

describe('under another policy', () => {
  test('a larger margin alone leaves the looks as they were planned', () => {
    const judged = under({ margins: { default: { alarm: 0.1, harm: 0.12 } } });
    expect(judged.plan.looks).toEqual(plan.looks);
    expect(verdictsOf(judged)[0]).toBe('unchanged unchanged unchanged');
    expect(judged.plan.policy.margins).toEqual({ default: { alarm: 0.1, harm: 0.12 } });
  });

  test('other metrics are read of the same samples, and looks follow their number', () => {
    const judged = under({ metrics: { naps: ['cpu'] } });
    expect(judged.plan.cells.map(({ gated }) => gated)).toEqual(
      plan.cells.map(() => [{ metric: 'cpu', unit: 'ns', direction: 'lower-is-better' }]),
    );
    // Five hypotheses and not fifteen: 2^-13 is below 0.1 % of a fifth.
    expect(judged.plan.looks.map(({ pairs }) => pairs)).toEqual([13, 20, 32]);
    expect(verdictsOf(judged)[0]).toBe('unchanged');
  });

  test('no look is planned beyond the pairs that were taken, or that the policy allows', () => {
    const looksOf = (lines: StoredCheck['lines'], mostPairs: number) =>
      judgeStored({ ...stored, lines }, session, { ...plan.policy, mostPairs }).plan.looks.at(-1)?.pairs;
    const early = stored.lines.filter(({ round }) => round < 16);
    expect(looksOf(early, 40)).toBe(16);
    expect(looksOf(stored.lines, 18)).toBe(18);
  });

  test('cells that went on no longer say so', () => {
    const judged = under({ margins: { default: { alarm: 0.0005, harm: 0.0005 } } });
    const [, , peak] = judged.cells[0]?.metrics ?? [];
    expect(peak).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'this policy wants more pairs than were taken under the policy of the check, and a replay measures nothing',
      pairs: 14,
    });
  });

  test('a wider noise filter has its pairs compared', () => {
    const judged = under({ noise: { ...defaultPolicy.noise, foreignCpu: 1 } });
    expect(judged.cells.map(({ noisy }) => noisy)).toEqual(
      plan.cells.map(() => ({ base: 0, head: 0, both: 0 })),
    );
    expect(verdictsOf(judged)[2]).toBe('unchanged unchanged unchanged');
  });

  test('a case on one side only may be accepted afterwards', () => {
    const reasons = (accept: Policy['accept']) =>
      under({ accept }).result.reasons.filter(({ kind }) => kind === 'one-sided');
    expect(reasons([])).toHaveLength(2);
    expect(reasons(['new', 'removed'])).toEqual([]);
  });

  test('a metric that no sample has is refused by name', () => {
    expect(() => under({ metrics: { naps: ['elapse'] } })).toThrow(
      /gated metrics of naps: .*received elapse/,
    );
  });
});

test('a scenario that is not here is no fault of the program', () => {
  const judging = () => judgeStored(stored, { ...session, sources: [] });
  expect(judging).toThrow(Failure);
  expect(judging).toThrow('measured the scenario naps, which is not among');
});
