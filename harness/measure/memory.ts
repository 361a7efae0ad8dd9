/**
 * The memory of a workload that holds still, read from outside. The workload's own figures cannot be used:
 * `ru_maxrss` (and what Node makes of it) inherits the parent's size across fork and exec.
 *
 * Reads are synchronous: the workload is held while they run, and a turn of the event loop costs more than the read.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { descendantsOf, isGone, readProcess } from './process-tree.ts';

export interface MemoryReading {
  /** VmRSS of the process itself. */
  readonly residentBytes: number;
  /** VmHWM of the process itself since `resetPeak`, or since its start. */
  readonly peakBytes: number;
  /** RssFile: the part of VmRSS that is a file's pages, which the kernel keeps anyway; null before Linux 4.5. */
  readonly fileBytes: number | null;
  /** Sum of PSS over the process tree; null when not asked for, or when one member's smaps_rollup may not be read. */
  readonly proportionalBytes: number | null;
  /** Living processes in the tree, the workload included. */
  readonly processes: number;
  /** Threads of the process itself. */
  readonly threads: number;
}

export interface MemoryOptions {
  /** Walks every page table of the tree: 15 ms at 2.6 GB, so once a hold and never in a loop. */
  readonly withProportional: boolean;
  readonly root?: string;
}

/** The process whose memory was asked for has exited. */
export class WorkloadGoneError extends Error {
  override readonly name = 'WorkloadGoneError';
  readonly pid: number;

  constructor(pid: number, action: string) {
    super(`expected the workload (process ${pid}) to hold still, but it exited before ${action}`);
    this.pid = pid;
  }
}

/**
 * Returns null where the system has no /proc, or one without peaks: the workload's own figures are then all there is.
 * Members of the tree may vanish meanwhile and are left out.
 *
 * @throws {WorkloadGoneError} when the workload itself is gone, a zombie included
 */
export function readMemory(
  pid: number,
  { withProportional, root = '/' }: MemoryOptions,
): MemoryReading | null {
  const text = readProcess(root, `${pid}/status`);
  if (text === null && !existsSync(join(root, 'proc'))) return null;
  const status = text === null ? null : parseStatus(text);
  if (status === null) throw new WorkloadGoneError(pid, 'its memory could be read');
  const { residentBytes, peakBytes, fileBytes, threads } = status;
  if (peakBytes === null) return null;

  const tree = [pid, ...descendantsOf(root, pid, threads)];
  const proportionalBytes = withProportional ? sumOfProportional(root, tree) : null;
  return { residentBytes, peakBytes, fileBytes, proportionalBytes, processes: tree.length, threads };
}

/**
 * Lowers VmHWM to the present VmRSS, so that the next peak belongs to the interval that starts here.
 * Returns false where the system cannot (no /proc, or one without clear_refs): peaks then count from the process's start.
 *
 * @throws {WorkloadGoneError} when the workload is gone
 */
export function resetPeak(pid: number, root = '/'): boolean {
  try {
    // 'r+' and not 'w': /proc has nothing to create, and elsewhere a missing file must stay missing.
    writeFileSync(join(root, `proc/${pid}/clear_refs`), '5', { flag: 'r+' });
    return true;
  } catch (error) {
    if (!isGone(error)) {
      throw new Error(
        `cannot reset the memory peak of process ${pid}: /proc/${pid}/clear_refs takes no writes from this user; ` +
          'run harness and workload as the same user',
        { cause: error },
      );
    }
    if (!existsSync(join(root, 'proc'))) return false;
    if (existsSync(join(root, `proc/${pid}/status`))) return false;
    throw new WorkloadGoneError(pid, 'its memory peak could be reset');
  }
}

/**
 * Null for a process that has exited. The kernel takes the memory away before it calls the process a zombie, so the
 * missing VmRSS tells and not the state. `peakBytes` is null on kernels that keep no high-water mark (gVisor).
 */
export function parseStatus(
  text: string,
): { residentBytes: number; peakBytes: number | null; fileBytes: number | null; threads: number } | null {
  const residentKilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  const peakKilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
  const fileKilobytes = /^RssFile:\s+(\d+) kB$/m.exec(text)?.[1];
  const threads = /^Threads:\s+(\d+)$/m.exec(text)?.[1];
  if (residentKilobytes === undefined || threads === undefined) return null;
  return {
    residentBytes: Number(residentKilobytes) * 1024,
    peakBytes: peakKilobytes === undefined ? null : Number(peakKilobytes) * 1024,
    fileBytes: fileKilobytes === undefined ? null : Number(fileKilobytes) * 1024,
    threads: Number(threads),
  };
}

/** PSS of `/proc/<pid>/smaps_rollup`, bytes. */
export function parseProportional(text: string): number | null {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function sumOfProportional(root: string, tree: readonly number[]): number | null {
  let sum = 0;
  for (const [position, pid] of tree.entries()) {
    let text: string | null;
    try {
      text = readProcess(root, `${pid}/smaps_rollup`);
    } catch {
      // Another user's process: a sum without it would be too small and look like a result.
      return null;
    }
    if (text === null) {
      if (position > 0) continue;
      const status = readProcess(root, `${pid}/status`);
      if (status === null || parseStatus(status) === null) {
        throw new WorkloadGoneError(pid, 'its proportional memory could be read');
      }
      return null; // before Linux 4.14 there is no such file
    }
    sum += parseProportional(text) ?? 0;
  }
  return sum;
}
