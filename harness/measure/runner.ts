import type { Parameters, Probe, Scenario } from '../model.ts';
import type { FoundRuntime, ScenarioSource } from '../runtimes/runtime.ts';
import type { PlanEntry, PlannedCase } from '../store/plan.ts';
import { maximumAttempts, wantsAnotherAttempt, type PhaseReading, type Sample } from '../store/sample.ts';
import type { Reserve } from './reserve.ts';
import {
  takePilot,
  takeSample,
  type Outcome,
  type PilotOutcome,
  type SampleSpec,
  type SampleTools,
} from './sample.ts';
import { newMark, workloadEnvironment } from './workload-environment.ts';

/** What all samples of a run have in common. */
export interface RunnerOptions {
  readonly sources: readonly ScenarioSource[];
  readonly runtimes: readonly FoundRuntime[];
  readonly launcher: string | null;
  readonly reserve: Reserve | null;
  /** CPUs of the regime `all`. */
  readonly allCpus: readonly number[];
  /** The CPU of the regime `1core`. */
  readonly oneCpu: number;
  readonly dataLimitBytes: number | null;
  /** Overrides the scenarios' limits, ms; null: none. */
  readonly timeLimitMs: number | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly withNodeOptions: boolean;
  readonly interrupt: AbortSignal;
}

/** What one try of a case took. */
export interface Rehearsal {
  /** From letting go of the sample's memory to having taken it back, which the plan's next entry waits for. */
  readonly wallNs: number;
  /** Of no round: it tells how far the case varies, and is never a result. */
  readonly sample: Sample;
}

/** Takes the samples of planned entries. */
export class Runner {
  readonly #options: RunnerOptions;
  /** The highest peak seen of each case: a better estimate than the declared upper bound. */
  readonly #peaks = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Runs a case up to `parked` under the provisional setting. */
  async pilot(planned: PlannedCase, progress: (event: string) => void): Promise<PilotOutcome> {
    const { scenario } = this.#sourceOf(planned.scenario);
    if (scenario.pilot === null) throw new Error(`${scenario.name} has no pilot`);
    const settings = { [scenario.pilot.setting]: scenario.pilot.provisionalNs(planned.parameters) };
    const spec = this.#specOf(planned, { probe: 'memory', seed: 0, padding: 0 }, settings);
    return takePilot(spec, this.#toolsWith(progress));
  }

  /**
   * Takes one sample as `take` does, before there is a plan. One that is not ok has a duration too, and is not tried again.
   * @param settings what the pilots settled.
   */
  async rehearse(
    planned: PlannedCase,
    probe: Probe,
    settings: Readonly<Record<string, number>>,
    progress: (event: string) => void,
  ): Promise<Rehearsal> {
    const entry = { order: 0, round: 0, block: '', case: planned.id, probe, seed: 0, padding: 0 };
    const spec = this.#specOf(planned, entry, settings);
    const { reserve } = this.#options;
    // Memory is taken back while the next sample gets ready. Letting go of nothing waits for that, so that no case pays
    // for the one before it: of the threads' gigabytes that is many seconds.
    await reserve?.release(0);
    const plannedPart = plannedPartOf(entry, planned, 1, settings);
    const began = process.hrtime.bigint();
    const outcome = await takeSample(spec, this.#toolsWith(progress));
    await reserve?.release(0);
    const wallNs = Number(process.hrtime.bigint() - began);
    this.#learnPeak(planned.id, probe, outcome);
    return { wallNs, sample: { ...plannedPart, ...outcome } };
  }

  /**
   * Takes one entry's sample, and again with a longer wait while it is `not-attained`.
   * @param firstAttempt 1, or where an interrupted run left off.
   * @returns false when the run was interrupted; the sample then counts for nothing.
   */
  async take(
    entry: PlanEntry,
    planned: PlannedCase,
    settled: Readonly<Record<string, number>>,
    firstAttempt: number,
    listener: {
      readonly progress: (event: string) => void;
      readonly ended: (sample: Sample) => Promise<void>;
    },
  ): Promise<boolean> {
    for (let attempt = firstAttempt; attempt <= maximumAttempts; attempt += 1) {
      const settings = lengthened(settled, attempt);
      const plannedPart = plannedPartOf(entry, planned, attempt, settings);
      if (planned.skip !== null) {
        await listener.ended({ ...plannedPart, status: 'skipped', reason: planned.skip });
        return true;
      }
      const spec = this.#specOf(planned, entry, settings);
      const outcome = await takeSample(spec, this.#toolsWith(listener.progress));
      if (this.#options.interrupt.aborted) return false;
      const sample: Sample = { ...plannedPart, ...outcome };
      this.#learnPeak(planned.id, entry.probe, outcome);
      await listener.ended(sample);
      if (!wantsAnotherAttempt(sample)) return true;
    }
    return true;
  }

  #specOf(
    planned: PlannedCase,
    { probe, seed, padding }: Pick<PlanEntry, 'probe' | 'seed' | 'padding'>,
    settings: Readonly<Record<string, number>>,
  ): SampleSpec {
    const source = this.#sourceOf(planned.scenario);
    const { scenario } = source;
    const variant = scenario.variants.find(({ name }) => name === planned.variant);
    const runtime = this.#options.runtimes.find(
      ({ runtime, version }) => runtime === planned.runtime && version === planned.runtimeVersion,
    );
    if (variant === undefined || runtime === undefined) throw new Error(`nothing runs ${planned.id}`);
    return {
      scenario,
      variant,
      runtimeVersion: planned.runtimeVersion,
      command: runtime.command(source, planned.variant),
      parameters: planned.parameters,
      sent: knownTo(source, planned.parameters),
      settings,
      regime: planned.regime,
      probe,
      seed,
      cpus: planned.regime === '1core' ? [this.#options.oneCpu] : this.#options.allCpus,
      environment: workloadEnvironment(
        this.#options.variables,
        padding,
        this.#options.withNodeOptions,
        newMark(),
      ),
      dataLimitBytes: this.#options.dataLimitBytes,
      timeLimitMs: this.#options.timeLimitMs ?? timeLimitMs(scenario, planned.parameters, settings),
      expectedBytes: this.#peaks.get(planned.id) ?? variant.needs(planned.parameters).memoryBytes,
    };
  }

  #sourceOf(name: string): ScenarioSource {
    const source = this.#options.sources.find(({ scenario }) => scenario.name === name);
    if (source === undefined) throw new Error(`there is no scenario ${name}`);
    return source;
  }

  #toolsWith(progress: (event: string) => void): SampleTools {
    const { launcher, reserve, interrupt } = this.#options;
    return { launcher, reserve, interrupt, progress };
  }

  #learnPeak(id: string, probe: Probe, outcome: Outcome): void {
    // Only memory samples hold once more after the tasks have woken, when some variants are at their largest.
    if (outcome.status !== 'ok' || probe !== 'memory') return;
    const peak = Math.max(...outcome.phases.map(neededBytes));
    // What varies from sample to sample, and the latency samples' records.
    this.#peaks.set(id, Math.max(this.#peaks.get(id) ?? 0, Math.ceil(peak * 1.2)));
  }
}

/** What is known of a sample when it starts. */
function plannedPartOf(
  entry: PlanEntry,
  planned: PlannedCase,
  attempt: number,
  settings: Readonly<Record<string, number>>,
) {
  return {
    order: entry.order,
    attempt,
    round: entry.round,
    block: entry.block,
    case: planned.id,
    scenario: planned.scenario,
    variant: planned.variant,
    level: planned.level,
    runtime: planned.runtime,
    runtimeVersion: planned.runtimeVersion,
    regime: planned.regime,
    parameters: planned.parameters,
    settings,
    probe: entry.probe,
    startedAt: new Date().toISOString(),
  };
}

function knownTo({ takes }: ScenarioSource, parameters: Parameters): Parameters {
  if (takes === undefined) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => takes.includes(name)));
}

/**
 * What a process needs of memory that was free before. A file's pages are in the kernel's cache already: of a small Node.js
 * process they are the most.
 */
function neededBytes(reading: PhaseReading): number {
  const { peakBytes, residentBytes, fileBytes, proportionalBytes, processes } = reading;
  const own = (peakBytes ?? residentBytes) - (fileBytes ?? 0);
  // Of children nothing but the sum over the tree knows.
  return processes > 1 ? Math.max(own, proportionalBytes ?? 0) : own;
}

/** Every further attempt waits twice as long. */
function lengthened(settings: Readonly<Record<string, number>>, attempt: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, value * 2 ** (attempt - 1)]),
  );
}

function timeLimitMs(
  scenario: Scenario,
  parameters: Parameters,
  settings: Readonly<Record<string, number>>,
): number {
  const waits = Object.values(settings).reduce((sum, value) => sum + value, 0);
  return (scenario.timeLimitNs(parameters) + waits) / 1e6;
}
