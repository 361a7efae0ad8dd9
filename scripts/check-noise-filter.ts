/**
 * Is the noise filter blind to what it filters? Written to results/checks/gate/noise-filter.json:
 *
 *     node scripts/check-noise-filter.ts [pairs]
 *
 * Two cells of the same program are measured in the same rounds: in one both arms have two workers (A against A), in the
 * other head has eight, so that more threads wait for the same CPUs. It is done on the machine as it is, and again while a
 * program of this script uses a CPU for moments of random length, so that there is something to filter.
 *
 * Exit code 0: no more pairs of the second cell are filtered than of the first, in either condition (Fisher's exact test,
 * one-sided, 5 % over both); 1: more are; 3: the load did not make any pair noisy, so that nothing was tried.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { measureArms } from '../harness/commands/measure-arms.ts';
import { Progress } from '../harness/commands/progress.ts';
import type { Session } from '../harness/commands/session.ts';
import { evidenceOf } from '../harness/gate/check-evidence.ts';
import { countNoisy, type NoisyPairs } from '../harness/gate/judge.ts';
import { defaultPolicy } from '../harness/gate/policy.ts';
import { packageRoot } from '../harness/package-root.ts';
import { withParameters } from '../harness/plan/cases.ts';
import { fisherGreater } from '../harness/statistics/fisher.ts';
import { scenarios } from '../scenarios/index.ts';

const seed = 20261121;
const workers = 8;
/** What tells the two cells apart: they differ in one task. */
const tasks = { same: 4_000, more: 4_001 } as const;

interface Condition {
  readonly name: 'quiet' | 'loaded';
  readonly same: NoisyPairs & { readonly pairs: number };
  readonly more: NoisyPairs & { readonly pairs: number };
  /** One-sided: that so many more of the second cell are filtered by chance. */
  readonly p: number;
}

/** Uses a CPU for up to 0.4 s, rests for up to 0.8 s, and so on. */
const disturbance = `
  const rest = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const until = performance.now() + 400 * Math.random();
    while (performance.now() < until);
    Atomics.wait(rest, 0, 0, 800 * Math.random());
  }`;

async function main(arguments_: readonly string[]): Promise<number> {
  const pairs = Number(arguments_[0] ?? 40);
  if (!Number.isInteger(pairs) || pairs < 10) {
    process.stderr.write(`expected a number of pairs from 10 on, received ${arguments_[0]}\n`);
    return 64;
  }
  const quiet = await measure('quiet', pairs);
  const load = execa(process.execPath, ['-e', disturbance], { reject: false });
  let loaded: Condition;
  try {
    loaded = await measure('loaded', pairs);
  } finally {
    load.kill('SIGKILL');
    await load;
  }
  const conditions = [quiet, loaded];
  const folder = path.join(packageRoot, 'results', 'checks', 'gate');
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'noise-filter.json'),
    `${JSON.stringify({ format: 'interleave-noise-filter/1', seed, workers: { base: 2, head: workers }, conditions }, null, 1)}\n`,
  );
  for (const { name, same, more, p } of conditions) {
    process.stdout.write(
      `${name}: filtered ${filtered(same)} of ${same.pairs} pairs with as many threads, ${filtered(more)} of ${more.pairs} with more in head (base alone ${more.base}, head alone ${more.head}); p ${p.toFixed(3)}\n`,
    );
  }
  if (filtered(loaded.same) === 0) return 3;
  return conditions.every(({ p }) => p >= 0.05 / conditions.length) ? 0 : 1;
}

async function measure(name: Condition['name'], pairs: number): Promise<Condition> {
  const session: Session = {
    sources: scenarios,
    stdout: process.stdout,
    stderr: process.stderr,
    variables: process.env,
    workingFolder: packageRoot,
    interrupt: new AbortController().signal,
    now: () => new Date(),
    randomSeed: () => seed,
  };
  const out = await mkdtemp(path.join(os.tmpdir(), 'interleave-noise-filter-'));
  try {
    const { plan, lines } = await measureArms(
      {
        targets: ['worker-pool/node/worker-threads'],
        suite: null,
        parameters: { tasks: [tasks.same, tasks.more], workers: [2], cost: [100] },
        regimes: ['all'],
        probe: 'memory',
        runs: null,
        seed,
        budgetNs: null,
        beganMs: performance.now(),
        timeLimitMs: null,
        memoryLimitBytes: null,
        out,
        runtimeRequests: {},
        allowNodeOptions: false,
      },
      {
        kind: 'compare',
        base: { label: 'two workers', revision: null, other: null },
        head: { label: `${workers} workers`, revision: null, other: null },
        // Every pair is taken once: what is filtered is counted, not replaced.
        policy: { ...defaultPolicy, noise: { ...defaultPolicy.noise, mostRepeats: 1 } },
        headOf: (planned) =>
          planned.parameters['tasks'] === tasks.more ? withParameters(planned, { workers }) : planned,
        injected: null,
        pairs,
        calibrationOf: async () => ({ id: null, floorsFor: () => [] }),
        expectations: () => [],
      },
      session,
      new Progress(process.stderr, process.env),
    );
    const evidence = evidenceOf(
      plan,
      lines,
      scenarios.map(({ scenario }) => scenario),
      defaultPolicy.noise,
    );
    const of = (size: number) => {
      const cell = evidence.find(({ cell: id }) => id.includes(`tasks=${size} `));
      if (cell === undefined) throw new Error(`no cell of ${size} tasks`);
      return { ...countNoisy(cell.pairs), pairs: cell.pairs.length };
    };
    const [same, more] = [of(tasks.same), of(tasks.more)];
    return { name, same, more, p: fisherGreater(filtered(more), more.pairs, filtered(same), same.pairs) };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function filtered({ base, head, both }: NoisyPairs): number {
  return base + head + both;
}

process.exitCode = await main(process.argv.slice(2));
