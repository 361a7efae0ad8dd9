/**
 * Do creation times depend on what ran before a sample? On a virtual machine with free-page reporting, memory that lay
 * free for some seconds has gone back to the host, and the first sample to touch it pays. This check creates 300,000
 * goroutines right after another sample and after an idle time, in random pairs, with and without the reserve, and
 * writes what it saw and the ratios to results/checks/first-touch/.
 *
 *     node scripts/check-first-touch.ts [pairs]
 *
 * Where memory comes back cold, creation was seen to take 3 to 5 times as long. So the check asks for less than that by
 * far: the whole interval of the ratio must lie within a factor of 1.5. Exit code 0: it does; 1: it lies outside, so
 * creation depends on the order; 3: neither is shown. Whether the machine showed the effect without the reserve at all is
 * told beside it, since otherwise the reserve had nothing to cure.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureForeignCpu } from '../harness/measure/environment.ts';
import { allowedCpus } from '../harness/measure/affinity.ts';
import { recordMachine } from '../harness/commands/machine.ts';
import { buildHarnessPrograms } from '../harness/commands/toolbox.ts';
import { Reserve } from '../harness/measure/reserve.ts';
import { takePilot, type SampleSpec } from '../harness/measure/sample.ts';
import { newMark, workloadEnvironment } from '../harness/measure/workload-environment.ts';
import { packageRoot } from '../harness/package-root.ts';
import { Random } from '../harness/plan/random.ts';
import { csvPieces } from '../harness/reports/csv.ts';
import { goRuntime } from '../harness/runtimes/go.ts';
import { summarise } from '../harness/statistics/summary.ts';
import { scenarios } from '../scenarios/index.ts';

const idleSeconds = 20;
const tasks = 300_000;
const factor = 1.5;
const seed = 20261121;

type Mode = 'none' | 'reserve';
type Condition = 'after-sample' | 'after-idle';
interface Observation {
  readonly mode: Mode;
  readonly pair: number;
  readonly order: number;
  readonly condition: Condition;
  readonly parkedNs: number;
}

const pairs = Number(process.argv[2] ?? 6);
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const source = scenarios.find(({ scenario }) => scenario.name === 'sleepers');
const variant = source?.scenario.variants.find(({ name }) => name === 'go/goroutine-sleep');
if (source === undefined || variant === undefined) throw new Error('there is no sleepers/go/goroutine-sleep');
const go = await goRuntime.find(null, say);
await go.prepare(source);
const programs = await buildHarnessPrograms(say);
if (programs.launcher === null || programs.reserve === null) throw new Error('this check needs Go');

const parameters = { tasks, wake: 'same-duration', durations: 1, state: 0, join: 'counter' };
const spec: SampleSpec = {
  scenario: source.scenario,
  variant,
  runtimeVersion: go.version,
  command: go.command(source, variant.name),
  parameters,
  settings: { waitNs: 120e9 },
  regime: 'all',
  probe: 'memory',
  seed: 0,
  cpus: allowedCpus(),
  environment: workloadEnvironment(process.env, 0, false, newMark()),
  dataLimitBytes: null,
  timeLimitMs: 300_000,
  expectedBytes: variant.needs(parameters).memoryBytes,
};

const foreignCpu = await measureForeignCpu();
const random = new Random(seed);
const observations: Observation[] = [];
for (let pair = 0; pair < pairs; pair += 1) {
  for (const mode of random.shuffled<Mode>(['none', 'reserve'])) {
    const reserve = mode === 'reserve' ? await Reserve.start(programs.reserve, spec.expectedBytes) : null;
    for (const condition of random.shuffled<Condition>(['after-sample', 'after-idle'])) {
      // Either way the machine has just run one such sample; then it rests, or it does not.
      await parkedNs(reserve);
      // Not in place of a condition: the idle time is what is examined.
      if (condition === 'after-idle') await sleep(idleSeconds * 1000);
      const observed = {
        mode,
        pair,
        order: observations.length,
        condition,
        parkedNs: await parkedNs(reserve),
      };
      observations.push(observed);
      say(
        `${mode} pair ${pair + 1}/${pairs} ${condition}: ${(observed.parkedNs / tasks).toFixed(0)} ns a task`,
      );
    }
    await reserve?.close();
  }
}

const folder = path.join(packageRoot, 'results', 'checks', 'first-touch');
const environment = await recordMachine([go], { variables: process.env }, foreignCpu);
const ratios = (['none', 'reserve'] as const).map((mode) => ({ mode, ...ratioOf(mode) }));
await mkdir(folder, { recursive: true });
await writeFile(
  path.join(folder, 'observations.csv'),
  csvPieces(
    ['mode', 'pair', 'order', 'condition', 'park_per_task_ns'],
    observations.map((seen) => [seen.mode, seen.pair, seen.order, seen.condition, seen.parkedNs / tasks]),
  ),
);
await writeFile(
  path.join(folder, 'result.json'),
  `${JSON.stringify({ tasks, idleSeconds, pairs, seed, factor, ratios: ratios.map((ratio) => ({ ...ratio, verdict: verdictOf(ratio) })), environment }, null, 2)}\n`,
);
for (const { mode, median, low, high } of ratios) {
  const interval = low === null || high === null ? 'no interval' : `${low.toFixed(2)} to ${high.toFixed(2)}`;
  process.stdout.write(
    `${mode.padEnd(7)}  after idle / after a sample: ${median.toFixed(2)} (${interval})\n`,
  );
}
const verdicts = ratios.map(verdictOf);
process.stdout.write(
  verdicts[0] === 'depends'
    ? 'without the reserve, creation depends on what ran before\n'
    : 'without the reserve, no dependence was seen here today: the reserve had nothing to cure\n',
);
process.exitCode = { independent: 0, depends: 1, inconclusive: 3 }[verdicts[1] ?? 'inconclusive'];

/** Within the factor, outside of it, or neither beyond doubt. */
function verdictOf({ low, high }: { low: number | null; high: number | null }) {
  if (low === null || high === null) return 'inconclusive';
  if (low >= 1 / factor && high <= factor) return 'independent';
  return low > factor || high < 1 / factor ? 'depends' : 'inconclusive';
}

/** Time until all goroutines wait, ns. */
async function parkedNs(reserve: Reserve | null): Promise<number> {
  const outcome = await takePilot(spec, {
    launcher: programs.launcher,
    reserve,
    progress: () => {},
    interrupt: new AbortController().signal,
  });
  if (outcome.parkedNs === null) throw new Error(outcome.reason);
  return outcome.parkedNs;
}

/** Pair by pair, so that a drift of the machine cancels. */
function ratioOf(mode: Mode): { median: number; low: number | null; high: number | null } {
  const own = observations.filter((seen) => seen.mode === mode);
  const logs = [...Map.groupBy(own, ({ pair }) => pair).values()].map((members) => {
    const [idle, sample] = ['after-idle', 'after-sample'].map((condition) =>
      members.find((seen) => seen.condition === condition),
    );
    if (idle === undefined || sample === undefined) throw new Error('a pair lacks one of its observations');
    return Math.log(idle.parkedNs / sample.parkedNs);
  });
  const { median, interval } = summarise(logs);
  return {
    median: Math.exp(median),
    low: interval && Math.exp(interval.low),
    high: interval && Math.exp(interval.high),
  };
}
