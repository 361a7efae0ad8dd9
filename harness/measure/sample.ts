import { Conversation } from '../contract/conversation.ts';
import { ContractError } from '../contract/decode.ts';
import { protocolVersion, type Distribution, type Iteration, type Message } from '../contract/messages.ts';
import { medianOf } from '../statistics/quantile.ts';
import type { Parameters, Probe, Regime, Repetition, Scenario, Variant } from '../model.ts';
import type { Command } from '../runtimes/runtime.ts';
import type { Noise, OkSample, PhaseReading, Sample } from '../store/sample.ts';
import { judge, type Evidence, type Judgement, type Overrun } from './judge.ts';
import { readHeldMemory, WorkloadGoneError } from './held-memory.ts';
import { difference, readCounters } from './noise.ts';
import { MeasuredProcess, type ProcessEnd } from './process.ts';
import type { Reserve } from './reserve.ts';
import { treeCpuNs } from './tree-cpu.ts';

/** What is measured: one entry of the plan. */
export interface SampleSpec {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly runtimeVersion: string;
  readonly command: Command;
  readonly parameters: Parameters;
  /** Those of them that the program knows, since it refuses others; all if not said. */
  readonly sent?: Parameters;
  readonly settings: Readonly<Record<string, number>>;
  readonly probe: Probe;
  readonly seed: number;
  readonly cpus: readonly number[] | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly dataLimitBytes: number | null;
  readonly regime: Regime;
  /** From start to done, ms. */
  readonly timeLimitMs: number;
  /** Memory that the sample is expected to need, bytes. */
  readonly expectedBytes: number;
}

export interface SampleTools {
  /** The built launcher; null where there is no Go. */
  readonly launcher: string | null;
  readonly reserve: Reserve | null;
  /** Called at messages and holds only, so that nothing runs beside a timed region. */
  readonly progress: (event: string) => void;
  /** Ends the sample early; the sample is then of no account. */
  readonly interrupt: AbortSignal;
  /** A pilot ends at this hold, with the time it took. */
  readonly stopAtParked?: boolean;
}

/** The part of a Sample that comes from measuring; the rest comes from the plan. */
export type Outcome = DistributiveOmit<Exclude<Sample, { status: 'skipped' }>, PlannedKeys>;
type PlannedKeys =
  | 'order'
  | 'attempt'
  | 'round'
  | 'block'
  | 'case'
  | 'scenario'
  | 'variant'
  | 'level'
  | 'runtime'
  | 'runtimeVersion'
  | 'regime'
  | 'parameters'
  | 'settings'
  | 'probe'
  | 'startedAt';
type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** What a stopped pilot has shown. */
export interface PilotOutcome {
  /** From the start of the timed region to the hold at `parked`, ns; null when it did not get there. */
  readonly parkedNs: number | null;
  readonly reason: string;
}

/** How long a workload may take to exit after its last message. */
const exitLimitMs = 10_000;
/** Between SIGTERM and SIGKILL. */
const graceMs = 2_000;
/** The watchdog looks at the CPU time once, so long before the limit. */
const lastLookMs = 1_000;
/** Below this share of one CPU in the last second before the limit, a workload is waiting for something that never comes. */
const idleShare = 0.02;

/** Takes one sample: a fresh process, its conversation, its memory at every hold, its end. Never throws for what the workload does. */
export async function takeSample(spec: SampleSpec, tools: SampleTools): Promise<Outcome> {
  const session = new SampleSession(spec, tools);
  return session.outcome();
}

/** Runs a variant up to its hold at `parked` and stops it there. */
export async function takePilot(spec: SampleSpec, tools: SampleTools): Promise<PilotOutcome> {
  const session = new SampleSession(spec, { ...tools, stopAtParked: true });
  const outcome = await session.outcome();
  const parked = session.conversation.holds.find(({ phase }) => phase === 'parked');
  return {
    parkedNs: parked?.elapsedNs ?? null,
    reason: outcome.status === 'ok' ? '' : outcome.reason,
  };
}

class SampleSession {
  readonly conversation: Conversation;
  readonly #spec: SampleSpec;
  readonly #tools: SampleTools;
  readonly #repetition: Repetition;
  readonly #readings: PhaseReading[] = [];
  #process: MeasuredProcess | null = null;
  #pid: number | null = null;
  #broken: ContractError | null = null;
  #overrun: Evidence['overrun'] = null;
  #terminated = false;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(spec: SampleSpec, tools: SampleTools) {
    this.#spec = spec;
    this.#tools = tools;
    this.#repetition = spec.scenario.repetition(spec.parameters, spec.probe);
    this.conversation = new Conversation({
      holds: spec.scenario.holds[spec.probe],
      ...this.#repetition,
      measurements: spec.scenario.measurements[spec.probe].map(({ wire }) => wire),
      distributions: spec.probe === 'latency' ? spec.scenario.distributions.map(({ name }) => name) : [],
    });
  }

  async outcome(): Promise<Outcome> {
    const { reserve, interrupt } = this.#tools;
    await reserve?.release(this.#spec.expectedBytes);
    const before = readCounters();
    const harnessBefore = process.cpuUsage();
    this.#process = new MeasuredProcess(
      {
        command: this.#spec.command,
        environment: this.#spec.environment,
        cpus: this.#spec.cpus,
        dataLimitBytes: this.#spec.dataLimitBytes,
        timeLimitMs: this.#spec.timeLimitMs + exitLimitMs + 5 * graceMs,
      },
      this.#tools.launcher,
      {
        started: (pid) => this.#started(pid),
        message: (message) => this.#take(message),
        broken: (error) => this.#break(error),
      },
    );
    const abort = (): void => this.#terminate(0);
    interrupt.addEventListener('abort', abort, { once: true });
    if (interrupt.aborted) abort();
    const end = await this.#process.ended;
    interrupt.removeEventListener('abort', abort);
    this.#rest();
    const counted = difference(before, readCounters(), {
      treeCpuNs: end.usage === null ? 0 : end.usage.userNs + end.usage.systemNs,
      harnessCpuNs: microseconds(process.cpuUsage(harnessBefore)) * 1_000 + end.launcherCpuNs,
    });
    // After the counters: what this takes is nobody's noise.
    reserve?.restore();
    // Without the launcher nobody tells what the sample itself used, and it would all seem to be others'.
    const noise = end.usage === null ? { ...counted.noise, foreignCpuNs: null } : counted.noise;
    return this.#conclude(end, noise, counted.oomKills);
  }

  #started(pid: number): void {
    this.#pid = pid;
    this.#tools.progress('started');
    this.#watch(this.#spec.timeLimitMs, (idle) => ({
      kind: idle ? 'hung' : 'timeout',
      text: idle
        ? `no message and no CPU use at the time limit of ${seconds(this.#spec.timeLimitMs)}`
        : `still at work at the time limit of ${seconds(this.#spec.timeLimitMs)}`,
    }));
    this.#process?.send({
      type: 'request',
      protocol: protocolVersion,
      scenario: this.#spec.scenario.name,
      variant: this.#spec.variant.name,
      parameters: { ...(this.#spec.sent ?? this.#spec.parameters), ...this.#spec.settings },
      iterations: this.#repetition.iterations,
      warmups: this.#repetition.warmups,
      seed: this.#spec.seed,
      probe: this.#spec.probe,
    });
  }

  #take(message: Message): void {
    const pid = this.#pid;
    let turn;
    try {
      // The request is sent once the process is reported started: who speaks before was not asked.
      if (pid === null)
        throw new ContractError(
          'expected silence before the request, received a message',
          JSON.stringify(message),
        );
      turn = this.conversation.accept(message);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.#break(error);
      return;
    }
    switch (turn) {
      case 'continue':
        this.#hold(message, pid);
        return;
      case 'wait':
        return;
      case 'finished':
        this.#rest();
        this.#process?.closeInput();
        this.#watch(exitLimitMs, () => ({
          kind: 'hung',
          text: `did not exit within ${seconds(exitLimitMs)} of its last message`,
        }));
    }
  }

  #hold(message: Message, pid: number): void {
    const phase = message.type === 'hold' ? message.phase : 'baseline';
    const began = process.hrtime.bigint();
    try {
      const reading = readHeldMemory(pid, this.#spec.probe === 'memory');
      this.#readings.push({ phase, ...reading, heldNs: Number(process.hrtime.bigint() - began) });
    } catch (error) {
      // It died while it held; its end tells why.
      if (!(error instanceof WorkloadGoneError)) throw error;
    }
    if (phase === 'parked' && this.#tools.stopAtParked === true) {
      this.#terminate(0);
      return;
    }
    this.#process?.send({ type: 'continue' });
    this.#tools.progress(phase);
  }

  #break(error: ContractError): void {
    this.#broken = error;
    this.#terminate(graceMs);
  }

  #terminate(grace: number): void {
    this.#rest();
    this.#terminated = true;
    this.#process?.terminate(grace);
  }

  /** Wakes twice at the very end of the limit, never before. */
  #watch(limitMs: number, verdict: (idle: boolean) => { kind: Overrun; text: string }): void {
    this.#rest();
    const lookAt = Math.max(limitMs - lastLookMs, 0);
    this.#watchdog = setTimeout(() => {
      const cpuBefore = treeCpuNs(this.#pid);
      this.#watchdog = setTimeout(() => {
        const usedNs = treeCpuNs(this.#pid) - cpuBefore;
        this.#overrun = verdict(usedNs < idleShare * (limitMs - lookAt) * 1e6);
        this.#terminate(graceMs);
      }, limitMs - lookAt);
    }, lookAt);
  }

  #rest(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }

  #conclude(end: ProcessEnd, noise: Noise, oomKills: number | null): Outcome {
    const { scenario, variant, parameters, probe, runtimeVersion } = this.#spec;
    const evidence: Evidence = {
      conversation: this.conversation,
      end,
      broken: this.#broken,
      overrun: this.#overrun,
      readings: this.#readings,
      stderrHead: this.#process?.stderrHead ?? '',
      stderrTail: this.#process?.stderrTail ?? '',
      oomKills,
      terminated: this.#terminated,
      wallNs: noise.wallNs,
    };
    const judgement: Judgement = judge(evidence, {
      manifest: scenario.expectedManifest(parameters, probe, variant.name),
      runtimeVersion,
      probe,
      parameters,
      regime: this.#spec.regime,
      variant,
      holdsAtParked: scenario.holds[probe].includes('parked'),
      verify: scenario.verify ?? (() => null),
      shortestNs: scenario.shortestNs(parameters, this.#spec.settings, variant.name),
    });
    const observed = {
      limits: this.conversation.ready?.limits ?? {},
      phases: this.#readings,
      usage: end.usage,
      noise,
    };
    const { iterations } = this.conversation;
    const iteration = iterations.at(-1);
    if (judgement.status === 'ok' && iteration !== undefined) {
      const measured = iterations.filter(({ warmup }) => !warmup);
      return {
        ...observed,
        status: 'ok',
        elapsedNs: measured.reduce((sum, { elapsedNs }) => sum + elapsedNs, 0),
        manifest: iteration.manifest,
        witness: judgement.witness,
        measurements: medians(measured),
        iterations: iterations.map(({ warmup, elapsedNs, measurements }) => ({
          warmup,
          elapsedNs,
          measurements,
        })),
        distributions: this.conversation.distributions.map(withoutType),
      };
    }
    return {
      ...observed,
      status: judgement.status === 'ok' ? 'failed' : judgement.status,
      reason: judgement.status === 'ok' ? 'reported no iteration' : judgement.reason,
      manifest: iteration?.manifest ?? null,
      exit:
        end.startFailure === null && end.lost === null ? { code: end.exitCode, signal: end.signal } : null,
      stderrTail: evidence.stderrTail,
      rawLine: this.#broken?.rawLine ?? null,
      leftovers: [...end.leftovers],
    };
  }
}

/** Of each of the workload's own figures over its measured iterations, which all have the same. */
function medians(measured: readonly Iteration[]): Record<string, number> {
  const names = Object.keys(measured[0]?.measurements ?? {});
  return Object.fromEntries(
    names.map((name) => [name, medianOf(measured.map(({ measurements }) => measurements[name] as number))]),
  );
}

function withoutType({ name, unit, encoding, count, data }: Distribution): OkSample['distributions'][number] {
  return { name, unit, encoding, count, data };
}

function microseconds(usage: NodeJS.CpuUsage): number {
  return usage.user + usage.system;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
