/** What both sides of a pair are: something that runs once in a fresh process and says how long a unit took. */
import { execa } from 'execa';
import { newMark, workloadEnvironment } from '../../harness/measure/workload-environment.ts';
import type { Regime } from '../../harness/model.ts';
import type { Command } from '../../harness/runtimes/runtime.ts';

/** One process. @returns ns a unit of the row */
export type Contestant = () => Promise<number>;

/** This machine lacks what one side needs; the pair is then not measured. */
export class NotHere extends Error {}

/** The CPU of the regime `1core`; null where a process cannot be bound to one. */
export type Binding = (regime: Regime, command: Command) => Command;

/** With taskset, which comes with util-linux: it execs the program and leaves nothing beside it. */
export function bindTo(cpu: number): Binding {
  return (regime, { file, arguments: words }) =>
    regime === 'all'
      ? { file, arguments: words }
      : { file: 'taskset', arguments: ['-c', `${cpu}`, file, ...words] };
}

/**
 * Both sides see the environment of a workload, and nobody sits beside them.
 *
 * @returns stdout and stderr
 * @throws Error when it does not end with exit code 0
 */
export async function finish(
  { file, arguments: words }: Command,
  input = '',
): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, exitCode, shortMessage } = await execa(file, words, {
    input,
    env: workloadEnvironment(process.env, 0, false, newMark()),
    extendEnv: false,
    reject: false,
    timeout: 120_000,
  });
  if (exitCode !== 0) throw new Error(`expected exit 0, received: ${shortMessage}\n${stderr}`);
  return { stdout, stderr };
}
