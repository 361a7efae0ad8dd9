import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { ContractError, decodeLauncherReport, decodeMessage } from '../contract/decode.ts';
import type { LauncherReport, Terminate, Usage } from '../contract/launcher.ts';
import { LineSplitter } from '../contract/lines.ts';
import { maximumLineBytes, type Continue, type Message, type Request } from '../contract/messages.ts';
import { textOf } from '../failure.ts';
import type { Command } from '../runtimes/runtime.ts';

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
}

export interface ProcessListener {
  readonly started: (pid: number) => void;
  readonly message: (message: Message) => void;
  /** The stream broke the contract; nothing more will be told. */
  readonly broken: (error: ContractError) => void;
}

const stderrTailBytes = 4096;

/** One workload process under the launcher, or as well as the platform's own tools can without it. */
export class MeasuredProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #listener: ProcessListener;
  readonly #stdin: Writable;
  readonly #terminate: (graceMs: number) => void;
  #stderr: Buffer = Buffer.alloc(0);
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
      Readable & Writable,
    ];
    this.#stdin = child.stdin as Writable;
    for (const stream of [this.#stdin, stdout, stderr, messages, control]) {
      // EPIPE when the workload is gone first: its end is reported anyway.
      stream.on('error', () => {});
    }
    stdout.resume();
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-stderrTailBytes);
    });
    const read = this.#readMessages(messages);
    if (launcher === null) {
      this.#terminate = (graceMs) => terminateGroup(child.pid, graceMs);
      child.once('spawn', () => listener.started(child.pid as number));
      this.ended = endOfUnlaunched(child).then(async (end) => {
        terminateGroup(child.pid, 0);
        await Promise.race([read, immediately()]);
        return end;
      });
    } else {
      this.#terminate = (graceMs) => {
        const order: Terminate = { type: 'terminate', graceMs };
        if (control.writable) control.write(`${JSON.stringify(order)}\n`);
      };
      this.ended = this.#endOfLaunched(control, child).then(async (end) => {
        await read;
        return end;
      });
    }
  }

  get stderrTail(): string {
    return this.#stderr.toString('utf8');
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
    await new Promise<void>((resolve) => stream.once('close', resolve));
    if (splitter.pendingBytes > 0) {
      breakOff(new ContractError('expected whole lines, received a last line without its newline', null));
    }
  }

  async #endOfLaunched(control: Readable, child: ChildProcess): Promise<ProcessEnd> {
    const splitter = new LineSplitter(maximumLineBytes);
    let last: LauncherReport | null = null;
    let problem = 'the launcher ended without a report';
    control.on('data', (chunk: Buffer) => {
      try {
        for (const line of splitter.push(chunk)) {
          last = decodeLauncherReport(line);
          if (last.type === 'started') this.#listener.started(last.pid);
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
    const closed = new Promise<void>((resolve) => control.once('close', resolve));
    await exited;
    await closed;
    return endFromReport(last, problem);
  }
}

function endFromReport(report: LauncherReport | null, problem: string): ProcessEnd {
  if (report?.type === 'ended') {
    return {
      exitCode: report.exitCode,
      signal: report.signal,
      usage: report.usage,
      launcherCpuNs: report.launcherCpuNs,
      leftovers: report.leftovers.map(({ pid, command }) => `${pid} ${command}`),
      startFailure: null,
    };
  }
  return {
    exitCode: null,
    signal: null,
    usage: null,
    launcherCpuNs: 0,
    leftovers: [],
    startFailure: report?.type === 'failed' ? `${report.stage}: ${report.error}` : problem,
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
    words.unshift('setpriv', '--pdeathsig', 'KILL', '--');
    if (spec.cpus !== null) words.unshift('taskset', '-c', spec.cpus.join(','));
  }
  const [file = '', ...rest] = words;
  return { file, arguments: rest };
}

function terminateGroup(pid: number | undefined, graceMs: number): void {
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is gone.
    }
  };
  if (graceMs === 0) signal('SIGKILL');
  else {
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), graceMs).unref();
  }
}

async function endOfUnlaunched(child: ChildProcess): Promise<ProcessEnd> {
  const nothing = { usage: null, launcherCpuNs: 0, leftovers: [] };
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ ...nothing, exitCode, signal, startFailure: null });
    });
    child.once('error', (error) => {
      resolve({ ...nothing, exitCode: null, signal: null, startFailure: error.message });
    });
  });
}

async function immediately(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
