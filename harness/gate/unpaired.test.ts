import { describe, expect, test } from 'vitest';
import type { Hypothesis } from './evidence.ts';
import type { MetricVerdict } from './judge.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { gateUnpaired, judgeUnpaired, type UnpairedCell } from './unpaired.ts';

const elapsed: Hypothesis = { cell: 'a', metric: 'elapsed', unit: 'ns', direction: 'lower-is-better' };
const rate: Hypothesis = { cell: 'a', metric: 'rate', unit: 'tasks/s', direction: 'higher-is-better' };
const second = 1e9;

/** Around a second, within half a percent, no two alike. */
function values(factor: number, count = 20): number[] {
  return Array.from(
    { length: count },
    (_, index) => second * factor * (1 + ((index * 7) % count) / count / 100),
  );
}

function cellOf(head: readonly number[], base = values(1), hypothesis = elapsed): UnpairedCell {
  const { metric, cell } = hypothesis;
  return { cell, hypotheses: [hypothesis], base: { [metric]: base }, head: { [metric]: head } };
}

function verdictsOf(cells: readonly UnpairedCell[], policy = defaultPolicy, other: string | null = null) {
  return judgeUnpaired(cells, policy, other).flatMap(({ metrics }) => metrics);
}

function verdictOf(...given: Parameters<typeof verdictsOf>): MetricVerdict {
  return verdictsOf(...given)[0]!;
}

describe('judgeUnpaired', () => {
  test('a slowdown: regressed, with what it rests on', () => {
    const verdict = verdictOf([cellOf(values(1.1))]);
    expect(verdict).toMatchObject({ verdict: 'regressed', pairs: 0, look: 1, floor: null, failure: null });
    expect(verdict.reason).toBe(
      '10 % worse, and no accident at 1 % (20 stored samples against 20, not paired)',
    );
    expect(verdict.estimate).toBeCloseTo(Math.log(1.1), 10);
    expect(verdict.interval!.low).toBeLessThan(Math.log(1.1));
    expect(verdict.interval!.high).toBeGreaterThan(Math.log(1.1));
    expect(verdict.head! / verdict.base!).toBeCloseTo(1.1, 10);
    expect(verdict.adjusted).toBe(verdict.p);
    expect(verdict.samples).toEqual({ base: 20, head: 20 });
  });

  test('counts that cannot vary: what differs has regressed, what is the same is unchanged', () => {
    const count: Hypothesis = { ...elapsed, unit: 'count' };
    const of = (base: number, head: number) =>
      verdictOf([cellOf(values(1).fill(head), values(1).fill(base), count)]);
    expect(of(100, 110)).toMatchObject({ verdict: 'regressed', estimate: Math.log(110) - Math.log(100) });
    expect(of(110, 100).verdict).toBe('improved');
    expect(of(700, 721).verdict).toBe('regressed');
    expect(of(0, 1).verdict).toBe('regressed');
    expect(of(100, 100)).toMatchObject({ verdict: 'unchanged', interval: { low: 0, high: 0 } });
  });

  test('p is that of the direction which is shown', () => {
    const [worse, better] = [1.1, 0.9].map((factor) => verdictOf([cellOf(values(factor))]));
    expect(worse).toMatchObject({ verdict: 'regressed' });
    expect(worse?.p).toBeLessThan(0.0001);
    expect(better).toMatchObject({ verdict: 'improved' });
    expect(better?.p).toBeCloseTo(worse?.p ?? NaN, 12);
    expect(better?.adjusted).toBe(better?.p);
  });

  test('a rate that falls is a slowdown, and one that rises is none', () => {
    const of = (factor: number) => verdictOf([cellOf(values(factor), values(1), rate)]);
    expect(of(0.8)).toMatchObject({ verdict: 'regressed' });
    expect(of(0.8).estimate).toBeCloseTo(-Math.log(0.8), 10);
    expect(of(1.2)).toMatchObject({ verdict: 'improved' });
    expect(of(1.2).estimate).toBeCloseTo(-Math.log(1.2), 10);
  });

  test('the same, a little slower, much quicker', () => {
    expect(verdictOf([cellOf(values(1))])).toMatchObject({ verdict: 'unchanged' });
    // Shown, but below the alarm; and its upper limit is below harm.
    expect(verdictOf([cellOf(values(1.02))])).toMatchObject({ verdict: 'unchanged' });
    expect(verdictOf([cellOf(values(0.9))])).toMatchObject({ verdict: 'improved' });
  });

  test('scattered values decide nothing', () => {
    const wide = Array.from({ length: 8 }, (_, index) => second * (0.5 + ((index * 3) % 8) / 8));
    const verdict = verdictOf([
      cellOf(
        wide,
        wide.map((value) => value * 1.01),
      ),
    ]);
    expect(verdict).toMatchObject({ verdict: 'inconclusive', look: 1 });
    expect(verdict.reason).toMatch(
      /^not decided: the slowdown may be up to \d+(\.\d)? %, harm begins at 5 % \(/,
    );
  });

  test('differences below what matters are none', () => {
    const tiny = (factor: number) => values(factor).map((value) => value / 1e5);
    expect(verdictOf([cellOf(tiny(5), tiny(1))])).toMatchObject({ verdict: 'unchanged', estimate: 0 });
  });

  test('margins of the metric', () => {
    const policy: Policy = { ...defaultPolicy, margins: { elapsed: { alarm: 0.2, harm: 0.3 } } };
    expect(verdictOf([cellOf(values(1.1))], policy)).toMatchObject({
      verdict: 'unchanged',
      margin: { alarm: 0.2, harm: 0.3 },
    });
  });

  test.each([
    [5, 20],
    [20, 5],
    [20, 0],
  ])('%i against %i samples: not measured', (base, head) => {
    const verdict = verdictOf([cellOf(values(1.5, head), values(1, base))]);
    expect(verdict).toMatchObject({
      verdict: 'not-measured',
      reason: `${base} samples of base and ${head} of head have this figure, 6 of each are needed`,
      base: null,
      head: null,
      estimate: null,
      interval: null,
      p: null,
      adjusted: null,
      look: null,
    });
  });

  test('a metric that neither side has', () => {
    const cell = { ...cellOf(values(1)), hypotheses: [rate] };
    expect(verdictOf([cell])).toMatchObject({ verdict: 'not-measured' });
  });

  test('a sample without a result: not measured, and told', () => {
    const failure = { arm: 'head', status: 'timeout', reason: 'took 60 s' } as const;
    const verdict = verdictOf([{ ...cellOf(values(1)), failure }]);
    expect(verdict).toMatchObject({
      verdict: 'not-measured',
      reason: 'head timeout: took 60 s',
      failure: { arm: 'head', status: 'timeout' },
    });
  });

  test('another machine: nothing is regressed, unchanged or improved, whatever the figures', () => {
    const cells = [1.5, 1, 0.5].map((factor) => cellOf(values(factor)));
    for (const verdict of verdictsOf(cells, defaultPolicy, 'CPU A then, B now')) {
      expect(verdict).toMatchObject({
        verdict: 'inconclusive',
        reason: 'base was measured on another machine: CPU A then, B now',
        estimate: null,
        p: null,
      });
    }
    const failure = { arm: 'head', status: 'failed', reason: 'exit code 1' } as const;
    const crashed = { ...cellOf(values(1)), failure };
    expect(verdictOf([crashed], defaultPolicy, 'CPU A then, B now')).toMatchObject({
      verdict: 'not-measured',
      failure: { status: 'failed' },
    });
  });

  test('all hypotheses are corrected together, those that were not measured too', () => {
    // The smallest p of 6 against 6 is 1/924: enough for nine metrics at 1 %, and not for ten.
    const small = cellOf(values(1.5, 6), values(1, 6));
    const among = (others: number) => verdictOf([small, ...Array.from({ length: others }, () => cellOf([]))]);
    expect(among(0).p).toBeCloseTo(1 / 924, 10);
    expect(among(8)).toMatchObject({ verdict: 'regressed', adjusted: expect.closeTo(9 / 924, 10) });
    expect(among(9)).toMatchObject({ verdict: 'inconclusive', adjusted: expect.closeTo(10 / 924, 10) });
    expect(among(9).reason).toContain('so few samples cannot show that one of 10 metrics has grown worse');
    expect(among(8).reason).not.toContain('so few samples');
  });

  test('strict: Holm in place of Benjamini and Hochberg', () => {
    // Ten that have all grown worse: the largest p counts once for the former, and ten times for the first of the latter.
    const cells = Array.from({ length: 10 }, () => cellOf(values(1.5, 6), values(1, 6)));
    const verdicts = (strict: boolean) =>
      new Set(verdictsOf(cells, { ...defaultPolicy, strict }).map(({ verdict }) => verdict));
    expect(verdicts(false)).toEqual(new Set(['regressed']));
    expect(verdicts(true)).toEqual(new Set(['inconclusive']));
  });

  test('cells keep their order and their metrics', () => {
    const both: UnpairedCell = {
      cell: 'b',
      hypotheses: [
        { ...elapsed, cell: 'b' },
        { ...rate, cell: 'b' },
      ],
      base: { elapsed: values(1), rate: values(1) },
      head: { elapsed: values(1.2), rate: values(1) },
    };
    const judged = judgeUnpaired([cellOf(values(1)), both], defaultPolicy, null);
    expect(judged.map(({ cell, taken, noisy }) => ({ cell, taken, noisy }))).toEqual([
      { cell: 'a', taken: 0, noisy: { base: 0, head: 0, both: 0 } },
      { cell: 'b', taken: 0, noisy: { base: 0, head: 0, both: 0 } },
    ]);
    expect(judged[1]!.metrics.map(({ verdict }) => verdict)).toEqual(['regressed', 'unchanged']);
  });
});

describe('gateUnpaired', () => {
  const allowed: Policy = { ...defaultPolicy, allowUnpaired: true };
  const light = (cells: readonly UnpairedCell[], policy: Policy) =>
    gateUnpaired(judgeUnpaired(cells, policy, null), { oneSided: [] }, policy);
  const failing = (status: string): UnpairedCell => ({
    ...cellOf(values(1)),
    failure: { arm: 'head', status, reason: 'it ended' },
  });

  test('it neither passes nor fails, and says how to let it', () => {
    for (const factor of [1, 1.5, 0.5]) {
      const { light: shown, reasons } = light([cellOf(values(factor))], defaultPolicy);
      expect(shown).toBe('inconclusive');
      expect(reasons[0]).toMatchObject({
        kind: 'unpaired',
        text: expect.stringMatching(/not paired.*--allow-unpaired lets it gate$/),
      });
    }
    expect(light([cellOf(values(1.5))], defaultPolicy).reasons[1]).toMatchObject({
      kind: 'regressed',
      text: expect.stringMatching(/^a elapsed: regressed: 50 % worse/),
    });
  });

  test('allowed, it does both', () => {
    expect(light([cellOf(values(1))], allowed)).toEqual({ light: 'pass', reasons: [] });
    expect(light([cellOf(values(1.5))], allowed).light).toBe('regression');
    expect(light([cellOf([])], allowed).light).toBe('inconclusive');
    expect(light([], allowed).light).toBe('inconclusive');
  });

  test('a crash is one without pairs; too few tasks alive at once are none', () => {
    expect(light([failing('failed')], defaultPolicy).light).toBe('error');
    expect(light([failing('failed'), cellOf(values(1.5))], defaultPolicy).light).toBe('error');
    expect(light([failing('not-attained')], defaultPolicy).light).toBe('inconclusive');
    expect(light([failing('failed')], allowed).light).toBe('error');
  });

  test('cases on one side only', () => {
    const judged = judgeUnpaired([cellOf(values(1))], allowed, null);
    const removed = [{ case: 'b', side: 'removed' }] as const;
    expect(gateUnpaired(judged, { oneSided: removed }, allowed).light).toBe('inconclusive');
    expect(gateUnpaired(judged, { oneSided: removed }, { ...allowed, accept: ['removed'] }).light).toBe(
      'pass',
    );
  });
});
