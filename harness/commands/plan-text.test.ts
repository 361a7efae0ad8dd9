import { expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import { allocateRounds } from '../plan/budget.ts';
import { budgetLines, planText } from './plan-text.ts';

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

test('how a budget was divided, and which blocks get no intervals', () => {
  const costs = [
    { block: 'naps L1 all', roundNs: 1_234_000_000, everyRound: false },
    { block: 'naps L9 all', roundNs: 70e9, everyRound: false },
    { block: 'naps L8 all', roundNs: 0, everyRound: false },
    { block: 'control loop 1core', roundNs: 40_000_000, everyRound: true },
  ];
  const lines = budgetLines(costs, allocateRounds(costs, 300e9, 32)!, 300e9);
  expect(`${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "budget: 5 min 0 s are left for samples
      naps L1 all: 32 of 32 rounds, 1.23 s a round, about 39 s
      naps L9 all: 3 of 32 rounds, 70.00 s a round, about 3 min 30 s
      naps L8 all: 32 of 32 rounds, 0.00 s a round, about 0 s
      control loop 1core: 32 of 32 rounds, 0.04 s a round, about 1 s
    expected: about 4 min 11 s for all samples
    warning: fewer than 6 rounds, and so no intervals: naps L9 all (3)
    "
  `);
  const enough = costs.slice(0, 1);
  expect(budgetLines(enough, allocateRounds(enough, 300e9, 6)!, 300e9).at(-1)).toBe(
    'expected: about 7 s for all samples',
  );
});
