/**
 * A workload as anybody could start it: no launcher, no reserve, no counters, nothing stored; spawned by this process, which
 * answers its messages at once.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { decodeMessage } from '../harness/contract/decode.ts';
import { protocolVersion, type Continue, type Message, type Request } from '../harness/contract/messages.ts';
import { newMark, workloadEnvironment } from '../harness/measure/workload-environment.ts';
import type { Probe, Scenario } from '../harness/model.ts';
import type { Command } from '../harness/runtimes/runtime.ts';
import type { PlannedCase } from '../harness/store/plan.ts';

export interface BareLife {
  /** From before the spawn to the exit. */
  readonly lifeMs: number;
  /** The program's own figure: its timed regions together. */
  readonly elapsedNs: number;
  /** VmHWM at the last hold; null without /proc. */
  readonly peakBytes: number | null;
}

/** What the harness sends for a sample of the case. */
export function requestOf(
  scenario: Scenario,
  planned: Pick<PlannedCase, 'variant' | 'parameters'>,
  settings: Readonly<Record<string, number>>,
  probe: Probe,
): Request {
  return {
    type: 'request',
    protocol: protocolVersion,
    scenario: scenario.name,
    variant: planned.variant,
    parameters: { ...planned.parameters, ...settings },
    ...scenario.repetition(planned.parameters, probe),
    seed: 0,
    probe,
  };
}

/** @throws Error when the program does not end with exit code 0 */
export async function liveBare(command: Command, request: Request): Promise<BareLife> {
  const environment = workloadEnvironment(process.env, 0, false, newMark());
  const began = performance.now();
  const child = spawn(command.file, command.arguments, {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    env: { ...environment, INTERLEAVE_MESSAGE_FD: '3' },
  });
  let elapsedNs = 0;
  let peakBytes: number | null = null;
  const send = (line: Request | Continue): void => {
    child.stdin?.write(`${JSON.stringify(line)}\n`);
  };
  const take = (message: Message): void => {
    // Where the harness reads too.
    if (message.type === 'ready' || message.type === 'hold') peakBytes = highWaterMark(child.pid);
    if (message.type === 'iteration' && !message.warmup) elapsedNs += message.elapsedNs;
    if (message.type === 'ready' || message.type === 'hold') send({ type: 'continue' });
    if (message.type === 'done' || message.type === 'failed') child.stdin?.end();
  };
  send(request);
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => take(decodeMessage(line)));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const lifeMs = performance.now() - began;
  if (exitCode !== 0) throw new Error(`expected exit 0 of the bare ${request.variant}, received ${exitCode}`);
  return { lifeMs, elapsedNs, peakBytes };
}

function highWaterMark(pid: number | undefined): number | null {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
