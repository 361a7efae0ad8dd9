/**
 * Does being measured change what is measured? Two answers, written to results/checks/observer/:
 *
 *     node scripts/check-observer.ts [pairs]
 *
 * (a) Agreement. The same program with the same request runs measured, as every sample of a run is (launcher, readings at
 * holds, counters, judging), and bare (`bare-program.ts`), in adjacent pairs whose order a seeded coin decides. Before
 * either, the reserve lets go of as much memory, so that both find the machine's memory in one state. Compared are the
 * program's own elapsed time, less the wait that the request asks for, and its VmHWM at its holds:
 *
 *     ratio = median of all measured / median of all bare
 *
 * They agree when it lies within 1 % of 1 and the 95 % interval of the ratios within the pairs holds 1 or lies within 1 % too;
 * they differ when both lie outside; else the check cannot tell.
 *
 * (b) The harness's share. From the moment at which the workload is reported started until its sample is judged and handed
 * over, the CPU time of the orchestrator (this process: the real runner), and beside it that of the launcher, as a share of
 * one CPU for as long as the sample took; both without the readings at holds, while which the workload stands still. The
 * orchestrator's must be below 1 %. How long the workload was held is told too.
 *
 * Exit code 0: all agree, and every share lies below 1 % with its whole interval. 1: one differs, or lies above with its whole
 * interval. 3: one cannot be told.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { recordMachine } from '../harness/commands/machine.ts';
import { fitnessOn } from '../harness/commands/fitness.ts';
import { buildHarnessPrograms } from '../harness/commands/toolbox.ts';
import { allowedCpus, measuredCpu } from '../harness/measure/affinity.ts';
import { capacityOf } from '../harness/measure/fit.ts';
import { Reserve } from '../harness/measure/reserve.ts';
import { Runner } from '../harness/measure/runner.ts';
import type { Parameters } from '../harness/model.ts';
import { packageRoot, packageVersion } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { Random } from '../harness/plan/random.ts';
import { csvPieces } from '../harness/reports/csv.ts';
import { goRuntime } from '../harness/runtimes/go.ts';
import { nodeRuntime } from '../harness/runtimes/node.ts';
import { medianOf } from '../harness/statistics/quantile.ts';
import { summarise, type Summary } from '../harness/statistics/summary.ts';
import type { Sample } from '../harness/store/sample.ts';
import { scenarios } from '../scenarios/index.ts';
import { liveBare, requestOf } from './bare-program.ts';

const limit = 0.01;
const seed = 20261121;
/** More than any of the programs below needs. */
const reservedBytes = 1e9;

interface Checked {
  readonly scenario: string;
  readonly variant: string;
  readonly parameters: Parameters;
  readonly settings: Readonly<Record<string, number>>;
  /** What its figures can tell. */
  readonly judged: readonly ('elapsed' | 'peak' | 'share')[];
  /** In which pairs it takes part: every one, or one of so many. */
  readonly oneOf: number;
}

/**
 * Time is held against time where a program does nothing but compute in one thread: what two threads or a wait take differs
 * more from run to run than any observer. Memory is held against memory where tasks need some: of nine megabytes 1 % is a few
 * pages. The share is asked of samples of seconds, as those of a run are that last; a start
 * costs as much however short the sample is.
 */
const checked: readonly Checked[] = [
  ...['go/serial', 'node/serial'].map((variant): Checked => ({
    scenario: 'worker-pool',
    variant,
    parameters: { tasks: 30_000, workers: 1, cost: 10 },
    settings: {},
    judged: ['elapsed'],
    oneOf: 1,
  })),
  ...['go/goroutine-sleep', 'node/async-sleep'].map((variant): Checked => ({
    scenario: 'sleepers',
    variant,
    parameters: { tasks: 100_000 },
    settings: { waitNs: 1_500_000_000 },
    judged: ['peak', 'share'],
    oneOf: 4,
  })),
];

interface Observation {
  readonly variant: string;
  readonly pair: number;
  readonly bareFirst: boolean;
  readonly measuredElapsedNs: number;
  readonly bareElapsedNs: number;
  readonly measuredPeakBytes: number;
  readonly barePeakBytes: number;
  readonly orchestratorNs: number;
  readonly launcherNs: number;
  readonly heldNs: number;
  readonly wallNs: number;
}

const pairs = Number(process.argv[2] ?? 80);
if (!Number.isSafeInteger(pairs) || pairs < 24) {
  throw new Error(`expected a number of pairs, at least 24, received ${process.argv[2]}`);
}
const say = (line: string): boolean => process.stderr.write(`${line}\n`);

const runtimes = [await goRuntime.find(null, say), await nodeRuntime.find(null, say)];
for (const source of scenarios) for (const runtime of runtimes) await runtime.prepare(source);
const programs = await buildHarnessPrograms(say);
if (programs.launcher === null || programs.reserve === null) throw new Error('expected a Go to build with');
const session = {
  sources: scenarios,
  stdout: process.stdout,
  stderr: process.stderr,
  variables: process.env,
  workingFolder: packageRoot,
  interrupt: new AbortController().signal,
  now: () => new Date(),
  randomSeed: () => seed,
};
const environment = await recordMachine(runtimes, session, null);
const reserve = await Reserve.start(programs.reserve, reservedBytes);
const allCpus = allowedCpus();
const runner = new Runner({
  sources: scenarios,
  runtimes,
  launcher: programs.launcher,
  // This script lets go of memory itself, before either way to run a program.
  reserve: null,
  allCpus,
  oneCpu: measuredCpu(allCpus),
  dataLimitBytes: null,
  timeLimitMs: null,
  variables: process.env,
  withNodeOptions: false,
  interrupt: session.interrupt,
});

const random = new Random(seed);
const observations: Observation[] = [];
const prepared = checked.map(prepare);
for (let pair = 0; pair < pairs; pair += 1) {
  say(`pair ${pair + 1}/${pairs}`);
  for (const one of random.shuffled(prepared.filter(({ oneOf }) => pair % oneOf === 0))) {
    const bareFirst = random.below(2) === 0;
    const bare = bareFirst ? await runBare(one) : null;
    const measured = await runMeasured(one);
    const { elapsedNs, peakBytes } = bare ?? (await runBare(one));
    if (peakBytes === null) throw new Error('expected /proc, which tells the VmHWM of a process');
    observations.push({
      variant: one.planned.variant,
      pair,
      bareFirst,
      ...measured,
      bareElapsedNs: elapsedNs - waitOf(one),
      barePeakBytes: peakBytes,
    });
  }
}
await reserve.close();

const results = checked.map((one) => ({
  ...one,
  ...resultOf(
    one,
    observations.filter(({ variant }) => variant === one.variant),
  ),
}));
const folder = path.join(packageRoot, 'results', 'checks', 'observer');
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, 'observations.csv'), observationsCsv());
await writeFile(
  path.join(folder, 'result.json'),
  `${JSON.stringify({ version: packageVersion, limit, pairs, seed, results, environment }, rounded, 2)}\n`,
);
for (const { variant, judged, elapsed, peak, orchestratorShare, launcherShare, verdict } of results) {
  const told = {
    elapsed: `elapsed ${percent(elapsed.ratio)}`,
    peak: `VmHWM ${percent(peak.ratio)}`,
    share: `orchestrator ${share(orchestratorShare.median)} and launcher ${share(launcherShare.median)} of a CPU`,
  };
  process.stdout.write(`${variant}: ${judged.map((what) => told[what]).join(', ')}: ${verdict}\n`);
}
process.exitCode = results.some(({ verdict }) => verdict === 'differs')
  ? 1
  : results.every(({ verdict }) => verdict === 'agrees')
    ? 0
    : 3;

function prepare({ scenario: name, variant, parameters, settings, oneOf }: Checked) {
  const source = scenarios.find(({ scenario }) => scenario.name === name);
  if (source === undefined) throw new Error(`there is no scenario ${name}`);
  const named = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value]]));
  const selection = {
    scenario: source.scenario,
    variants: [variant],
    parameters: named,
    regimes: ['all' as const],
    probes: ['memory' as const],
  };
  const [cell] = expandCells([selection], runtimes, fitnessOn(capacityOf(environment)));
  const runtime = runtimes.find((one) => variant.startsWith(`${one.runtime}/`));
  if (cell === undefined || cell.case.skip !== null || runtime === undefined) {
    throw new Error(`${variant} cannot run here: ${cell?.case.skip}`);
  }
  const planned = cell.case;
  return {
    planned,
    oneOf,
    settings,
    command: runtime.command(source, variant),
    request: requestOf(source.scenario, planned, settings, 'memory'),
  };
}

type Prepared = ReturnType<typeof prepare>;

/** What the program was told to wait is equal on both sides, and would hide what differs. */
function waitOf({ settings }: Pick<Prepared, 'settings'>): number {
  return settings['waitNs'] ?? 0;
}

async function runBare({ command, request }: Prepared) {
  await reserve.release(reserve.heldBytes);
  const life = await liveBare(command, request);
  reserve.restore();
  return life;
}

async function runMeasured({ planned, settings }: Prepared) {
  await reserve.release(reserve.heldBytes);
  const entry = {
    order: 0,
    round: 0,
    block: '',
    case: planned.id,
    probe: 'memory' as const,
    seed,
    padding: 0,
  };
  let before = { cpu: process.cpuUsage(), atNs: process.hrtime.bigint() };
  let orchestratorNs = 0;
  let launcherNs = 0;
  let wallNs = 0;
  let taken: Sample | undefined;
  await runner.take(entry, planned, settings, 1, {
    progress: (event) => {
      if (event === 'started') before = { cpu: process.cpuUsage(), atNs: process.hrtime.bigint() };
      launcherNs = Math.max(launcherNs, launcherCpuNs());
    },
    ended: async (sample) => {
      const { user, system } = process.cpuUsage(before.cpu);
      orchestratorNs = (user + system) * 1_000;
      wallNs = Number(process.hrtime.bigint() - before.atNs);
      taken = sample;
    },
  });
  reserve.restore();
  if (taken?.status !== 'ok') {
    const reason = taken !== undefined && 'reason' in taken ? taken.reason : 'no sample';
    throw new Error(`expected a sample of ${planned.id} that is ok, received ${taken?.status}: ${reason}`);
  }
  return {
    measuredElapsedNs: taken.elapsedNs - waitOf({ settings }),
    measuredPeakBytes: Math.max(
      ...taken.phases.map(({ peakBytes, residentBytes }) => peakBytes ?? residentBytes),
    ),
    orchestratorNs,
    launcherNs,
    heldNs: taken.phases.reduce((sum, phase) => sum + phase.heldNs, 0),
    wallNs,
  };
}

/** Of the launcher that is running, until now; its end, a few system calls, is missing. What reading it costs is the orchestrator's. */
function launcherCpuNs(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const launchers = children.filter((pid) => nameOf(pid) === 'launch');
  return launchers
    .flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`),
    )
    .reduce((sum, file) => sum + Number(readFileSync(file, 'utf8').split(' ')[0]), 0);
}

function nameOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

function resultOf({ judged }: Checked, own: readonly Observation[]) {
  const elapsed = agreement(own.map((one) => [one.measuredElapsedNs, one.bareElapsedNs]));
  const peak = agreement(own.map((one) => [one.measuredPeakBytes, one.barePeakBytes]));
  // The readings are synchronous, so that their time is CPU time.
  const orchestratorShare = summarise(
    own.map(({ orchestratorNs, heldNs, wallNs }) => Math.max(0, orchestratorNs - heldNs) / (wallNs - heldNs)),
  );
  const launcherShare = summarise(own.map((one) => one.launcherNs / one.wallNs));
  const all = { elapsed: elapsed.verdict, peak: peak.verdict, share: shareVerdict(orchestratorShare) };
  const verdicts = new Set(judged.map((what) => all[what]));
  const verdict = (['differs', 'inconclusive'] as const).find((one) => verdicts.has(one)) ?? 'agrees';
  return { elapsed, peak, orchestratorShare, launcherShare, verdict };
}

type Verdict = 'agrees' | 'differs' | 'inconclusive';

function agreement(measuredAndBare: readonly (readonly [number, number])[]) {
  const measured = medianOf(measuredAndBare.map(([one]) => one));
  const bare = medianOf(measuredAndBare.map(([, one]) => one));
  const ratio = measured / bare;
  const pairs = summarise(measuredAndBare.map(([one, other]) => one / other));
  return { measured, bare, ratio, pairs, verdict: agreementVerdict(ratio, pairs.interval) };
}

function agreementVerdict(ratio: number, interval: Summary['interval']): Verdict {
  if (interval === null) return 'inconclusive';
  const [lowest, highest] = [1 - limit, 1 + limit];
  const isNear = ratio >= lowest && ratio <= highest;
  const isShownFar = interval.low > highest || interval.high < lowest;
  const isShownNear = interval.low >= lowest && interval.high <= highest;
  const mayBeEqual = interval.low <= 1 && interval.high >= 1;
  if (isNear && (isShownNear || mayBeEqual)) return 'agrees';
  return !isNear && isShownFar ? 'differs' : 'inconclusive';
}

function shareVerdict({ interval }: Summary): Verdict {
  if (interval === null) return 'inconclusive';
  if (interval.high < limit) return 'agrees';
  return interval.low > limit ? 'differs' : 'inconclusive';
}

function observationsCsv(): Iterable<string> {
  const header = [
    'variant',
    'pair',
    'bare_first',
    'measured_elapsed_ns',
    'bare_elapsed_ns',
    'measured_peak_bytes',
    'bare_peak_bytes',
    'orchestrator_cpu_ns',
    'launcher_cpu_ns',
    'held_ns',
    'wall_ns',
  ];
  return csvPieces(
    header,
    observations.map((one) => [
      one.variant,
      one.pair,
      String(one.bareFirst),
      one.measuredElapsedNs,
      one.bareElapsedNs,
      one.measuredPeakBytes,
      one.barePeakBytes,
      one.orchestratorNs,
      one.launcherNs,
      one.heldNs,
      one.wallNs,
    ]),
  );
}

function percent(ratio: number): string {
  const difference = (ratio - 1) * 100;
  return `${difference < 0 ? '' : '+'}${difference.toFixed(2)} %`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}
