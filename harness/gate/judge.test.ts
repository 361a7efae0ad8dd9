import { describe, expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import type { Arm, CellEvidence, Hypothesis, Pair } from './evidence.ts';
import { gate } from './gate.ts';
import { countNoisy, differencesOf, judgeCheck, type JudgePlan, type Verdict } from './judge.ts';
import {
  failedPair,
  judged,
  ladder,
  madeCell,
  madeHypothesis,
  madePair,
  pairsOf,
  plainPlan,
  ranked,
  threeLooks,
  verdictOn,
} from './made-cells.ts';
import { defaultPolicy, type Policy } from './policy.ts';

/** Of 32 pairs, every second one is below zero, at most 1.6 % either way. */
const equal = ranked(
  32,
  Array.from({ length: 16 }, (_, index) => 2 * index + 1),
  0.0005,
);

/** W− of 14 pairs with a p of 73 / 2¹⁴, then of 20 with a p that is looked up; wide enough to stay open till then. */
function wide(below: readonly number[]): number[] {
  const twenty = ranked(20, below, 0.02);
  // The six that come last are all above zero, the largest that are, so that the first look is far from anything.
  const above = twenty.filter((one) => one > 0).slice(-6);
  return [...twenty.filter((one) => !above.includes(one)), ...above];
}

const policyWith = (changes: Partial<Policy>): JudgePlan => ({
  ...plainPlan,
  policy: { ...defaultPolicy, ...changes },
});

function soleVerdict(pairs: readonly Pair[], plan = plainPlan, hypothesis: Partial<Hypothesis> = {}) {
  return verdictOn('a', judged([madeCell('a', pairs, [madeHypothesis('a', hypothesis)])], plan));
}

describe('one hypothesis', () => {
  test('10 % slower has regressed at the first look, with all that it rests on', () => {
    const cells = [
      madeCell('slower', pairsOf(ladder(14, Math.log(1.1), 0.002))),
      madeCell('equal', pairsOf(equal)),
    ];
    const { estimate, interval, base, head, history, ...verdict } = verdictOn('slower', judged(cells));
    expect(verdict).toEqual({
      hypothesis: madeHypothesis('slower'),
      verdict: 'regressed',
      reason: "10 % worse, and no accident at this look's 0.1 %",
      pairs: 14,
      samples: { base: 14, head: 14 },
      p: 2 ** -14,
      adjusted: 2 ** -13,
      look: 1,
      margin: { alarm: 0.03, harm: 0.05 },
      floor: null,
      failure: null,
    });
    expect(estimate).toBeCloseTo(Math.log(1.1), 12);
    // The critical rank of 14 differences is 22, and the 22nd Walsh average of a ladder lies four steps from its end.
    expect(interval?.low).toBeCloseTo(Math.log(1.1) - 2.5 * 0.002, 12);
    expect(interval?.high).toBeCloseTo(Math.log(1.1) + 2.5 * 0.002, 12);
    expect(base).toBe(1e9);
    expect(head).toBeCloseTo(1.1e9, -4);
    expect(history).toEqual([
      {
        number: 1,
        pairs: 14,
        q: plainPlan.looks[0]?.q,
        spent: plainPlan.looks[0]?.q,
        estimate,
        interval,
        p: 2 ** -14,
        pBetter: 1,
        adjusted: 2 ** -13,
        adjustedBetter: 1,
      },
    ]);
  });

  test('2 % slower is unchanged however clear it is', () => {
    const verdict = soleVerdict(pairsOf(ladder(14, Math.log(1.02), 0.0001)));
    expect(verdict).toMatchObject({
      verdict: 'unchanged',
      p: 2 ** -14,
      // Within the alarm margin nothing can be called, and so it must make no room for others.
      adjusted: 1,
      look: 1,
      reason: 'a slowdown of 5 % is ruled out',
    });
  });

  test('many slowdowns too small to matter make no room for an accident', () => {
    // Rejected alone only at p ≤ q / m; with nine others that reject, nearly ten times as much would do.
    const accident = ladder(14, Math.log(1.05), 0.002).with(0, -0.0001).with(1, -0.0002);
    const small = Array.from({ length: 9 }, (_, index) =>
      madeCell(`small ${index}`, pairsOf(ladder(14, Math.log(1.02), 0.0001))),
    );
    const cells = judged([madeCell('accident', pairsOf(accident)), ...small], plainPlan, 'it is over');
    const [step] = verdictOn('accident', cells).history;
    expect(step?.adjusted).toBeCloseTo(10 * (step?.p ?? 0), 12);
    expect(step?.adjusted).toBeGreaterThan(0.001);
  });

  test('what may yet be shown to be better is called unchanged at the last look only', () => {
    // Four of the first 14 a little above zero: p = 43 / 2¹⁴, too much for the first look.
    const likely = ladder(32, Math.log(0.95), 0.0005).map((difference, index) =>
      index < 12 && index % 3 === 0 ? 0.0001 * (index + 1) : difference,
    );
    const open = judgeCheck([madeCell('a', pairsOf(likely.slice(0, 14)))], plainPlan);
    expect(open).toEqual({ state: 'open', wanted: new Map([['a', 20]]) });
    expect(soleVerdict(pairsOf(likely))).toMatchObject({ verdict: 'improved', look: 2 });
  });

  test('the alarm margin is met, not only passed', () => {
    const constant = (share: number): Pair[] => pairsOf(Array<number>(14).fill(Math.log1p(share)));
    expect(soleVerdict(constant(0.0301)).verdict).toBe('regressed');
    expect(soleVerdict(constant(0.0299)).verdict).toBe('unchanged');
    // Of values whose logarithms lose nothing: 1 and e.
    const plan = policyWith({ margins: { elapsed: { alarm: Math.expm1(1), harm: Math.expm1(1) } } });
    const pairs = Array.from({ length: 14 }, () =>
      madePair({ base: { elapsed: 1 }, head: { elapsed: Math.E } }),
    );
    expect(Math.log(Math.E)).toBe(1);
    expect(soleVerdict(pairs, plan, { unit: 'ratio' }).verdict).toBe('regressed');
  });

  test('what is unchanged has its upper bound of 97.5 % below harm, be it above the alarm margin', () => {
    // The upper bound lies 2.5 steps above the centre, and ln 1.05 is 0.04879.
    const upperAt = (bound: number) => pairsOf(ladder(14, 0.02, (bound - 0.02) / 2.5));
    expect(soleVerdict(upperAt(0.0487))).toMatchObject({ verdict: 'unchanged', look: 1 });
    expect(judgeCheck([madeCell('a', upperAt(0.0489))], plainPlan).state).toBe('open');
  });

  test('no difference at all is unchanged', () => {
    expect(soleVerdict(pairsOf(Array<number>(14).fill(0)))).toMatchObject({
      verdict: 'unchanged',
      estimate: 0,
      interval: { low: 0, high: 0 },
      p: 1,
      adjusted: 1,
      look: 1,
    });
  });

  test('10 % faster has improved; its p is that of being faster', () => {
    expect(soleVerdict(pairsOf(ladder(14, -Math.log(1.1), 0.002)))).toMatchObject({
      verdict: 'improved',
      reason: "9.1 % better, and no accident at this look's 0.1 %",
      p: 2 ** -14,
      adjusted: 2 ** -14,
      look: 1,
    });
    expect(soleVerdict(pairsOf(ladder(14, -Math.log(1.02), 0.0001))).verdict).toBe('unchanged');
  });

  test('noise is inconclusive after the last look, and says how much slower it may be', () => {
    const verdict = soleVerdict(
      pairsOf(ranked(32, [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32], 0.02)),
    );
    expect(verdict).toMatchObject({ verdict: 'inconclusive', look: null, adjusted: null, pairs: 32 });
    expect(verdict.reason).toBe(
      `not decided after 32 pairs: the slowdown may be up to ${Number((Math.expm1(verdict.interval?.high ?? NaN) * 100).toPrecision(2))} %, harm begins at 5 %`,
    );
    expect(verdict.interval?.high).toBeGreaterThan(Math.log1p(0.05));
  });

  test('where higher is better, a lower rate is a slowdown', () => {
    const rates = (factor: number): Pair[] =>
      ladder(14, 1_000, 1).map((rate) => madePair({ base: { rate }, head: { rate: rate * factor } }));
    const hypothesis = { metric: 'rate', unit: 'tasks/s', direction: 'higher-is-better' } as const;
    const slower = soleVerdict(rates(1 / 1.1), plainPlan, hypothesis);
    expect(slower).toMatchObject({ verdict: 'regressed', base: 1_000 });
    expect(slower.estimate).toBeCloseTo(Math.log(1.1), 12);
    expect(soleVerdict(rates(1.1), plainPlan, hypothesis).verdict).toBe('improved');
  });
});

describe('values near zero', () => {
  const of = (base: number, head: number, unit: Hypothesis['unit']) =>
    soleVerdict(
      Array.from({ length: 14 }, () => madePair({ base: { elapsed: base }, head: { elapsed: head } })),
      plainPlan,
      { unit },
    );

  test.each([
    ['ns', 0, 100_000],
    ['bytes', -4_096, 262_144],
    ['bytes/task', -3, 1],
    ['ratio', 0, 0.001],
  ] as const)('%s: from %d to %d is no change', (unit, base, head) => {
    expect(of(base, head, unit)).toMatchObject({ verdict: 'unchanged', estimate: 0, base, head });
  });

  test('all below the floor: no change could be seen, and nothing is ruled out', () => {
    expect(of(20_000, 99_000, 'ns')).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'too small to be judged: all values are below 100000 ns, to which they are raised; choose larger sizes',
    });
  });

  test('only the part above the floor counts', () => {
    const verdict = of(0, 110_000, 'ns');
    expect(verdict.verdict).toBe('regressed');
    expect(verdict.estimate).toBeCloseTo(Math.log(1.1), 12);
  });
});

describe('counts that cannot vary', () => {
  const constant = (base: number, head: number, hypothesis: Partial<Hypothesis> = {}, plan = plainPlan) =>
    soleVerdict(
      Array.from({ length: 14 }, () => madePair({ base: { elapsed: base }, head: { elapsed: head } })),
      plan,
      { unit: 'count', ...hypothesis },
    );

  test('one in ten more has regressed at the first look, and its interval has no width', () => {
    const estimate = Math.log(1_100) - Math.log(1_000);
    expect(constant(1_000, 1_100)).toMatchObject({
      verdict: 'regressed',
      look: 1,
      p: 2 ** -14,
      estimate,
      interval: { low: estimate, high: estimate },
    });
    expect(constant(1_100, 1_000)).toMatchObject({ verdict: 'improved', look: 1, p: 2 ** -14 });
    expect(constant(1_100, 1_000, { direction: 'higher-is-better' }).verdict).toBe('regressed');
  });

  test('the same is unchanged, none too', () => {
    for (const count of [0, 1, 1_000])
      expect(constant(count, count)).toMatchObject({
        verdict: 'unchanged',
        look: 1,
        estimate: 0,
        interval: { low: 0, high: 0 },
      });
  });

  // The first one was raised away: none was taken for one.
  test('a first one is a change, as a second is', () => {
    for (const [base, head] of [
      [0, 1],
      [1, 2],
    ] as const) {
      expect(constant(base, head).verdict).toBe('regressed');
      expect(constant(head, base).verdict).toBe('improved');
    }
  });

  // Three of four fell below it by the last digits of their logarithms.
  test('the alarm margin is met by just so many more, whatever the logarithms round to', () => {
    for (const base of [100, 200, 700, 1_000, 12_300, 1_000_000]) {
      expect(constant(base, (base * 103) / 100)).toMatchObject({ verdict: 'regressed' });
      expect(constant((base * 103) / 100, base)).toMatchObject({ verdict: 'improved' });
    }
    expect(constant(100_000, 102_999).verdict).toBe('unchanged');
  });

  test('the margins hold for them as for all: one more of a thousand is none, unless they say so', () => {
    expect(constant(1_000, 1_001).verdict).toBe('unchanged');
    const margins = { elapsed: { alarm: 0.0005, harm: 0.001 } };
    expect(constant(1_000, 1_001, {}, policyWith({ margins })).verdict).toBe('regressed');
  });
});

describe('what was not measured', () => {
  const slower = pairsOf(ladder(14, Math.log(1.5), 0.002));

  test.each(['base', 'head'] as const)(
    'a failed sample of %s: not measured, whatever the values say',
    (arm) => {
      const cells = judged([madeCell('a', [...slower.slice(0, 13), failedPair(arm, 'oom'), ...slower])]);
      expect(verdictOn('a', cells)).toMatchObject({
        verdict: 'not-measured',
        reason: `${arm} oom: it broke`,
        failure: { arm, status: 'oom' },
        pairs: 0,
        estimate: null,
        interval: null,
        base: null,
        head: null,
        p: null,
        adjusted: null,
        look: null,
      });
    },
  );

  test('a failure after a look leaves what was shown by then, and ends the rest', () => {
    const both = [madeHypothesis('a'), madeHypothesis('a', { metric: 'peak', unit: 'bytes' })];
    const pair = (index: number) =>
      madePair({
        base: { elapsed: 1e9, peak: 1e9 },
        head: { elapsed: 1.1e9 + index, peak: index % 2 === 0 ? 0.9e9 : 1.1e9 },
      });
    const pairs = [...Array.from({ length: 16 }, (_, index) => pair(index)), failedPair('head', 'oom')];
    const cells = judged([madeCell('a', pairs, both)]);
    expect(cells[0]?.metrics.map(({ verdict, failure }) => [verdict, failure])).toEqual([
      ['regressed', null],
      ['not-measured', { arm: 'head', status: 'oom' }],
    ]);
    expect(gate(cells, { oneSided: [] }, defaultPolicy).light).toBe('regression');
  });

  test('it wants no more pairs, and its hypotheses still count', () => {
    const failed = madeCell('failed', [failedPair('head')]);
    const open = judgeCheck([failed, madeCell('other', [])], plainPlan);
    expect(open).toEqual({ state: 'open', wanted: new Map([['other', 14]]) });
    expect(verdictOn('other', judged([failed, madeCell('other', slower)])).adjusted).toBe(2 ** -13);
  });

  test('a metric that one sample does not have', () => {
    const without = slower.with(5, madePair({ base: {}, head: { elapsed: 1 } }));
    expect(soleVerdict(without)).toMatchObject({
      verdict: 'not-measured',
      reason: 'a sample has no such figure',
      failure: null,
      look: null,
    });
  });

  test('only of that metric; the cell’s others are judged', () => {
    const hypotheses = [madeHypothesis('a'), madeHypothesis('a', { metric: 'absent' })];
    const [cell] = judged([madeCell('a', slower, hypotheses)]);
    expect(cell?.metrics.map(({ verdict }) => verdict)).toEqual(['regressed', 'not-measured']);
    expect(cell?.metrics[0]?.adjusted).toBe(2 ** -13);
  });

  test('nothing at all', () => {
    expect(verdictOn('a', judged([madeCell('a', [])], plainPlan, 'interrupted'))).toMatchObject({
      verdict: 'not-measured',
      reason: 'interrupted',
      pairs: 0,
      estimate: null,
    });
    expect(judged([])).toEqual([]);
  });
});

describe('noisy pairs', () => {
  test('the first quiet ones are compared, in their order, as if the noisy ones had not been', () => {
    const quiet = pairsOf([...ladder(14, Math.log(1.1), 0.002), ...ladder(4, -1, 0.1)]);
    const noisy = pairsOf(ladder(6, 2, 0.1), ['head']);
    const mixed = [0, 3, 9].flatMap((from, index) => [
      ...quiet.slice(from, [3, 9, 18][index]),
      ...noisy.slice(2 * index, 2 * index + 2),
    ]);
    const [cell] = judged([madeCell('a', mixed)]);
    expect(cell).toMatchObject({ taken: 24, noisy: { base: 0, head: 6, both: 0 } });
    expect(cell?.metrics).toEqual(judged([madeCell('a', quiet)])[0]?.metrics);
    expect(cell?.metrics[0]).toMatchObject({ verdict: 'regressed', pairs: 14, look: 1 });
  });

  test('are asked for anew, up to the policy’s limit', () => {
    const some = (count: number): CellEvidence =>
      madeCell('a', [...pairsOf(equal.slice(0, 13)), ...pairsOf(equal.slice(0, count), ['base'])]);
    expect(judgeCheck([some(14)], plainPlan)).toEqual({ state: 'open', wanted: new Map([['a', 14]]) });
    expect(verdictOn('a', judged([some(15)]))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'too noisy: 15 of 28 pairs were filtered out, which leaves 13',
      pairs: 13,
      look: null,
    });
    const strict = policyWith({ noise: { ...defaultPolicy.noise, mostRepeats: 1 } });
    expect(verdictOn('a', judged([some(1)], strict)).verdict).toBe('inconclusive');
  });

  test('never pass, however equal the quiet ones are, and with none left nothing was measured', () => {
    const cells = judged([madeCell('a', pairsOf(equal.slice(0, 28), ['base', 'head']))]);
    expect(verdictOn('a', cells)).toMatchObject({ verdict: 'not-measured', pairs: 0, failure: null });
    expect(cells[0]?.noisy).toEqual({ base: 0, head: 0, both: 28 });
  });

  test('a cell that is too noisy at the second look does not lend its first p to the others', () => {
    // Pins a mistake: its p of 2⁻¹⁴ stayed in the correction, which let the other pass at twice the allowed p.
    const lone = wide([1, 3, 4, 5, 6, 12]);
    const noisy = madeCell('noisy', [
      ...pairsOf([...ladder(10, 0.01, 0.0001), ...ladder(4, 0.3, 0.01)]),
      ...pairsOf(equal.slice(0, 26), ['head']),
    ]);
    const cells = [noisy, madeCell('lone', pairsOf(lone))];
    const plan = { ...plainPlan, looks: threeLooks.slice(0, 2) };
    expect(verdictOn('noisy', judged(cells, plan))).toMatchObject({ verdict: 'inconclusive', pairs: 14 });
    expect(verdictOn('lone', judged([cells[1] as CellEvidence], plan))).toMatchObject({
      verdict: 'regressed',
      look: 2,
    });
    expect(verdictOn('lone', judged(cells, plan)).verdict).toBe('inconclusive');
  });

  test('are counted by arm; failed pairs are none', () => {
    const pairs = [
      ...pairsOf([0, 0, 0], ['base']),
      ...pairsOf([0], ['head']),
      ...pairsOf([0, 0], ['base', 'head']),
      ...pairsOf([0]),
      failedPair('base'),
    ];
    expect(countNoisy(pairs)).toEqual({ base: 3, head: 1, both: 2 });
  });
});

describe('looks', () => {
  test('as many quiet pairs are wanted as the next look has, only by cells that are short of them', () => {
    const cells = (open: number): CellEvidence[] => [
      madeCell('stopped', pairsOf(equal.slice(0, 14))),
      madeCell('open', pairsOf(wide([1, 3, 4, 5, 6, 12]).slice(0, open))),
      madeCell('short', pairsOf(wide([1, 3, 4, 5, 6, 12]).slice(0, 13))),
    ];
    expect(judgeCheck(cells(14), plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['short', 14]]),
    });
    const [stopped, open] = cells(14) as [CellEvidence, CellEvidence];
    expect(judgeCheck([stopped, open], plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['open', 20]]),
    });
    expect(judgeCheck([stopped, madeCell('none', [])], plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['none', 14]]),
    });
  });

  test('a cell waits for its other metric, which changes nothing of what was decided', () => {
    const values = wide([1, 3, 4, 5, 6, 12]).map((difference) =>
      madePair({
        base: { elapsed: 1e9, other: 1e9 },
        head: { elapsed: 1e9, other: 1e9 * Math.exp(difference) },
      }),
    );
    const hypotheses = [madeHypothesis('a'), madeHypothesis('a', { metric: 'other' })];
    expect(judgeCheck([madeCell('a', values.slice(0, 14), hypotheses)], plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['a', 20]]),
    });
    const [cell] = judged([madeCell('a', values, hypotheses)], plainPlan, 'over');
    expect(cell?.metrics[0]).toMatchObject({ verdict: 'unchanged', look: 1, pairs: 14 });
  });

  test('a cell that has stopped keeps its hypothesis in the count of later looks', () => {
    // W− is 31 of 20 pairs: p = 0.211 %, within the second look's 0.3 % alone, and not as one of two.
    const lone = madeCell('lone', pairsOf(wide([1, 3, 4, 5, 6, 12])));
    const stopped = madeCell('stopped', pairsOf(equal.slice(0, 14)));
    expect(verdictOn('lone', judged([lone]))).toMatchObject({ verdict: 'regressed', look: 2 });
    expect(verdictOn('lone', judged([lone])).adjusted).toBeCloseTo(2213 / 2 ** 20, 15);
    expect(judgeCheck([lone, stopped], plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['lone', 32]]),
    });
  });

  test('the adjusted p is of all hypotheses, stopped ones too', () => {
    const lone = madeCell('lone', pairsOf(wide([1, 5, 6, 12])));
    const stopped = (count: number): CellEvidence[] =>
      Array.from({ length: count }, (_, index) => madeCell(`stopped ${index}`, pairsOf(equal.slice(0, 14))));
    // W− is 24 of 20 pairs: p = 0.0716 %.
    for (const others of [0, 1, 2, 3]) {
      const verdict = verdictOn('lone', judged([lone, ...stopped(others)]));
      expect(verdict).toMatchObject({ verdict: 'regressed', look: 2 });
      expect(verdict.adjusted).toBeCloseTo((others + 1) * (751 / 2 ** 20), 15);
    }
    expect(judgeCheck([lone, ...stopped(4)], plainPlan).state).toBe('open');
  });

  test('what was called unchanged cannot be rejected by later pairs, nor help others to be', () => {
    const later = ladder(18, 0.5, 0.001);
    const stopped = madeCell('stopped', pairsOf([...equal.slice(0, 14), ...later]));
    expect(verdictOn('stopped', judged([stopped]))).toMatchObject({
      verdict: 'unchanged',
      look: 1,
      pairs: 14,
    });
    const lone = madeCell('lone', pairsOf(wide([1, 3, 4, 5, 6, 12])));
    expect(judgeCheck([lone, stopped], plainPlan)).toEqual({
      state: 'open',
      wanted: new Map([['lone', 32]]),
    });
  });

  test('a clear p below the alarm margin is not kept for a later look either', () => {
    const slight = madeCell('slight', pairsOf(ladder(14, Math.log(1.02), 0.0001)));
    const lone = madeCell('lone', pairsOf(wide([1, 3, 4, 5, 6, 12])));
    expect(verdictOn('slight', judged([slight, lone], plainPlan, 'over'))).toMatchObject({
      verdict: 'unchanged',
      look: 1,
    });
    expect(verdictOn('lone', judged([slight, lone], plainPlan, 'over')).verdict).toBe('inconclusive');
  });

  test('what has regressed stays rejected, and helps the others as step-up corrections do', () => {
    const regressed = madeCell('regressed', pairsOf(ladder(14, 0.3, 0.001)));
    const lone = madeCell('lone', pairsOf(wide([1, 3, 4, 5, 6, 12])));
    const cells = judged([regressed, lone]);
    expect(verdictOn('regressed', cells)).toMatchObject({ verdict: 'regressed', look: 1 });
    expect(verdictOn('lone', cells)).toMatchObject({ verdict: 'regressed', look: 2 });
  });

  test('ended early: the looks that have their pairs count, the rest is inconclusive and says why', () => {
    const cells = [
      madeCell('slower', pairsOf(ladder(14, Math.log(1.1), 0.002))),
      madeCell('short', pairsOf(ladder(13, Math.log(1.1), 0.002))),
    ];
    expect(judgeCheck(cells, plainPlan).state).toBe('open');
    const verdicts = judged(cells, plainPlan, 'the time budget is used up');
    expect(verdictOn('slower', verdicts)).toMatchObject({ verdict: 'regressed', adjusted: 2 ** -13 });
    expect(verdictOn('short', verdicts)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the time budget is used up',
      pairs: 13,
      look: null,
    });
  });

  test('without a look nothing is decided', () => {
    const plan = { ...plainPlan, looks: [] };
    expect(soleVerdict(pairsOf(equal), plan).verdict).toBe('inconclusive');
  });
});

describe('corrections', () => {
  /** Four hypotheses at one look: p of 1, 6, 11 and 13 steps below, by W− of 14 pairs. */
  const four = (): CellEvidence[] =>
    [[], [3], [6], [7]].map((below, index) => madeCell(String(index), pairsOf(ranked(14, below, 0.02))));

  test('Benjamini and Hochberg’s by default, Holm’s if strict', () => {
    const look = { pairs: 14, q: 0.0012 };
    const p = [1, 5, 14, 19].map((patterns) => patterns / 2 ** 14);
    const adjusted = (strict: boolean) =>
      judged(four(), { looks: [look], policy: { ...defaultPolicy, strict }, floors: [] }).map(
        ({ metrics }) => [metrics[0]?.p, metrics[0]?.verdict, metrics[0]?.adjusted],
      );
    expect(adjusted(false)).toEqual([
      [p[0], 'regressed', 4 / 2 ** 14],
      [p[1], 'regressed', 10 / 2 ** 14],
      [p[2], 'regressed', (14 / 2 ** 14) * (4 / 3)],
      [p[3], 'regressed', 19 / 2 ** 14],
    ]);
    expect(adjusted(true)).toEqual([
      [p[0], 'regressed', 4 / 2 ** 14],
      [p[1], 'regressed', 15 / 2 ** 14],
      // Not rejected, so no look has decided it.
      [p[2], 'inconclusive', null],
      [p[3], 'inconclusive', null],
    ]);
  });
});

describe('floors', () => {
  const floored = (alarm: number, detectable: number | null): JudgePlan => ({
    ...plainPlan,
    floors: [{ cell: 'a', metric: 'elapsed', alarm, detectable }],
  });
  const slower = (share: number): Pair[] => pairsOf(ladder(14, Math.log1p(share), 0.0001));

  test('raise what is a regression, and what is harm', () => {
    const verdict = soleVerdict(slower(0.06), floored(0.08, 0.08));
    expect(verdict).toMatchObject({
      verdict: 'unchanged',
      reason: 'a slowdown of 8 % is ruled out',
      margin: { alarm: 0.08, harm: 0.08 },
      floor: { alarm: 0.08, detectable: 0.08 },
    });
    expect(soleVerdict(slower(0.081), floored(0.08, 0.08)).verdict).toBe('regressed');
  });

  test('never lower a margin', () => {
    expect(soleVerdict(slower(0.02), floored(0.001, 0.03)).margin).toEqual({ alarm: 0.03, harm: 0.05 });
  });

  test('where harm would not be found, it cannot be ruled out', () => {
    expect(soleVerdict(slower(0), floored(0.01, 0.07))).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'no slowdown is shown, but one of 5 % may go unnoticed on this machine: calibration found none smaller than 7 % often enough',
      look: 1,
    });
    expect(soleVerdict(slower(0), floored(0.01, null))).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'no slowdown is shown, but one of 5 % may go unnoticed on this machine: calibration found none of those that it tried',
    });
    expect(soleVerdict(slower(-0.2), floored(0.01, null)).verdict).toBe('improved');
    expect(soleVerdict(slower(0), floored(0.01, 0.05)).verdict).toBe('unchanged');
  });

  test('what is found all the same has regressed', () => {
    expect(soleVerdict(slower(0.1), floored(0.01, null)).verdict).toBe('regressed');
  });

  test('belong to one metric of one cell', () => {
    const elsewhere = {
      ...plainPlan,
      floors: [{ cell: 'b', metric: 'elapsed', alarm: 0.5, detectable: 0.5 }],
    };
    expect(soleVerdict(slower(0.1), elsewhere)).toMatchObject({ verdict: 'regressed', floor: null });
  });
});

test('differences change their sign and nothing else when the arms change places', () => {
  const random = new Random(11);
  const pairs = Array.from({ length: 200 }, () =>
    madePair({ base: { elapsed: random.uint32() }, head: { elapsed: random.uint32() } }),
  );
  const there = differencesOf(pairs.map(measured), madeHypothesis('a')) ?? [];
  const back = differencesOf(pairs.map(swapped).map(measured), madeHypothesis('a')) ?? [];
  expect(back).toEqual(there.map((difference) => -difference));
});

describe('random checks', () => {
  test('at one look, the arms that change places change regressed for improved', () => {
    const random = new Random(5);
    const seen = new Map<Verdict, number>();
    for (let check = 0; check < 60; check += 1) {
      const cells = randomCells(random, 14, 0);
      const plan = { ...plainPlan, looks: [{ pairs: 14, q: 0.01 }] };
      const there = judged(cells, plan).flatMap(({ metrics }) => metrics);
      const back = judged(
        cells.map((cell) => ({ ...cell, pairs: cell.pairs.map(swapped) })),
        plan,
      ).flatMap(({ metrics }) => metrics);
      for (const [index, { verdict, estimate }] of there.entries()) {
        expect(back[index]?.verdict === 'improved').toBe(verdict === 'regressed');
        expect(back[index]?.verdict === 'regressed').toBe(verdict === 'improved');
        expect(back[index]?.estimate).toBeCloseTo(-(estimate ?? NaN), 12);
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      }
    }
    for (const verdict of ['regressed', 'improved', 'unchanged', 'inconclusive'] as const)
      expect(seen.get(verdict), verdict).toBeGreaterThan(10);
  });

  test('what a prefix decides stands when there is more, however the check went on', () => {
    const random = new Random(17);
    let compared = 0;
    for (let check = 0; check < 12; check += 1) {
      const stock = randomCells(random, 64, 0.15);
      const prefixes = measuredLive(stock);
      const whole = judged(prefixes.at(-1) ?? []);
      for (const prefix of prefixes) {
        const outcome = judgeCheck(prefix, plainPlan);
        if (outcome.state === 'closed') continue;
        const waitingFor = Math.max(...outcome.wanted.values());
        for (const { cell, metrics } of judged(prefix, plainPlan, 'ended')) {
          const later = whole.find((one) => one.cell === cell)?.metrics ?? [];
          for (const [index, verdict] of metrics.entries()) {
            // At the look that is not complete, the cells that are short of pairs would count as nothing.
            if (verdict.look === null || (threeLooks[verdict.look - 1]?.pairs ?? 0) >= waitingFor) continue;
            expect(verdict).toEqual(later[index]);
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  test('pairs that a stopped cell would not have taken change nothing', () => {
    const random = new Random(23);
    const rests = new Set<number>();
    for (let check = 0; check < 20; check += 1) {
      const stock = randomCells(random, 64, 0);
      const live = measuredLive(stock).at(-1) ?? [];
      for (const { pairs } of live) rests.add(stock[0]!.pairs.length - pairs.length);
      // What no look has decided is described by all pairs that there are.
      const decided = (cells: readonly CellEvidence[]) =>
        judged(cells).map(({ metrics }) => metrics.map((one) => (one.look === null ? one.verdict : one)));
      expect(decided(stock)).toEqual(decided(live));
    }
    // Cells have stopped at each of the looks.
    expect([...rests].toSorted((one, other) => one - other)).toEqual([32, 44, 50]);
  });
});

function measured(pair: Pair) {
  if (pair.state === 'failed') throw new Error('a pair has failed');
  return pair;
}

function swapped(pair: Pair): Pair {
  const { values, noisy } = measured(pair);
  return {
    ...measured(pair),
    values: { base: values.head, head: values.base },
    noisy: { base: noisy.head, head: noisy.base },
  };
}

/** Three cells with two metrics each: some changed, most not, in noise of 1 to 12 %. */
function randomCells(random: Random, pairs: number, noisyShare: number): CellEvidence[] {
  const changes = [-0.2, -0.06, 0, 0, 0, 0.02, 0.04, 0.08, 0.2];
  const unit = (): number => random.uint32() / 2 ** 32;
  const normal = (): number => Array.from({ length: 12 }, unit).reduce((sum, one) => sum + one, -6);
  return ['a', 'b', 'c'].map((cell) => {
    const [first, second] = [0, 1].map(() => ({
      change: changes[random.below(changes.length)] ?? 0,
      spread: 0.01 * 12 ** unit(),
    })) as [{ change: number; spread: number }, { change: number; spread: number }];
    const value = ({ change, spread }: { change: number; spread: number }): number =>
      1e9 * Math.exp(change + spread * normal());
    const noisyArms = (): Arm[] => (['base', 'head'] as const).filter(() => unit() < noisyShare);
    return madeCell(
      cell,
      Array.from({ length: pairs }, () =>
        madePair(
          { base: { elapsed: 1e9, peak: 1e9 }, head: { elapsed: value(first), peak: value(second) } },
          noisyArms(),
        ),
      ),
      [madeHypothesis(cell), madeHypothesis(cell, { metric: 'peak', unit: 'bytes' })],
    );
  });
}

/** The evidence after each round of a check that takes pairs while they are wanted, from a stock of them. */
function measuredLive(stock: readonly CellEvidence[]): CellEvidence[][] {
  const rounds: CellEvidence[][] = [];
  let cells = stock.map((cell) => ({ ...cell, pairs: cell.pairs.slice(0, 0) }));
  for (;;) {
    rounds.push(cells);
    const outcome = judgeCheck(cells, plainPlan);
    if (outcome.state === 'closed') return rounds;
    cells = cells.map((cell, index) =>
      outcome.wanted.has(cell.cell)
        ? { ...cell, pairs: (stock[index]?.pairs ?? []).slice(0, cell.pairs.length + 1) }
        : cell,
    );
  }
}
