import { describe, expect, test } from 'vitest';
import type { CellEvidence, Hypothesis, Pair } from '../gate/evidence.ts';
import { judgeCheck } from '../gate/judge.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { Random } from '../plan/random.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import { exampleCheck } from './example-check.ts';
import { lookHistory } from './look-history.ts';

const metrics = exampleCheck.cells.flatMap((cell) => cell.metrics);

test('the last look of a metric is the one that decided it, with what the judge says of it', () => {
  const history = lookHistory(exampleCheck);
  const decided = metrics.filter(({ look }) => look !== null);
  expect(decided.length).toBeGreaterThan(0);
  for (const metric of decided) {
    const { look, pairs, p, adjusted, estimate, interval } = metric;
    expect(history.get(metric)?.at(-1)).toMatchObject({
      number: look,
      pairs,
      p,
      adjusted,
      estimate,
      interval,
    });
  }
});

test('a metric that no look decided went through all of them, and one that was not measured through none', () => {
  const history = lookHistory(exampleCheck);
  const stepsOf = (cell: string, name: string) =>
    metrics
      .filter(({ hypothesis }) => hypothesis.cell.includes(cell) && hypothesis.metric === name)
      .map((metric) => history.get(metric)?.map(({ number }) => number));
  expect(stepsOf('node/thread', 'elapsed')).toEqual([[1, 2, 3]]);
  expect(stepsOf('node/timer all tasks=10000', 'elapsed')).toEqual([[]]);
  // Too noisy for even the first look.
  expect(stepsOf('go/timer all tasks=10000', 'elapsed')).toEqual([[]]);
});

test('the looks spend q and no more', () => {
  const history = lookHistory(exampleCheck);
  const open = metrics.find(
    ({ hypothesis, verdict }) => hypothesis.cell.includes('node/thread') && verdict === 'inconclusive',
  );
  expect(open && history.get(open)?.map(({ q }) => q)).toEqual(exampleCheck.plan.looks.map(({ q }) => q));
  expect(open && history.get(open)?.at(-1)?.spent).toBeCloseTo(exampleCheck.plan.policy.q, 12);
});

test('what improved is rejected on its own side, as what regressed is on its', () => {
  const history = lookHistory(exampleCheck);
  const steps = (verdict: string) =>
    metrics.filter((metric) => metric.verdict === verdict).flatMap((metric) => history.get(metric) ?? []);
  for (const { adjusted, q } of steps('regressed')) expect(adjusted).toBeLessThanOrEqual(q);
  for (const { adjustedBetter, q } of steps('improved')) expect(adjustedBetter).toBeLessThanOrEqual(q);
  expect(steps('regressed')).toHaveLength(2);
  expect(steps('improved')).toHaveLength(2);
});

describe('of made-up checks, as the judge saw them', () => {
  /** From -1 to 1. */
  const around = (random: Random): number => random.below(2_001) / 1_000 - 1;

  /** A cell that slows down by up to a tenth, more or less steadily, and may run out of quiet pairs. */
  function madeUp(cell: string, random: Random): CellEvidence {
    const [shift, spread] = [around(random) / 10, random.below(100) / 500];
    const hypothesis: Hypothesis = { cell, metric: 'elapsed', unit: 'ns', direction: 'lower-is-better' };
    const quiet = random.below(40);
    const pairs = Array.from({ length: 64 }, (_, index): Pair => {
      const head = 1e9 * Math.exp(shift + spread * around(random));
      return {
        index,
        first: random.below(2) === 0 ? 'base' : 'head',
        state: 'measured',
        values: { base: { elapsed: 1e9 }, head: { elapsed: head } },
        noisy: { base: index < quiet ? null : 'a neighbour', head: null },
      };
    });
    return { cell, hypotheses: [hypothesis], pairs };
  }

  test.each([false, true])('strict: %s', (strict) => {
    const compared = new Set<number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      const evidence = Array.from({ length: 6 }, (_, index) => madeUp(`cell ${index}`, random));
      const policy = { ...defaultPolicy, q: 0.1, strict };
      const looks = planLooks(evidence.length, policy.q);
      const outcome = judgeCheck(evidence, { looks, policy, floors: [] }, 'it is over');
      if (outcome.state === 'open') throw new Error('expected a closed check');
      const { cells } = outcome;
      const check = { ...exampleCheck, plan: { ...exampleCheck.plan, policy, looks }, evidence, cells };
      const history = lookHistory(check);
      for (const metric of cells.flatMap((cell) => cell.metrics)) {
        if (metric.look === null) continue;
        const last = history.get(metric)?.at(-1);
        expect(last).toMatchObject({ number: metric.look, p: metric.p, adjusted: metric.adjusted });
        compared.add(metric.look);
      }
    }
    expect([...compared].sort()).toEqual([1, 2, 3]);
  });
});
