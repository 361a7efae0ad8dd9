import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { ContractError, decodeLauncherReport, decodeMessage } from '../contract/decode.ts';
import type { LauncherReport, Terminate, Usage } from '../contract/launcher.ts';
import { LineSplitter } from '../contract/lines.ts';
import { maximumLineBytes, type Continue, type Message, type Request } from '../contract/messages.ts';
import { textOf } from '../failure.ts';
import type { Command } from '../runtimes/runtime.ts';
import { allowedCpus, formatCpuList } from './affinity.ts';
import { killMarked } from './marked-processes.ts';
import { markVariable } from './workload-environment.ts';

/** How a workload process is started. */
export interface ProcessSpec {
  readonly command: Command;
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** CPUs that it may use; null: all that the harness may. */
  readonly cpus: readonly number[] | null;
  /** RLIMIT_DATA, so that a workload that eats memory fails alone; null: none. */
  readonly dataLimitBytes: number | null;
  /** A backstop behind the harness's own watchdog, ms. */
  readonly timeLimitMs: number;
}

/** How a process and everything that it started came to their end. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Exact, from wait4; null without the launcher. */
  readonly usage: Usage | null;
  readonly launcherCpuNs: number;
  /** Processes that had to be killed after the workload's own end. */
  readonly leftovers: readonly string[];
  /** Why the workload could not be started at all; null when it was. */
  readonly startFailure: string | null;
  /** Why nobody knows how it ended, though it was started; null when its end was seen. */
  readonly lost: string | null;
}

export interface ProcessListener {
  readonly started: (pid: number) => void;
  readonly message: (message: Message) => void;
  /** The stream broke the contract; nothing more will be told. */
  readonly broken: (error: ContractError) => void;
}

const stderrTailBytes = 4096;
/** A crash says first what happened, and where at length afterwards. */
const stderrHeadBytes = 1024;
/** How long what was written may take to arrive once all known writers are gone; a process without the mark may be left. */
const drainLimitMs = 1_000;

/** One workload process under the launcher, or as well as the platform's own tools can without it. */
export class MeasuredProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #listener: ProcessListener;
  readonly #stdin: Writable;
  readonly #terminate: (graceMs: number) => void;
  #stderr: Buffer = Buffer.alloc(0);
  #stderrHead: Buffer = Buffer.alloc(0);
  #broken = false;

  constructor(spec: ProcessSpec, launcher: string | null, listener: ProcessListener) {
    this.#listener = listener;
    const command =
      launcher === null ? unlaunchedCommand(spec) : launchedCommand(spec, launcher, process.platform);
    const running = execa(command.file, [...command.arguments], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
      buffer: false,
      reject: false,
      extendEnv: false,
      env: { ...spec.environment, INTERLEAVE_MESSAGE_FD: '3' },
      // A group of its own, so that all of it can be signalled where there is no launcher.
      detached: launcher === null,
      cleanup: launcher === null,
    });
    // The outcome is told by the launcher's report or the exit event; execa's promise would also wait for streams
    // that a surviving grandchild may hold open.
    running.catch(() => {});
    const child = running.nodeChildProcess;
    const [, stdout, stderr, messages, control] = child.stdio as unknown as [
      Writable,
      Readable,
      Readable,
      Readable,
      Duplex,
    ];
    this.#stdin = child.stdin as Writable;
    for (const stream of [this.#stdin, stdout, stderr, messages, control]) {
      // EPIPE when the workload is gone first: its end is reported anyway.
      stream.on('error', () => {});
    }
    stdout.resume();
    stderr.on('data', (chunk: Buffer) => {
      const missing = stderrHeadBytes - this.#stderrHead.length;
      if (missing > 0) this.#stderrHead = Buffer.concat([this.#stderrHead, chunk.subarray(0, missing)]);
      this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-stderrTailBytes);
    });
    const streamsClosed = Promise.all([this.#readMessages(messages), closeOf(stderr)]);
    const mark = spec.environment[markVariable];
    const killLeftovers = async (): Promise<string[]> => (mark === undefined ? [] : killMarked(mark));
    if (launcher === null) {
      const group = new ProcessGroup(child.pid);
      this.#terminate = (graceMs) => group.terminate(graceMs);
      child.once('spawn', () => listener.started(child.pid as number));
      this.ended = endOfUnlaunched(child).then(async (end) => {
        const leftovers = await killLeftovers();
        group.terminate(0);
        await within(drainLimitMs, streamsClosed);
        return { ...end, leftovers };
      });
    } else {
      this.#terminate = (graceMs) => {
        const order: Terminate = { type: 'terminate', graceMs };
        if (control.writable) control.write(`${JSON.stringify(order)}\n`);
      };
      this.ended = this.#endOfLaunched(control, child).then(async (end) => {
        // A launcher that is killed takes the workload with it, but not what the workload has started.
        const leftovers = end.lost === null ? end.leftovers : await killLeftovers();
        await within(drainLimitMs, streamsClosed);
        return { ...end, leftovers };
      });
    }
  }

  get stderrTail(): string {
    return this.#stderr.toString('utf8');
  }

  get stderrHead(): string {
    return this.#stderrHead.toString('utf8');
  }

  send(line: Request | Continue): void {
    if (this.#stdin.writable) this.#stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Closes the workload's stdin, upon which it must exit. */
  closeInput(): void {
    this.#stdin.end();
  }

  /** SIGTERM, and SIGKILL after the grace period, to the whole tree. */
  terminate(graceMs: number): void {
    this.#terminate(graceMs);
  }

  async #readMessages(stream: Readable): Promise<void> {
    const splitter = new LineSplitter(maximumLineBytes);
    const breakOff = (error: ContractError): void => {
      if (this.#broken) return;
      this.#broken = true;
      this.#listener.broken(error);
    };
    stream.on('data', (chunk: Buffer) => {
      if (this.#broken) return;
      try {
        for (const line of splitter.push(chunk)) this.#listener.message(decodeMessage(line));
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        breakOff(error);
      }
    });
    await closeOf(stream);
    if (splitter.pendingBytes > 0) {
      breakOff(new ContractError('expected whole lines, received a last line without its newline', null));
    }
  }

  async #endOfLaunched(control: Duplex, child: ChildProcess): Promise<ProcessEnd> {
    const splitter = new LineSplitter(maximumLineBytes);
    let last: LauncherReport | null = null;
    let problem = 'the launcher ended without a report';
    let wasStarted = false;
    control.on('data', (chunk: Buffer) => {
      try {
        for (const line of splitter.push(chunk)) {
          last = decodeLauncherReport(line);
          if (last.type === 'started') {
            wasStarted = true;
            this.#listener.started(last.pid);
          }
          // The launcher stays until then, so that an order which crosses its report does no harm.
          if (last.type === 'ended') control.end();
        }
      } catch (error) {
        problem = textOf(error);
      }
    });
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', (error) => {
        problem = `cannot start the launcher: ${textOf(error)}`;
        resolve();
      });
    });
    const closed = closeOf(control);
    await exited;
    await closed;
    return endFromReport(last, wasStarted, problem);
  }
}

function endFromReport(report: LauncherReport | null, wasStarted: boolean, problem: string): ProcessEnd {
  if (report?.type === 'ended') {
    return {
      exitCode: report.exitCode,
      signal: report.signal,
      usage: report.usage,
      launcherCpuNs: report.launcherCpuNs,
      leftovers: report.leftovers.map(({ pid, command }) => `${pid} ${command}`),
      startFailure: null,
      lost: null,
    };
  }
  const reason = report?.type === 'failed' ? `${report.stage}: ${report.error}` : problem;
  return {
    exitCode: null,
    signal: null,
    usage: null,
    launcherCpuNs: 0,
    leftovers: [],
    startFailure: wasStarted ? null : reason,
    lost: wasStarted ? reason : null,
  };
}

/** CPU masks, data limits and OOM scores are Linux's alone: elsewhere the launcher refuses them. */
export function launchedCommand(spec: ProcessSpec, launcher: string, platform: NodeJS.Platform): Command {
  const options = ['--time-limit-ms', String(Math.ceil(spec.timeLimitMs))];
  if (platform === 'linux') {
    // The kernel takes the workload, never the harness.
    options.push('--oom-score-adj', '1000');
    if (spec.cpus !== null) options.push('--cpus', spec.cpus.join(','));
    if (spec.dataLimitBytes !== null) options.push('--data-limit', String(spec.dataLimitBytes));
  }
  return { file: launcher, arguments: [...options, '--', spec.command.file, ...spec.command.arguments] };
}

/** Without Go there is no launcher: taskset and setpriv (util-linux) do what they can; cleanup is best-effort. */
function unlaunchedCommand(spec: ProcessSpec): Command {
  const words = [spec.command.file, ...spec.command.arguments];
  if (process.platform === 'linux') {
    if (isInstalled('setpriv')) words.unshift('setpriv', '--pdeathsig', 'KILL', '--');
    if (spec.dataLimitBytes !== null) words.unshift('prlimit', `--data=${spec.dataLimitBytes}`, '--');
    // Not left out where it is missing: a sample on other CPUs than its row says would be worse than none.
    if (spec.cpus !== null && !isOwnMask(spec.cpus)) words.unshift('taskset', '-c', spec.cpus.join(','));
  }
  const [file = '', ...rest] = words;
  return { file, arguments: rest };
}

/** A child inherits the mask: the harness has one of its own only where taskset could give it one. */
function isOwnMask(cpus: readonly number[]): boolean {
  return formatCpuList(cpus) === formatCpuList(allowedCpus());
}

/** Whether a shell would find the command. */
function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** The process group of a workload without a launcher. */
class ProcessGroup {
  readonly #pid: number | undefined;
  #killing: NodeJS.Timeout | undefined;

  constructor(pid: number | undefined) {
    this.#pid = pid;
  }

  /** SIGTERM, and SIGKILL after the grace period; the last call counts, since a number may belong to others later. */
  terminate(graceMs: number): void {
    clearTimeout(this.#killing);
    if (graceMs === 0) {
      this.#signal('SIGKILL');
      return;
    }
    this.#signal('SIGTERM');
    this.#killing = setTimeout(() => this.#signal('SIGKILL'), graceMs).unref();
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(-this.#pid, name);
    } catch {
      // The group is gone.
    }
  }
}

async function endOfUnlaunched(child: ChildProcess): Promise<ProcessEnd> {
  const nothing = { usage: null, launcherCpuNs: 0, leftovers: [], lost: null };
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ ...nothing, exitCode, signal, startFailure: null });
    });
    child.once('error', (error) => {
      resolve({ ...nothing, exitCode: null, signal: null, startFailure: error.message });
    });
  });
}

async function closeOf(stream: Readable): Promise<void> {
  if (stream.closed) return;
  await new Promise<void>((resolve) => stream.once('close', resolve));
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (limit = setTimeout(resolve, limitMs)))]);
  clearTimeout(limit);
}
