import type { Arm } from '../gate/evidence.ts';
import { allowedCpus, measuredCpu, moveAway } from '../measure/affinity.ts';
import type { Capacity } from '../measure/fit.ts';
import { Reserve } from '../measure/reserve.ts';
import { Runner } from '../measure/runner.ts';
import type { FoundRuntime, ScenarioSource } from '../runtimes/runtime.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { buildHarnessPrograms } from './toolbox.ts';
import { Failure, textOf } from '../failure.ts';

export interface BenchOptions {
  readonly cases: readonly PlannedCase[];
  readonly runtimes: readonly FoundRuntime[];
  readonly capacity: Capacity;
  /** Null: none. Node reserves half a gigabyte of writable memory for every worker, so that no limit by default suits all. */
  readonly dataLimitBytes: number | null;
  readonly timeLimitMs: number | null;
  readonly allowNodeOptions: boolean;
}

/** Everything that stands ready while samples are taken. */
export interface Bench extends AsyncDisposable {
  readonly runner: Runner;
  /** For the other revision's programs; the same runner where there is none. */
  readonly baseRunner: Runner;
  readonly cleanup: 'launcher' | 'best-effort';
  readonly firstTouch: { readonly mode: 'reserve' | 'none'; readonly reservedBytes: number };
}

/** The reserve never takes more than this share of the free memory. */
const largestReserveShare = 0.6;

/** Another revision, which is measured beside the session's. */
export interface OtherBench {
  /** Its programs; null: the session's own. */
  readonly sources: readonly ScenarioSource[] | null;
  /** For errors, which of the two cannot be built. */
  readonly label: string;
  readonly headLabel: string;
}

/** `base, main (1a2b3c4d5e)` */
export function armText(arm: Arm, { label }: { readonly label: string }): string {
  return `${arm}, ${label}`;
}

/** Builds what is not built yet, holds memory, and moves the harness off the measured CPU. */
export async function openBench(
  options: BenchOptions,
  session: Session,
  progress: Progress,
  base: OtherBench | null = null,
): Promise<Bench> {
  const report = (line: string): void => progress.line(line);
  const { runtimes } = options;
  const baseSources = base?.sources ?? null;
  const programs = await buildHarnessPrograms(report);
  await preparePrograms(session.sources, base?.headLabel ?? null, options);
  if (base !== null && baseSources !== null) await preparePrograms(baseSources, base.label, options);
  const allCpus = allowedCpus();
  const oneCpu = measuredCpu(allCpus);
  const reserve = await startReserve(programs.reserve, options, session, report);
  const move = await moveAway(oneCpu, allCpus);
  if (!move.moved) report(`warning: ${move.reason}`);
  const runnerOf = (sources: readonly ScenarioSource[]): Runner =>
    new Runner({
      sources,
      runtimes,
      launcher: programs.launcher,
      reserve,
      allCpus,
      oneCpu,
      dataLimitBytes: options.dataLimitBytes,
      timeLimitMs: options.timeLimitMs,
      variables: session.variables,
      withNodeOptions: options.allowNodeOptions,
      interrupt: session.interrupt,
    });
  const runner = runnerOf(session.sources);
  return {
    runner,
    baseRunner: baseSources === null ? runner : runnerOf(baseSources),
    cleanup: programs.launcher === null ? 'best-effort' : 'launcher',
    firstTouch: { mode: reserve === null ? 'none' : 'reserve', reservedBytes: reserve?.heldBytes ?? 0 },
    [Symbol.asyncDispose]: async () => {
      await reserve?.close();
      if (move.moved) await move.restore();
    },
  };
}

/** @param label whose they are; null: nobody else's are built */
async function preparePrograms(
  sources: readonly ScenarioSource[],
  label: string | null,
  { cases, runtimes }: Pick<BenchOptions, 'cases' | 'runtimes'>,
): Promise<void> {
  for (const source of sources) {
    const needed = new Set(
      cases.filter(({ scenario }) => scenario === source.scenario.name).map(({ runtime }) => runtime),
    );
    for (const runtime of runtimes) {
      if (!needed.has(runtime.runtime)) continue;
      await runtime.prepare(source).catch((error: unknown) => {
        if (label === null || !(error instanceof Failure) || error.kind !== 'error') throw error;
        throw new Failure(error.kind, `${label}: ${error.message}`, { cause: error });
      });
    }
  }
}

async function startReserve(
  program: string | null,
  { cases, capacity }: BenchOptions,
  session: Session,
  report: (line: string) => void,
): Promise<Reserve | null> {
  if (program === null) return null;
  const largest = Math.max(
    0,
    ...cases.filter(({ skip }) => skip === null).map((planned) => memoryOf(planned, session)),
  );
  const bytes = Math.floor(Math.min(largest, capacity.availableBytes * largestReserveShare));
  if (bytes === 0) return null;
  const warn = (reason: string): void =>
    report(`warning: creation times may depend on the order of the samples from here on: ${reason}`);
  if (bytes > 1e9)
    report(`holding ${(bytes / 1e9).toFixed(1)} GB of memory, so that every sample finds it in one state`);
  try {
    return await Reserve.start(program, bytes, warn);
  } catch (error) {
    warn(textOf(error));
    return null;
  }
}

function memoryOf({ scenario, variant, parameters }: PlannedCase, { sources }: Session): number {
  const declared = sources
    .find((source) => source.scenario.name === scenario)
    ?.scenario.variants.find(({ name }) => name === variant);
  return declared?.needs(parameters).memoryBytes ?? 0;
}
