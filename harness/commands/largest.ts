import path from 'node:path';
import { exitCodes, interruptionOf } from '../failure.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { capacityOf, formatBytes, largestThatFits, type Capacity } from '../measure/fit.ts';
import type { Runner } from '../measure/runner.ts';
import type { Needs, ParameterValue, Scenario, Variant } from '../model.ts';
import { blockOf, expandCells, type Cell, type Fitness, type Selection } from '../plan/cases.ts';
import { bracketOf, nextSize, type SizeRange } from '../plan/largest-search.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import type { Environment } from '../store/environment.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { Sample } from '../store/sample.ts';
import { openBench } from './bench.ts';
import { fitnessOn } from './fitness.ts';
import { LargestFolder, peakOf } from './largest-folder.ts';
import { selectionsOf, sizesOf, withoutRefusals } from './largest-selection.ts';
import { limitOf, outgrown } from './largest-limit.ts';
import { largestText, type LargestResult } from './largest-text.ts';
import { recordMachine } from './machine.ts';
import { takePilots } from './pilots.ts';
import { Progress } from './progress.ts';
import { checkWritable, refuseNodeOptions, runIdOf } from './run.ts';
import type { Session } from './session.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

export interface LargestOptions {
  readonly targets: readonly string[];
  /** All but the size, one value each. */
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>;
  /** The first size; null: by the kind of row. */
  readonly from: number | null;
  readonly timeLimitMs: number | null;
  /** What a sample may be expected to take; null: a share of what is available. */
  readonly memoryLimitBytes: number | null;
  /** Parent of the search's folder, relative to the user's. */
  readonly out: string;
  readonly runtimeRequests: RuntimeRequests;
  readonly allowNodeOptions: boolean;
  readonly json: boolean;
}

/** Others use the machine too. */
const defaultMemoryShare = 0.8;

/**
 * The kernel stops a sample that needs so much more than was expected. Not at the limit itself: writable memory is more than what is
 * resident, and a Go program that can have no more of it may hang for minutes rather than end.
 */
const backstop = 1.25;

/** Node reserves half a gigabyte for code that it never fills, which counts as writable. */
const reservedBytes = 2 ** 30;

/** A kernel thread costs what some thousand timers do. */
const firstSize = { threads: 100, others: 100_000 };

/** Seeks the largest size of each variant that this machine holds alive at once. @returns the exit code. */
export async function largest(options: LargestOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  refuseNodeOptions(options.allowNodeOptions, session.variables);
  const selections = withoutRefusals(selectionsOf(options, session), (line) => progress.line(line));
  const runtimes = await findRuntimes(selections, options.runtimeRequests, (line) => progress.line(line));
  const interrupt =
    options.timeLimitMs === null
      ? session.interrupt
      : AbortSignal.any([session.interrupt, AbortSignal.timeout(options.timeLimitMs)]);
  const environment = await recordMachine(runtimes, session, await measureForeignCpu());
  const machine = capacityOf(environment);
  const capacity = withinLimit(machine, environment, options.memoryLimitBytes);
  const searches = searchesOf(selections, runtimes, capacity, options.from);
  const scenarios = selections.map(({ scenario }) => scenario);
  const out = path.resolve(session.workingFolder, options.out);
  await checkWritable(out);
  for (const warning of environment.warnings) progress.line(`warning: ${warning}`);
  const target = path.join(out, `largest-${runIdOf(session.now(), session.randomSeed())}`);
  let folder: LargestFolder | null = null;
  let order = 0;
  const results: LargestResult[] = [];
  for (const threads of [false, true]) {
    const group = searches.filter((search) => search.threads === threads);
    if (group.length === 0) continue;
    await using bench = await openBench(
      {
        // At the least size: what is held for larger ones would be missing when the machine is full.
        cases: group.map(({ range, caseAt }) => caseAt(range.least, fitnessOn(capacity))),
        runtimes,
        capacity,
        dataLimitBytes: dataLimit(threads, capacity, machine),
        timeLimitMs: null,
        allowNodeOptions: options.allowNodeOptions,
      },
      { ...session, interrupt },
      progress,
    );
    const { cleanup, firstTouch, runner } = bench;
    const kept = (folder ??= await LargestFolder.create(
      target,
      { ...environment, cleanup, firstTouch },
      scenarios,
    ));
    const enforced = cleanup === 'launcher' && dataLimit(threads, capacity, machine) !== null;
    for (const search of group) {
      const { scenario } = search;
      const keep = async (sample: Sample): Promise<void> => {
        await kept.append({ sample, limit: limitOf(sample, scenario, capacity) });
        const reason = sample.status === 'ok' ? '' : `: ${sample.reason}`;
        progress.sample(`${sample.case}: ${sample.status}${reason}`, true);
      };
      const caseAfter = (size: number, before: readonly Sample[]): PlannedCase =>
        search.caseAt(size, fitnessAfter(before, scenario, capacity, enforced));
      const samples = await findLargest(
        search,
        async (size, before) => {
          const planned = caseAfter(size, before);
          order += 1;
          return takeOne(planned, order - 1, scenario, runner, progress, interrupt, keep);
        },
        (size, before) => caseAfter(size, before).skip === null,
      );
      const cut = session.interrupt.aborted ? 'interrupted' : interrupt.aborted ? 'time-limit' : null;
      results.push(resultOf(search, samples, cut, capacity));
    }
  }
  const exitCode = exitCodeFor(results, session.interrupt);
  if (options.json) {
    const value = { folder: target, memoryBytes: capacity.availableBytes, results, exitCode };
    session.stdout.write(`${JSON.stringify(value)}\n`);
  } else {
    for (const { name, sizeParameter } of scenarios) {
      const own = results.filter(({ scenario }) => scenario === name);
      session.stdout.write(largestText(own, sizeParameter, capacity.availableBytes));
    }
  }
  progress.line(`samples: ${target}`);
  return exitCode;
}

/** One variant on one version of its runtime. */
export interface Search {
  readonly scenario: Scenario;
  readonly variant: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  /** Each of its units is a kernel thread. */
  readonly threads: boolean;
  readonly range: SizeRange;
  readonly caseAt: (size: number, fitness: Fitness) => PlannedCase;
}

/**
 * Takes sample after sample, each of the size that those before it leave open.
 * @param take the last attempt at a size; null when it was interrupted, which ends the search
 * @param fits whether a size would be started after these samples
 * @returns the samples that count, one a size: not those of sizes that were skipped by what a far smaller one took, and would fit
 * by what a larger one did
 */
export async function findLargest(
  { scenario, range }: Pick<Search, 'scenario' | 'range'>,
  take: (size: number, before: readonly Sample[]) => Promise<Sample | null>,
  fits: (size: number, before: readonly Sample[]) => boolean,
): Promise<Sample[]> {
  let samples: Sample[] = [];
  for (;;) {
    const trials = samples.map((sample) => ({
      size: sizeOf(sample, scenario),
      alive: sample.status === 'ok',
    }));
    const size = nextSize(trials, range);
    const sample = size === null ? null : await take(size, samples);
    if (sample === null) return samples;
    const taken = [...samples, sample];
    // Every size that is alive is above the last one, so that a size is open again but a few times.
    samples =
      sample.status === 'ok'
        ? taken.filter((own) => own.status !== 'skipped' || !fits(sizeOf(own, scenario), taken))
        : taken;
  }
}

/** What a sample may be expected to take, so that a machine that others use goes on; never more than is there. */
function withinLimit(capacity: Capacity, { memory }: Environment, limitBytes: number | null): Capacity {
  const { availableBytes, limitBytes: ofGroup } = memory;
  const share = Math.floor(defaultMemoryShare * Math.min(availableBytes, ofGroup ?? Infinity));
  return { ...capacity, availableBytes: Math.min(limitBytes ?? share, capacity.availableBytes) };
}

/**
 * What a workload may allocate; null: no limit. Each worker thread reserves half a gigabyte that it never touches, so that with
 * a limit there could be but a few.
 */
function dataLimit(threads: boolean, capacity: Capacity, machine: Capacity): number | null {
  if (threads || process.platform !== 'linux') return null;
  return Math.min(Math.ceil(backstop * capacity.availableBytes), machine.availableBytes) + reservedBytes;
}

function searchesOf(
  selections: readonly Selection[],
  runtimes: readonly FoundRuntime[],
  capacity: Capacity,
  from: number | null,
): Search[] {
  return selections.flatMap((selection) => {
    const { scenario } = selection;
    const { sizeParameter } = scenario;
    const cellsAt = (size: number, fitness: Fitness): Cell[] =>
      expandCells(
        [{ ...selection, parameters: { ...selection.parameters, [sizeParameter]: [size] } }],
        runtimes,
        fitness,
      );
    const { least, most } = sizesOf(scenario);
    return cellsAt(least, fitnessOn(capacity)).map(({ case: smallest }): Search => {
      const { variant, runtime, runtimeVersion, parameters } = smallest;
      const { needs } = scenario.variants.find(({ name }) => name === variant) as Variant;
      const needsOf = (size: number): Needs => needs({ ...parameters, [sizeParameter]: size });
      const threads = needsOf(1_000).threads - needsOf(0).threads >= 1_000;
      const first = from ?? (threads ? firstSize.threads : firstSize.others);
      return {
        scenario,
        variant,
        runtime,
        runtimeVersion,
        threads,
        range: {
          // Where not even one fits, that is all there is to say.
          from:
            smallest.skip === null
              ? Math.min(first, largestThatFits(needsOf, capacity, first) ?? least)
              : least,
          least,
          most,
        },
        caseAt: (size, fitness) =>
          cellsAt(size, fitness).find(
            ({ case: own }) => own.variant === variant && own.runtimeVersion === runtimeVersion,
          )?.case as PlannedCase,
      };
    });
  });
}

/**
 * Whether a size fits, after what smaller ones took. What a variant declares is an upper estimate, so that by it a machine would
 * never be full: where the kernel enforces the limit, a size above one that came through is judged by what that one took.
 * Elsewhere it must fit by both: the kernel's own memory for a thread, for one, is in no peak.
 */
export function fitnessAfter(
  before: readonly Sample[],
  scenario: Scenario,
  capacity: Capacity,
  enforced: boolean,
): Fitness {
  const taken = before.flatMap((sample) => {
    const peak = peakOf(sample, [scenario]);
    if (peak === null || sample.status !== 'ok') return [];
    const start = sample.phases.find(({ phase }) => phase === 'baseline')?.residentBytes ?? 0;
    return [{ size: sizeOf(sample, scenario), peak, start: Math.min(start, peak) }];
  });
  const nearest = taken.toSorted((one, other) => other.size - one.size)[0];
  const declared = fitnessOn(
    enforced && nearest !== undefined ? { ...capacity, availableBytes: Infinity } : capacity,
  );
  return (of, variant, parameters) => {
    const reason = declared(of, variant, parameters);
    if (reason !== null || nearest === undefined) return reason;
    // What the runtime takes before the first unit does not grow with them; all else in proportion, such as its compiled code, is a
    // little too much rather than too little.
    const { size, peak, start } = nearest;
    const expected = start + ((peak - start) / size) * Number(parameters[scenario.sizeParameter]);
    if (expected <= capacity.availableBytes) return null;
    return `${outgrown} ${formatBytes(peak)} at ${size} (${formatBytes(start)} of it before the first), it needs about ${formatBytes(expected)} of memory, and ${formatBytes(capacity.availableBytes)} are available`;
  };
}

function sizeOf({ parameters }: Sample, { sizeParameter }: Scenario): number {
  return Number(parameters[sizeParameter]);
}

/** Its pilot and its attempts, as a run takes them. @returns the last attempt; null when it was interrupted. */
async function takeOne(
  planned: PlannedCase,
  order: number,
  scenario: Scenario,
  runner: Runner,
  progress: Progress,
  interrupt: AbortSignal,
  keep: (sample: Sample) => Promise<void>,
): Promise<Sample | null> {
  const cell: Cell = { case: planned, probes: ['memory'] };
  const { settings } = await takePilots([cell], [scenario], runner, progress, interrupt);
  if (interrupt.aborted) return null;
  let last: Sample | null = null;
  const entry = { order, round: 0, block: blockOf(planned), case: planned.id, probe: 'memory' as const };
  const finished = await runner.take(
    { ...entry, seed: 0, padding: 0 },
    planned,
    settings[planned.id] ?? {},
    1,
    {
      progress: (event) => progress.state(`${planned.id} · ${event}`),
      ended: async (sample) => {
        last = sample;
        await keep(sample);
      },
    },
  );
  progress.done();
  return finished ? last : null;
}

/** @param cut what ended the search before its time; null when it came to its end */
export function resultOf(
  { scenario, variant, runtime, runtimeVersion, range }: Omit<Search, 'caseAt' | 'threads'>,
  samples: readonly Sample[],
  cut: 'interrupted' | 'time-limit' | null,
  capacity: Capacity,
): LargestResult {
  const trials = samples.map((sample) => ({ size: sizeOf(sample, scenario), alive: sample.status === 'ok' }));
  const { largestAlive, smallestNot } = bracketOf(trials);
  const at = (size: number | null): Sample | undefined =>
    samples.find((sample) => sizeOf(sample, scenario) === size);
  const alive = at(largestAlive);
  const not = at(smallestNot);
  const finished = nextSize(trials, range) === null;
  return {
    scenario: scenario.name,
    variant,
    runtime,
    runtimeVersion,
    largest:
      alive?.status === 'ok'
        ? {
            size: sizeOf(alive, scenario),
            peak: peakOf(alive, [scenario]),
            elapsed: alive.elapsedNs,
            wall: alive.noise.wallNs,
          }
        : null,
    smallestNot:
      not === undefined || not.status === 'ok'
        ? null
        : {
            size: sizeOf(not, scenario),
            status: not.status,
            limit: limitOf(not, scenario, capacity),
            reason: not.reason,
          },
    end: !finished
      ? (cut ?? 'interrupted')
      : largestAlive === null
        ? 'none'
        : smallestNot === null
          ? 'parameter-maximum'
          : 'found',
  };
}

/** A size that is not alive is an answer, and no failure; that nothing at all was alive is one. */
export function exitCodeFor(results: readonly LargestResult[], interrupt: AbortSignal): number {
  if (interrupt.aborted) return exitCodes[interruptionOf(interrupt)];
  const none = results.filter(({ end }) => end === 'none');
  if (none.some(({ smallestNot }) => smallestNot?.status !== 'skipped')) return exitCodes.error;
  if (none.length > 0) return exitCodes.doesNotFit;
  return results.some(({ end }) => end === 'time-limit') ? exitCodes.inconclusive : exitCodes.pass;
}
