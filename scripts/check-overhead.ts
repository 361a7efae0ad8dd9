/**
 * What does Interleave itself cost? Two answers, measured from outside on the real program, and written to
 * results/checks/overhead/:
 *
 *     node scripts/check-overhead.ts [blocks]
 *
 * (a) The time between two samples, beyond the workload's own start and run. Real runs (`interleave run`, memory samples
 * of one sleeping task, in Go or in Node.js) alternate with the same program started bare: no launcher, no reserve, no
 * counters, nothing stored; spawned by this script, which answers its messages at once and lets it wait just as long. A
 * run has one variant alone: a sample waits for what the one before it has left to the reserve, and a mixed run would
 * charge one variant for the other. Counted are
 *
 *     period = start of the next sample − start of this one    (`started_at` of both, whole ms)
 *     life   = exit − spawn of the bare program                (median of its variant and block)
 *     gap    = period − life
 *
 * So the gap holds everything that the run does for a sample: the reserve's release and restoration, the noise counters,
 * the start and end of the launcher, the readings at holds, judging, storing with its fsync, and progress. Two parts are
 * told apart with the sample's own `wallNs`, which goes from the counters before its start to those after its end:
 *
 *     outside = period − wallNs    reserve, judging, storing, progress
 *     inside  = wallNs − life      launcher, spawning, readings at holds
 *
 * A sample this small lets go of little. A large one adds the time to touch again what it has used, which depends on the
 * sample, and is no part of this check.
 *
 * (b) A second run builds nothing. With an empty cache of Interleave's own, the first run of a Go variant says what it
 * builds; the same run once more must not.
 *
 * Exit code 0: the whole 95 % interval of each variant's median gap lies below 50 ms, and the second run built nothing.
 * 1: an interval lies above, or something was built twice. 3: an interval holds 50 ms.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot, packageVersion } from '../harness/package-root.ts';
import { Random } from '../harness/plan/random.ts';
import { csvPieces } from '../harness/reports/csv.ts';
import { goRuntime } from '../harness/runtimes/go.ts';
import { nodeRuntime } from '../harness/runtimes/node.ts';
import type { Command } from '../harness/runtimes/runtime.ts';
import { medianOf } from '../harness/statistics/quantile.ts';
import { summarise, type Summary } from '../harness/statistics/summary.ts';
import { readRun, type StoredRun } from '../harness/store/run-folder.ts';
import { scenarios } from '../scenarios/index.ts';
import { liveBare, requestOf } from './bare-program.ts';

const limitMs = 50;
const rounds = 12;
const seed = 20261121;
const scenarioName = 'sleepers';
const variants = ['go/goroutine-sleep', 'node/async-sleep'];
const probe = 'memory';

interface Bare {
  readonly block: number;
  readonly variant: string;
  readonly lifeMs: number;
}
interface Period {
  readonly block: number;
  readonly order: number;
  readonly variant: string;
  readonly periodMs: number;
  readonly wallMs: number;
}
interface Gap extends Period {
  readonly lifeMs: number;
  readonly gapMs: number;
}
interface Build {
  readonly run: 'first' | 'second';
  readonly durationMs: number;
  /** The lines that say so. */
  readonly building: readonly string[];
}
type Verdict = 'below' | 'above' | 'inconclusive';

const blocks = Number(process.argv[2] ?? 4);
if (!Number.isSafeInteger(blocks) || blocks < 1) {
  throw new Error(`expected a number of blocks, at least 1, received ${process.argv[2]}`);
}
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const found = scenarios.find(({ scenario }) => scenario.name === scenarioName);
if (found === undefined) throw new Error(`there is no scenario ${scenarioName}`);
const source = found;

const temporary = await mkdtemp(path.join(os.tmpdir(), 'interleave-overhead-'));
try {
  // Both of the programs that are measured here and of the runs: what a run has built is started bare.
  process.env['INTERLEAVE_CACHE'] = path.join(temporary, 'cache');
  const builds = [await buildingRun('first'), await buildingRun('second')];
  const go = await goRuntime.find(null, say);
  const node = await nodeRuntime.find(null, say);
  await go.prepare(source);
  const commandOf = (variant: string): Command =>
    (variant.startsWith('go/') ? go : node).command(source, variant);

  const random = new Random(seed);
  const bares: Bare[] = [];
  const periods: Period[] = [];
  const environments: StoredRun['environment'][] = [];
  for (let block = 0; block < blocks; block += 1) {
    for (const variant of random.shuffled(variants)) {
      say(`block ${block + 1}/${blocks}: ${rounds} samples of ${variant}, and as many bare programs`);
      const stored = await smallRun(variant, path.join(temporary, `${block}-${variant.replace('/', '-')}`));
      periods.push(...periodsOf(stored, block));
      environments.push(stored.environment);
      const [planned] = stored.plan.cases;
      if (planned === undefined) throw new Error(`expected a case of ${variant}, received a run without any`);
      const request = requestOf(source.scenario, planned, stored.plan.settings[planned.id] ?? {}, probe);
      for (let start = 0; start < rounds; start += 1) {
        const { lifeMs } = await liveBare(commandOf(variant), request);
        bares.push({ block, variant, lifeMs });
      }
    }
  }

  const gaps = gapsOf(periods, bares);
  const figures = variants.map((variant) => figuresOf(variant, gaps));
  // As the first of the runs recorded it, with its launcher and its reserve.
  const [environment] = environments;
  const folder = path.join(packageRoot, 'results', 'checks', 'overhead');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'observations.csv'), observationsCsv(gaps, bares));
  await writeFile(
    path.join(folder, 'result.json'),
    `${JSON.stringify({ version: packageVersion, limitMs, blocks, rounds, seed, probe, variants: figures, builds, environment }, rounded, 2)}\n`,
  );
  process.stdout.write(tableOf(figures, builds));
  process.exitCode = exitCodeOf(figures, builds);
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** The real program, as a user without a terminal starts it. */
async function interleave(words: readonly string[], out: string): Promise<{ stderr: string }> {
  const { exitCode, stderr } = await execa(
    process.execPath,
    [path.join(packageRoot, 'bin', 'interleave.cjs'), 'run', ...words, '--out', out],
    { stdin: 'ignore', reject: false, env: { NODE_OPTIONS: '' } },
  );
  if (exitCode !== 0) throw new Error(`expected exit 0 of interleave run, received ${exitCode}:\n${stderr}`);
  return { stderr };
}

async function buildingRun(run: Build['run']): Promise<Build> {
  say(`the ${run} run of a Go variant`);
  const began = performance.now();
  const { stderr } = await interleave(
    [`${scenarioName}/${variants[0]}`, '--param', 'tasks=1', '--runs', '1'],
    path.join(temporary, `${run}-run`),
  );
  return {
    run,
    durationMs: performance.now() - began,
    building: stderr.split('\n').filter((line) => line.startsWith('building ')),
  };
}

async function smallRun(variant: string, out: string): Promise<StoredRun> {
  const options = ['--param', 'tasks=1', '--cores', 'all', '--probe', probe, '--runs', String(rounds)];
  await interleave([`${scenarioName}/${variant}`, ...options, '--no-control'], out);
  const [name = ''] = await readdir(out);
  return readRun(path.join(out, name));
}

/** The last sample has no next one, and so no period. */
function periodsOf({ samples }: StoredRun, block: number): Period[] {
  return samples.slice(0, -1).map((sample, index) => {
    const next = samples[index + 1];
    if (sample.status !== 'ok' || next === undefined) {
      throw new Error(`expected samples that are ok, received ${sample.status} of ${sample.case}`);
    }
    return {
      block,
      order: sample.order,
      variant: sample.variant,
      periodMs: Date.parse(next.startedAt) - Date.parse(sample.startedAt),
      wallMs: sample.noise.wallNs / 1e6,
    };
  });
}

/** Block by block, so that a drift of the machine cancels. */
function gapsOf(all: readonly Period[], bare: readonly Bare[]): Gap[] {
  return all.map((period) => {
    const own = bare.filter(({ block, variant }) => block === period.block && variant === period.variant);
    const life = medianOf(own.map((one) => one.lifeMs));
    return { ...period, lifeMs: life, gapMs: period.periodMs - life };
  });
}

function figuresOf(variant: string, all: readonly Gap[]) {
  const own = all.filter((gap) => gap.variant === variant);
  const gapMs = summarise(own.map((gap) => gap.gapMs));
  return {
    variant,
    samples: own.length,
    gapMs,
    outsideMs: summarise(own.map(({ periodMs, wallMs }) => periodMs - wallMs)),
    insideMs: summarise(own.map((gap) => gap.wallMs - gap.lifeMs)),
    lifeMs: medianOf(own.map((gap) => gap.lifeMs)),
    verdict: verdictOf(gapMs),
  };
}

/** Fewer than six samples have no interval, and show nothing. */
function verdictOf({ interval }: Summary): Verdict {
  if (interval === null) return 'inconclusive';
  if (interval.high < limitMs) return 'below';
  return interval.low > limitMs ? 'above' : 'inconclusive';
}

/** A first run that built nothing would leave the second nothing to show. */
function buildsOnce([first, second]: readonly Build[]): boolean {
  return first !== undefined && first.building.length > 0 && second?.building.length === 0;
}

function exitCodeOf(figures: readonly { readonly verdict: Verdict }[], builds: readonly Build[]): number {
  if (!buildsOnce(builds) || figures.some(({ verdict }) => verdict === 'above')) return 1;
  return figures.every(({ verdict }) => verdict === 'below') ? 0 : 3;
}

function observationsCsv(all: readonly Gap[], bare: readonly Bare[]): Iterable<string> {
  const header = ['kind', 'block', 'order', 'variant', 'period_ns', 'wall_ns', 'life_ns'];
  return csvPieces(header, [
    ...all.map((gap) => [
      'sample',
      gap.block,
      gap.order,
      gap.variant,
      ns(gap.periodMs),
      ns(gap.wallMs),
      null,
    ]),
    ...bare.map((one) => ['bare', one.block, null, one.variant, null, null, ns(one.lifeMs)]),
  ]);
}

function ns(ms: number): number {
  return Math.round(ms * 1e6);
}

function tableOf(figures: readonly ReturnType<typeof figuresOf>[], builds: readonly Build[]): string {
  const header = [
    'variant',
    'samples',
    'gap ms',
    'p90',
    'outside ms',
    'inside ms',
    'bare life ms',
    'verdict',
  ];
  const rows = figures.map(({ variant, samples, gapMs, outsideMs, insideMs, lifeMs: life, verdict }) => [
    variant,
    String(samples),
    ...[gapMs.median, gapMs.p90, outsideMs.median, insideMs.median, life].map((ms) => ms.toFixed(1)),
    `${verdict} ${limitMs} ms`,
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const built = builds.map(
    ({ run, durationMs, building }) =>
      `${run} run: ${(durationMs / 1000).toFixed(1)} s, ${building.length === 0 ? 'built nothing' : building.join('; ')}`,
  );
  return [...lines, ...built, ''].join('\n');
}

/** Nanoseconds are more than the clock of this measurement knows; the rest of the file has no fractions as long. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}
