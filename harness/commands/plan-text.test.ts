import { describe, expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import { allocateByPrecision, allocateRounds } from '../plan/budget.ts';
import { blockSpreads, precisionOf } from '../plan/budget-precision.ts';
import type { Precision } from '../store/plan.ts';
import { budgetLines, planText, whyEqually } from './plan-text.ts';

test('the order of processes, with what is skipped and why', () => {
  const { plan } = exampleRun;
  const entries = [...plan.entries.slice(0, 2), plan.entries.find((entry) => entry.case.includes('thread'))!];
  expect(planText({ ...plan, entries }, ['naps'])).toMatchInlineSnapshot(`
    "seed 7, 6 rounds, 7 cases, 3 samples
    Before the first sample a pilot of every case of naps settles how long its tasks wait.

    0  round 1  memory   naps go/timer go@1.27.4 all tasks=0 wake=together  seed=0 padding=0
    1  round 1  memory   naps node/timer node@26.10.0 all tasks=0 wake=together  seed=1 padding=0
    8  round 1  memory   naps node/thread node@26.10.0 all tasks=10 wake=-apart  seed=8 padding=0  skipped: needs about 120 MB of memory, 64 MB are available
    "
  `);
});

describe('how a budget was divided', () => {
  const costs = [
    { block: 'naps L1 all', roundNs: 1_234_000_000, everyRound: false },
    { block: 'naps L9 all', roundNs: 70e9, everyRound: false },
    { block: 'naps L7 all', roundNs: 1e9, everyRound: false },
    { block: 'naps L8 all', roundNs: 0, everyRound: false },
    { block: 'control loop 1core', roundNs: 40_000_000, everyRound: true },
  ];
  const cases = costs.map(({ block }) => {
    const [scenario = '', level = '', regime = ''] = block.split(' ');
    const own = exampleRun.plan.cases[0]!;
    return { ...own, id: block, scenario, level, regime: regime as typeof own.regime };
  });
  const figures = {
    'naps L1 all': { metric: 'bytes_per_task', values: [100, 103] },
    'naps L9 all': { metric: 'cpu', values: [100, 120] },
  };
  const linesOf = (
    leftNs: number,
    known: Precision['figures'],
    rehearsals: number,
    ceiling = 32,
    repeatable = true,
  ) => {
    const spreads = blockSpreads(
      cases.map((planned) => ({ case: planned, probes: ['memory'] })),
      known,
    );
    const bySpread = allocateByPrecision(costs, spreads, leftNs, ceiling);
    const allocation = bySpread ?? allocateRounds(costs, leftNs, ceiling)!;
    const precision: Precision = {
      rehearsals,
      divided: bySpread === null ? 'equally' : 'by-spread',
      figures: known,
      blocks: precisionOf(costs, allocation, spreads),
    };
    return `${budgetLines(costs, precision, cases, whyEqually(precision, repeatable, ceiling), leftNs).join('\n')}\n`;
  };

  test('by spread: the precision that each block lets expect', () => {
    expect(linesOf(600e9, figures, 2)).toMatchInlineSnapshot(`
      "budget: 10 min 0 s are left for samples, divided by how far the cases vary over 2 rehearsals
        naps L1 all: 26 rounds, ±4.6% expected, from 2 tries (bytes_per_task), about 32 s
        naps L9 all: 8 rounds, ±73% expected, from 2 tries (cpu), about 9 min 20 s
        naps L7 all: 6 rounds, precision not known, about 6 s
        naps L8 all: 26 rounds, about 0 s
        control loop 1core: 26 rounds, about 1 s
      expected: about 9 min 59 s for all samples
      "
    `);
  });

  test('in equal shares: why, and which blocks get no intervals', () => {
    expect(linesOf(300e9, {}, 1)).toMatchInlineSnapshot(`
      "budget: 5 min 0 s are left for samples, divided in equal shares: it does not hold 6 rounds of everything beside a second rehearsal
        naps L1 all: 32 rounds, about 39 s
        naps L9 all: 3 rounds, no interval, about 3 min 30 s
        naps L7 all: 32 rounds, about 32 s
        naps L8 all: 32 rounds, about 0 s
        control loop 1core: 32 rounds, about 1 s
      expected: about 4 min 43 s for all samples
      warning: fewer than 6 rounds, and so no intervals: naps L9 all (3)
      "
    `);
  });

  test('a precision is told too where the spreads are known and six rounds of everything no longer fit', () => {
    expect(linesOf(300e9, figures, 2)).toContain(
      'it does not hold 6 rounds of everything beside a second rehearsal\n  naps L1 all: 32 rounds, ±4.4% expected, from 2 tries (bytes_per_task), about 39 s\n',
    );
  });

  test('no figures, and a ceiling that allows no intervals', () => {
    expect(linesOf(900e9, {}, 2)).toContain('in equal shares: no case gave a figure twice\n');
    expect(linesOf(900e9, {}, 1, 32, false)).toContain('in equal shares: no case gave a figure twice\n');
    expect(linesOf(900e9, {}, 1, 5)).toContain('in equal shares: --runs 5 gives no intervals\n');
  });
});
