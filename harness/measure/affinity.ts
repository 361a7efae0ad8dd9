/** Which CPUs this process may use, and keeping the harness off the one that is measured. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/**
 * The kernel's notation, as in `0-2,5`; the result is sorted and has no doubles.
 *
 * @throws {Error} on anything else
 */
export function parseCpuList(list: string): number[] {
  const cpus = new Set<number>();
  if (list.trim() === '') return [];
  for (const range of list.trim().split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(range);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (match === null || last < first) {
      throw new Error(`expected a list of CPUs such as 0-2,5, received ${JSON.stringify(list)}`);
    }
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** The reverse of `parseCpuList`: [0, 1, 2, 5] → `0-2,5`. */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const cpu of [...new Set(cpus)].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && cpu === range.last + 1) range.last = cpu;
    else ranges.push({ first: cpu, last: cpu });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/**
 * The CPUs that this process may use now. After `moveAway` the measured one is no longer among them, so a run asks
 * once, first. Where the system has no masks (macOS), all of them.
 */
export function allowedCpus(root = '/'): number[] {
  let status: string;
  try {
    status = readFileSync(join(root, 'proc/self/status'), 'utf8');
  } catch {
    status = '';
  }
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(status)?.[1];
  return list === undefined ? [...Array(availableParallelism()).keys()] : parseCpuList(list);
}

/** The one CPU of the regime `1core`: the highest, since interrupts and boot-time daemons gather on the lowest. */
export function measuredCpu(allowed: readonly number[]): number {
  const highest = allowed.toSorted((a, b) => a - b).at(-1);
  if (highest === undefined) throw new Error('expected at least one allowed CPU, received none');
  return highest;
}

export type Move =
  | {
      readonly moved: true;
      /** Where this process now runs. */
      readonly cpus: readonly number[];
      /** Gives this process its former CPUs back. */
      readonly restore: () => Promise<void>;
    }
  | { readonly moved: false; readonly reason: string };

/**
 * Puts this process with all its threads on the allowed CPUs other than `cpu`. What it starts afterwards inherits that
 * mask: a workload's own mask must be set explicitly, in the regime `all` too.
 * On failure this process keeps the CPUs that it had.
 */
export async function moveAway(cpu: number, allowed: readonly number[] = allowedCpus()): Promise<Move> {
  const others = allowed.filter((other) => other !== cpu);
  if (others.length === 0) {
    return { moved: false, reason: `CPU ${cpu} is the only one allowed, so harness and workload share it` };
  }
  const former = allowedCpus();
  const problem = await setCpus(others);
  if (problem !== null) {
    // taskset goes thread by thread and may have moved some of them.
    await setCpus(former);
    return { moved: false, reason: problem };
  }
  return {
    moved: true,
    cpus: others,
    restore: async () => {
      const problem = await setCpus(former);
      if (problem !== null) throw new Error(`cannot return to CPUs ${formatCpuList(former)}: ${problem}`);
    },
  };
}

/** Null when done, else why not. */
async function setCpus(cpus: readonly number[]): Promise<string | null> {
  // -a: the threads of libuv's pool and of the garbage collector have masks of their own.
  const result = await execa('taskset', ['-a', '-p', '-c', formatCpuList(cpus), `${process.pid}`], {
    reject: false,
  });
  if (!result.failed) return null;
  if (result.code === 'ENOENT') return 'taskset is not installed (Linux: apt-get install util-linux)';
  return result.stderr || (result.shortMessage ?? 'taskset failed');
}
