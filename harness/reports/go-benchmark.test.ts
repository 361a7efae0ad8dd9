import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arms } from '../gate/evidence.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { checkFormat, checkPlanSchema } from '../store/check-plan.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import {
  baseBenchmarks,
  benchmarksText,
  goBenchmarkOfArm,
  goBenchmarkText,
  headBenchmarks,
} from './go-benchmark.ts';
import type { JudgedCheck } from './judged-check.ts';
import type { Run } from './report.ts';

const text = [...goBenchmarkText(exampleRun)].join('');
const results = text.split('\n').filter((line) => line.startsWith('Benchmark'));

/** What benchstat prints of files with these texts; on stderr it tells every line that it cannot read. */
async function benchstat(
  files: Readonly<Record<string, string>>,
  ...flags: readonly string[]
): Promise<string> {
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  const tool = ['tool', '-modfile=../scripts/go-tools/go.mod', 'benchstat'];
  const script = path.join(packageRoot, 'scripts', 'go-workloads.sh');
  const paths = Object.keys(files).map((name) => `${name}=${path.join(folder, name)}`);
  const { stdout, stderr } = await execa('sh', [script, ...tool, ...flags, ...paths]);
  // Before it is built for the first time, Go tells what it downloads.
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading '));
  expect(said).toEqual([]);
  return stdout;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'interleave-benchstat-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the file of an excerpt (vitest -u writes it)', async () => {
  const samples = exampleRun.samples.filter(({ order }) => [1, 2, 3, 5, 8].includes(order));
  await expect([...benchmarksText.write({ ...exampleRun, samples })].join('')).toMatchFileSnapshot(
    'golden/benchmarks.txt',
  );
});

test('one line for each ok sample, in the plan’s order', () => {
  const ok = exampleRun.samples.filter(({ status }) => status === 'ok');
  expect(ok.length).toBeGreaterThan(30);
  expect(results.map((line) => line.slice(0, line.indexOf('\t')))).toEqual(
    ok
      .toSorted((one, other) => one.order - other.order)
      .map(
        ({ runtime, variant, parameters, probe }) =>
          `BenchmarkNaps/runtime=${runtime}/variant=${variant.slice(runtime.length + 1)}/regime=all/` +
          `tasks=${parameters['tasks']}/wake=${parameters['wake']}/probe=${probe}`,
      ),
  );
});

test('a failed sample and one that was not attained leave no line', () => {
  const failed = exampleRun.samples.filter(({ status }) => status !== 'ok');
  expect(failed.map(({ status }) => status)).toEqual(['failed', 'not-attained', 'skipped']);
  expect([...goBenchmarkText({ ...exampleRun, samples: failed })].join('')).not.toContain('\nBenchmark');
});

describe('benchstat', () => {
  test('reads two runs without a warning and compares them case by case', async () => {
    const table = await benchstat({ before: text, after: text });
    expect(table).toContain('cpu: Example <CPU> | 3 GHz');
    expect(table).toMatch(/│ +before +│ +after +│/);
    expect(table).toMatch(/│ +sec\/op +│ +sec\/op +vs base +│/);
    expect(table).toContain('peak-B');
    expect(table).toContain('wake_lateness_p99-sec');
    // Elapsed: 700 to 705 ms.
    expect(table).toMatch(
      /^Naps\/runtime=go\/variant=timer\/regime=all\/tasks=1000\/wake=together\/probe=memory +702\.5m .* 702\.5m .* ~ \(p=1\.000 n=6\)/m,
    );
  });

  test('finds a slowdown, under another version of the runtime and of the run’s name too', async () => {
    const slower: Run = {
      ...exampleRun,
      plan: {
        ...exampleRun.plan,
        runId: 'another',
        cases: exampleRun.plan.cases.map((own) => ({ ...own, runtimeVersion: '99.0.0' })),
      },
      samples: exampleRun.samples.map((sample) => ({
        ...sample,
        runtimeVersion: '99.0.0',
        ...(sample.status === 'ok' && { elapsedNs: sample.elapsedNs * 2 }),
      })),
    };
    const table = await benchstat({ before: text, after: [...goBenchmarkText(slower)].join('') });
    expect(table).toMatch(
      /^Naps\/runtime=go\/variant=timer\/regime=all\/tasks=1000\S+ +702\.5m .* 1405\.0m .* \+100\.00% \(p=0\.002 n=6\)/m,
    );
  });

  // Its reader converts no 0 (golang.org/x/perf/benchfmt), and would give zeros a table without the other values.
  test('shows a time of 0 in the table of the other times', async () => {
    const samples = exampleRun.samples.map((sample) =>
      sample.status === 'ok' && sample.parameters['tasks'] === 0 ? { ...sample, elapsedNs: 0 } : sample,
    );
    const table = await benchstat({ one: [...goBenchmarkText({ ...exampleRun, samples })].join('') });
    expect(table.match(/│ +(sec|ns)\/op +│/g)).toHaveLength(1);
    expect(table).toMatch(/^Naps\/runtime=go\/variant=timer\/regime=all\/tasks=0\/\S+ +0\.000 /m);
  });

  test('tells names apart that hold what the format gives a meaning to', async () => {
    const hostile = exampleRun.samples.map((sample) => ({
      ...sample,
      parameters: { ...sample.parameters, wake: `a b/c=d\n#${sample.parameters['wake']}\ud800 ü-8` },
    }));
    const table = await benchstat({
      one: [...goBenchmarkText({ ...exampleRun, samples: hostile })].join(''),
    });
    expect(table).toMatch(/\/wake=a%20b%2Fc%3Dd%0A%23together%EF%BF%BD%20%C3%BC-8\/probe=memory +702\.5m/);
  });
});

test('a version stands in the names where a run has several of its runtime', () => {
  const [first, ...others] = exampleRun.plan.cases;
  if (first === undefined) throw new Error('the example has cases');
  const older = { ...first, runtimeVersion: '1.26.8', id: `${first.id} older` };
  const both: Run = { ...exampleRun, plan: { ...exampleRun.plan, cases: [older, first, ...others] } };
  const names = [...goBenchmarkText(both)].filter((line) => line.startsWith('Benchmark'));
  expect(names.filter((line) => line.includes('/version=1.27.4/')).length).toBeGreaterThan(0);
  expect(names.filter((line) => line.includes('/runtime=node/') && line.includes('/version='))).toEqual([]);
});

describe('the arms of a check', () => {
  const own = exampleRun.plan.cases.find(({ id }) => id.includes('go/timer') && id.includes('tasks=1000 '));
  if (own === undefined) throw new Error('the example has such a case');
  const samples = exampleRun.samples.filter((sample) => sample.case === own.id && sample.status === 'ok');
  const plan = checkPlanSchema.parse({
    format: checkFormat,
    version: '0.1.0',
    checkId: 'example',
    createdAt: '2026-11-20T10:00:00.000Z',
    kind: 'check',
    suite: 'quick',
    seed: 7,
    arms: {
      base: { label: 'main\nBenchmarkX', revision: null },
      head: { label: 'working tree', revision: null },
    },
    cells: [
      {
        id: 'naps go/timer',
        base: own,
        head: { ...own, runtimeVersion: '1.28.0' },
        probe: 'memory',
        gated: [{ metric: 'peak', unit: 'bytes', direction: 'lower-is-better' }],
      },
    ],
    oneSided: [],
    policy: defaultPolicy,
    looks: [],
    floors: [],
    calibration: null,
    settings: {},
    pairNs: {},
    budgetNs: null,
    injected: null,
  });
  /** Head took 7 ms longer in each pair, and was the first of its pair in every other one. */
  const lines = samples.flatMap((sample, pair) =>
    (pair % 2 === 0 ? arms : arms.toReversed()).map((arm, position) => ({
      pair,
      round: pair,
      cell: 'naps go/timer',
      arm,
      position,
      sample:
        sample.status === 'ok' && arm === 'head' ? { ...sample, elapsedNs: sample.elapsedNs + 7e6 } : sample,
    })),
  );
  const check: JudgedCheck = {
    plan,
    pairing: 'paired',
    environment: exampleRun.environment,
    lines,
    evidence: [],
    cells: [],
    result: { light: 'pass', reasons: [] },
    scenarios: [exampleScenario],
  };

  test('stand in two files whose lines have one name, each in the order of the pairs', () => {
    expect([baseBenchmarks.file, headBenchmarks.file]).toEqual(['base.txt', 'head.txt']);
    const elapsed = arms.map((arm) =>
      [...goBenchmarkOfArm({ ...check, lines: lines.toReversed() }, arm)].flatMap((line) => {
        const found = /^BenchmarkNaps\/runtime=go\/variant=timer\/regime=all\/.*\t(\d+) ns\/op/.exec(line);
        return found === null ? [] : [Number(found[1]) / 1e6];
      }),
    );
    expect(elapsed).toEqual([
      [700, 701, 702, 703, 704, 705],
      [707, 708, 709, 710, 711, 712],
    ]);
  });

  test('are compared by benchstat even where they differ on purpose, under a name that tells both', async () => {
    const cells = plan.cells.map((cell) => ({
      ...cell,
      head: { ...cell.head, parameters: { ...cell.head.parameters, tasks: 1_050 } },
    }));
    const injected: JudgedCheck = {
      ...check,
      plan: { ...plan, cells },
      lines: lines.map((line) =>
        line.arm === 'base'
          ? line
          : { ...line, sample: { ...line.sample, parameters: { ...line.sample.parameters, tasks: 1_050 } } },
      ),
    };
    const table = await benchstat({
      base: [...baseBenchmarks.write(injected)].join(''),
      head: [...headBenchmarks.write(injected)].join(''),
    });
    expect(table).toMatch(
      /\/tasks=1000\.\.1050\/wake=together\/probe=memory +702\.5m .* 709\.5m .* \+1\.00%/,
    );
  });

  test('are compared by benchstat', async () => {
    const table = await benchstat({
      base: [...baseBenchmarks.write(check)].join(''),
      head: [...headBenchmarks.write(check)].join(''),
    });
    expect(table).toMatch(/702\.5m .* 709\.5m .* \+1\.00% \(p=0\.002 n=6\)/);
  });
});
