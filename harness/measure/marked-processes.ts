/** Finds what a sample has left behind by the mark in its environment, where no launcher kept the tree together. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { markVariable } from './workload-environment.ts';

/** A process may start another while the list is read, and a killed one takes a moment to go. */
const lookAgainMs = 10;
/** A process in an uninterruptible wait survives SIGKILL until the wait ends; all that can be done is to name it. */
const patienceMs = 5_000;

/**
 * Kills every living process that carries the mark, until none does. A process that was started with another
 * environment, or that belongs to another user, cannot be found like this, nor anything where there is no /proc.
 *
 * @returns each process once, as `<pid> <command line>`.
 */
export async function killMarked(mark: string): Promise<string[]> {
  const seen = new Map<number, string>();
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += lookAgainMs) {
    const living = markedProcesses(mark);
    if (living.length === 0) break;
    for (const pid of living) {
      if (!seen.has(pid)) seen.set(pid, `${pid} ${commandOf(pid)}`);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await sleep(lookAgainMs);
  }
  return [...seen.values()];
}

function markedProcesses(mark: string): number[] {
  const entry = `\0${markVariable}=${mark}\0`;
  return entriesOf('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => `\0${textOf(`/proc/${pid}/environ`)}`.includes(entry))
    .map(Number);
}

function commandOf(pid: number): string {
  const longest = 200;
  return textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, longest);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for what has ended (a zombie has no memory to read it from) or is another user's. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
