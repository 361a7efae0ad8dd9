import { expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import { planText } from './plan-text.ts';

test('the order of processes, with what is skipped and why', () => {
  const { plan } = exampleRun;
  const entries = [...plan.entries.slice(0, 2), plan.entries.find((entry) => entry.case.includes('thread'))!];
  expect(planText({ ...plan, entries })).toMatchInlineSnapshot(`
    "seed 7, 6 rounds, 7 cases, 3 samples
    Before the first sample a pilot of every case settles how long its tasks wait.

    0  round 1  memory   naps go/timer go@1.27.4 all tasks=0 wake=together  seed=0 padding=0
    1  round 1  memory   naps node/timer node@26.10.0 all tasks=0 wake=together  seed=1 padding=0
    8  round 1  memory   naps node/thread node@26.10.0 all tasks=10 wake=-apart  seed=8 padding=0  skipped: needs about 120 MB of memory, 64 MB are available
    "
  `);
});
