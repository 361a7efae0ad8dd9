/**
 * How often does the gate cry wolf, and what does it find? Answered from pairs of programs with themselves, which
 * `interleave calibrate` took on several occasions; written to results/checks/gate/:
 *
 *     node scripts/prove-gate.ts
 *
 * Occasions are the folders of results/checks/gate/sessions/. From them whole checks are made up, each from the pairs of one
 * occasion from a random pair on, with a new coin for each pair, and judged by the real judge with its looks, its filter
 * and its corrections. False alarms: checks in which anything is called regressed. Power: checks in which the one metric of
 * one cell that was made worse is. The interval of the rate of false alarms draws whole occasions (block bootstrap); where
 * there is no alarm at all, that is a point, so that the exact binomial bound of as many independent checks is told too.
 *
 * Beside it, on the same values, what else people use: all runs of base first and then all of head, judged by benchstat, by
 * Welch's t test and by thresholds.
 *
 * Exit code 0: any false alarm in at most 1 % of the checks, a slowdown of 5 % found in at least 75 % (elapsed) and 99 %
 * (memory) of them, one of 10 % of elapsed in at least 95 %. 1: one of these does not hold. 3: too few occasions.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Hypothesis } from '../harness/gate/evidence.ts';
import type { CellVerdict } from '../harness/gate/judge.ts';
import { makeUpCheck } from '../harness/gate/made-up-checks.ts';
import { defaultPolicy } from '../harness/gate/policy.ts';
import { packageRoot } from '../harness/package-root.ts';
import { Random } from '../harness/plan/random.ts';
import { csvPieces } from '../harness/reports/csv.ts';
import { planLooks, type Look } from '../harness/statistics/alpha-plan.ts';
import { binomialInterval } from '../harness/statistics/binomial-interval.ts';
import { blockBootstrap } from '../harness/statistics/bootstrap.ts';
import { environmentSchema } from '../harness/store/environment.ts';
import { benchstat, threshold, welch, type Trial, type Rival } from './gate/rivals.ts';
import { readOccasion, seriesOf, type Occasion } from './gate/occasions.ts';

const folder = path.join(packageRoot, 'results', 'checks', 'gate');
const sessionFolder = path.join(folder, 'sessions');
const seed = 20261121;
const leastOccasions = 3;
/** Whole checks in all for the rate of false alarms, and for each metric, slowdown and occasion. */
const [checks, repeats] = [2_400, 100] as const;
const slowdowns = [0.05, 0.1, 0.2] as const;
/** Runs of each side that the others get: what their authors ask for, and as many as the gate's last look has. */
const rivalRuns = [10, 32] as const;
/** What must hold. */
const promise = { falseAlarms: 0.01, elapsed5: 0.75, memory5: 0.99, elapsed10: 0.95 } as const;

/** One way of judging at one number of runs. */
interface MethodResult {
  readonly method: string;
  readonly runs: string;
  readonly falseAlarms: Rate;
  readonly found: readonly Found[];
}

interface Rate {
  readonly of: number;
  readonly times: number;
}

interface Found extends Rate {
  readonly slowdown: number;
  readonly kind: Kind;
}

type Kind = 'elapsed' | 'memory';

async function main(): Promise<number> {
  const occasions = (existsSync(sessionFolder) ? readdirSync(sessionFolder) : [])
    .toSorted()
    .map((name) => readOccasion(path.join(sessionFolder, name)));
  if (occasions.length < leastOccasions) {
    process.stderr.write(
      `expected pairs of at least ${leastOccasions} occasions in results/checks/gate/sessions, received ${occasions.length}: take another by node scripts/take-gate-session.ts\n`,
    );
    return 3;
  }
  const random = new Random(seed);
  const { ours, byOccasion, pairs } = proveOurs(occasions, random);
  const interval = blockBootstrap(
    byOccasion,
    (blocks) => sum(blocks.map(({ times }) => times)) / sum(blocks.map(({ of }) => of)),
    random,
    { repetitions: 10_000 },
  );
  const exact = binomialInterval(ours.falseAlarms.times, ours.falseAlarms.of);
  const methods = [ours, ...(await proveRivals(occasions, random))];
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'methods.csv'), csvPieces(methodHeader, methodRows(methods)));
  const environments = occasions.map(({ name }) => readMachine(path.join(sessionFolder, name)));
  const result = {
    format: 'interleave-gate-proof/1',
    seed,
    machine: {
      cpu: environments[0]?.cpu ?? null,
      cpus: environments[0]?.cpus ?? 0,
      dates: environments.map(({ date }) => date),
    },
    metrics: occasions[0] === undefined ? 0 : hypothesesOf(occasions[0]).length,
    occasions: occasions.map(({ name, cells }) => ({
      name,
      cells: cells.length,
      pairs: Math.max(...cells.map((cell) => cell.pairs.length)),
    })),
    falseAlarms: { ...ours.falseAlarms, byOccasion, interval, exact },
    pairs,
    found: ours.found,
  };
  await writeFile(path.join(folder, 'proof.json'), `${JSON.stringify(result, null, 1)}\n`);
  process.stdout.write(`${JSON.stringify(result.falseAlarms)}\n`);
  for (const { method, runs, falseAlarms, found } of methods) {
    const shares = found.map(
      ({ slowdown, kind, of, times }) => `${kind} ${slowdown}: ${share({ of, times })}`,
    );
    process.stdout.write(`${method} (${runs}): false alarms ${share(falseAlarms)}; ${shares.join(', ')}\n`);
  }
  process.stdout.write(`pairs of a cell in a check without a slowdown, mean: ${pairs.toFixed(1)}\n`);
  return holds(ours) ? 0 : 1;
}

function holds({ falseAlarms, found }: MethodResult): boolean {
  const at = (kind: Kind, slowdown: number): number => {
    const one = found.find((own) => own.kind === kind && own.slowdown === slowdown);
    return one === undefined ? 0 : one.times / one.of;
  };
  return (
    falseAlarms.times / falseAlarms.of <= promise.falseAlarms &&
    at('elapsed', 0.05) >= promise.elapsed5 &&
    at('memory', 0.05) >= promise.memory5 &&
    at('elapsed', 0.1) >= promise.elapsed10
  );
}

function proveOurs(
  occasions: readonly Occasion[],
  random: Random,
): { readonly ours: MethodResult; readonly byOccasion: readonly Rate[]; readonly pairs: number } {
  const perOccasion = Math.ceil(checks / occasions.length);
  const byOccasion: Rate[] = [];
  const taken: number[] = [];
  for (const occasion of occasions) {
    const plan = { looks: looksOf(occasion), policy: defaultPolicy, floors: [] };
    let times = 0;
    for (let check = 0; check < perOccasion; check += 1) {
      const cells = makeUpCheck(occasion.cells, plan, random);
      if (regressedIn(cells).length > 0) times += 1;
      for (const { metrics } of cells) taken.push(Math.max(0, ...metrics.map(({ pairs }) => pairs)));
    }
    byOccasion.push({ of: perOccasion, times });
  }
  const found = slowdowns.flatMap((slowdown) =>
    (['elapsed', 'memory'] as const).map((kind): Found => {
      let [of, times] = [0, 0];
      for (const occasion of occasions) {
        const plan = { looks: looksOf(occasion), policy: defaultPolicy, floors: [] };
        for (const hypothesis of hypothesesOf(occasion).filter((one) => kindOf(one) === kind)) {
          for (let repeat = 0; repeat < repeats; repeat += 1) {
            const cells = makeUpCheck(occasion.cells, plan, random, (one) =>
              one === hypothesis ? slowdown : 0,
            );
            of += 1;
            if (regressedIn(cells).some((one) => one === hypothesis)) times += 1;
          }
        }
      }
      return { slowdown, kind, of, times };
    }),
  );
  const falseAlarms = {
    of: sum(byOccasion.map(({ of }) => of)),
    times: sum(byOccasion.map(({ times }) => times)),
  };
  const most = Math.max(...occasions.flatMap(looksOf).map(({ pairs }) => pairs));
  return {
    ours: { method: 'interleave check', runs: `up to ${most} pairs`, falseAlarms, found },
    byOccasion,
    pairs: sum(taken) / taken.length,
  };
}

async function proveRivals(occasions: readonly Occasion[], random: Random): Promise<MethodResult[]> {
  const tools = await mkdtemp(path.join(os.tmpdir(), 'interleave-benchstat-'));
  try {
    const program = path.join(tools, 'benchstat');
    await buildBenchstat(program);
    const results: MethodResult[] = [];
    for (const rival of [benchstat(program), welch, threshold(1.1), threshold(2)])
      for (const runs of rivalRuns) results.push(await proveRival(rival, runs, occasions, random));
    return results;
  } finally {
    await rm(tools, { recursive: true, force: true });
  }
}

async function proveRival(
  rival: Rival,
  runs: number,
  occasions: readonly Occasion[],
  random: Random,
): Promise<MethodResult> {
  const perOccasion = Math.ceil(checks / occasions.length);
  // Whole checks without a slowdown, then each metric alone with one; the rival sees all of them at once.
  const clean = occasions.flatMap((occasion) =>
    Array.from({ length: perOccasion }, () => {
      // All metrics at one time: what disturbs one of them may disturb all.
      const place = random.uint32() / 2 ** 32;
      return hypothesesOf(occasion).map((hypothesis) => baseFirst(occasion, hypothesis, runs, place, 0));
    }),
  );
  const alarms = await rival.judge(clean.flat());
  let [position, times] = [0, 0];
  for (const check of clean) {
    if (alarms.slice(position, position + check.length).some(Boolean)) times += 1;
    position += check.length;
  }
  const found: Found[] = [];
  for (const slowdown of slowdowns) {
    for (const kind of ['elapsed', 'memory'] as const) {
      const slowed = occasions.flatMap((occasion) =>
        hypothesesOf(occasion)
          .filter((one) => kindOf(one) === kind)
          .flatMap((hypothesis) =>
            Array.from({ length: repeats }, () =>
              baseFirst(occasion, hypothesis, runs, random.uint32() / 2 ** 32, slowdown),
            ),
          ),
      );
      const judged = await rival.judge(slowed);
      found.push({ slowdown, kind, of: judged.length, times: judged.filter(Boolean).length });
    }
  }
  return {
    method: rival.name,
    runs: `${runs} and ${runs}`,
    falseAlarms: { of: clean.length, times },
    found,
  };
}

/**
 * So many values, and as many after them.
 *
 * @param place where they begin in the occasion, from 0 to 1
 */
function baseFirst(
  occasion: Occasion,
  hypothesis: Hypothesis,
  runs: number,
  place: number,
  slowdown: number,
): Trial {
  const cell = occasion.cells.find(({ cell: id }) => id === hypothesis.cell);
  if (cell === undefined) throw new Error(`there is no cell ${hypothesis.cell}`);
  const series = seriesOf(cell, hypothesis);
  if (series.length < 2 * runs)
    throw new Error(`${occasion.name} holds ${series.length} values of ${hypothesis.cell}, not ${2 * runs}`);
  const start = Math.floor(place * (series.length - 2 * runs + 1));
  const worse = hypothesis.direction === 'lower-is-better' ? 1 + slowdown : 1 / (1 + slowdown);
  return {
    hypothesis,
    base: series.slice(start, start + runs),
    head: series.slice(start + runs, start + 2 * runs).map((value) => value * worse),
  };
}

function hypothesesOf({ cells }: Occasion): Hypothesis[] {
  return cells.flatMap(({ hypotheses }) => hypotheses);
}

function looksOf(occasion: Occasion): Look[] {
  return planLooks(hypothesesOf(occasion).length, defaultPolicy.q, defaultPolicy.mostPairs);
}

function kindOf({ unit }: Hypothesis): Kind {
  return unit === 'bytes' || unit === 'bytes/task' ? 'memory' : 'elapsed';
}

function regressedIn(cells: readonly CellVerdict[]): Hypothesis[] {
  return cells.flatMap(({ metrics }) =>
    metrics.filter(({ verdict }) => verdict === 'regressed').map(({ hypothesis }) => hypothesis),
  );
}

/** Where and when a occasion was measured. */
function readMachine(occasion: string): { cpu: string | null; cpus: number; date: string } {
  const environment = environmentSchema.parse(
    JSON.parse(readFileSync(path.join(occasion, 'environment.json'), 'utf8')),
  );
  return {
    cpu: environment.cpu.model,
    cpus: environment.cpu.allowed.length,
    date: environment.recordedAt.slice(0, 10),
  };
}

/** The pinned benchstat, as a program of its own. */
async function buildBenchstat(program: string): Promise<void> {
  await execa('sh', [
    path.join(packageRoot, 'scripts', 'go-workloads.sh'),
    'build',
    '-modfile=../scripts/go-tools/go.mod',
    '-o',
    program,
    'golang.org/x/perf/cmd/benchstat',
  ]);
}

const methodHeader = ['method', 'runs', 'slowdown', 'kind', 'checks', 'times', 'share'];

function* methodRows(methods: readonly MethodResult[]): Iterable<(string | number)[]> {
  for (const { method, runs, falseAlarms, found } of methods) {
    const { of, times } = falseAlarms;
    yield [method, runs, 0, 'any', of, times, times / of];
    for (const one of found)
      yield [method, runs, one.slowdown, one.kind, one.of, one.times, one.times / one.of];
  }
}

function share({ of, times }: Rate): string {
  return `${((times / of) * 100).toFixed(1)} %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

process.exitCode = await main();
