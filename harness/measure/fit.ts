/** Whether a case fits this machine, decided from figures before anything starts. */
import type { Needs } from '../model.ts';
import type { Environment } from '../store/environment.ts';

/** Null: no limit that is known. */
export interface Capacity {
  readonly availableBytes: number;
  readonly threadsAvailable: number | null;
  readonly maxMapCount: number | null;
}

export type Fit =
  | { readonly fits: true }
  | { readonly fits: false; readonly kind: 'memory' | 'threads' | 'mappings'; readonly reason: string };

/**
 * `largest`, from `largestThatFits`, is named in the reason. Where several things are short, memory is told first: the
 * other limits can be raised by a command.
 */
export function fits(needs: Needs, capacity: Capacity, largest: number | null = null): Fit {
  const { availableBytes, threadsAvailable, maxMapCount } = capacity;
  const smaller =
    largest === null
      ? 'choose a smaller size'
      : `the largest size that fits is about ${roundedDown(largest)}`;

  if (needs.memoryBytes > availableBytes) {
    const figures = `needs about ${formatBytes(needs.memoryBytes)} of memory, ${formatBytes(availableBytes)} are available`;
    return { fits: false, kind: 'memory', reason: `${figures}; ${smaller}` };
  }
  if (threadsAvailable !== null && needs.threads > threadsAvailable) {
    const figures = `needs about ${formatCount(needs.threads)} threads, ${formatCount(threadsAvailable)} are available`;
    const remedy =
      'raise the lowest of kernel.threads-max, kernel.pid_max, ulimit -u and pids.max of the cgroup';
    return { fits: false, kind: 'threads', reason: `${figures}; ${smaller}, or ${remedy}` };
  }
  if (maxMapCount !== null && needs.mappings > maxMapCount) {
    const figures = `needs about ${formatCount(needs.mappings)} memory mappings, ${formatCount(maxMapCount)} are allowed`;
    const remedy = `sysctl -w vm.max_map_count=${2 ** Math.ceil(Math.log2(needs.mappings))}`;
    return { fits: false, kind: 'mappings', reason: `${figures}; ${smaller}, or run ${remedy}` };
  }
  return { fits: true };
}

/** Kept free for the system, so that it need not swap or kill to go on: a tenth, at most 1 GiB. */
const reserveShare = 0.1;
const reserveAtMostBytes = 2 ** 30;

/** Threads of everything else on the machine; a desktop has about a thousand, a server some hundreds. */
export const threadsOfOthers = 500;

export function capacityOf({ memory, limits }: Pick<Environment, 'memory' | 'limits'>): Capacity {
  const usableBytes = Math.min(memory.availableBytes, memory.limitBytes ?? Infinity);
  const reserveBytes = Math.min(Math.floor(usableBytes * reserveShare), reserveAtMostBytes);
  const threads = Math.min(
    limits.threadsMax ?? Infinity,
    limits.pidMax ?? Infinity, // every thread has a number of its own
    limits.cgroupPids ?? Infinity,
    limits.userProcesses ?? Infinity, // on Linux it counts threads
  );
  return {
    availableBytes: usableBytes - reserveBytes,
    threadsAvailable: threads === Infinity ? null : Math.max(0, threads - threadsOfOthers),
    maxMapCount: limits.maxMapCount,
  };
}

/**
 * The largest size from 1 to `maximum` whose needs fit; null when not even 1 does. Needs must not fall with size.
 */
export function largestThatFits(
  needsOf: (size: number) => Needs,
  capacity: Capacity,
  maximum = Number.MAX_SAFE_INTEGER,
): number | null {
  const fitting = (size: number) => fits(needsOf(size), capacity).fits;
  if (!fitting(1)) return null;
  if (fitting(maximum)) return maximum;
  let low = 1;
  let high = maximum;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (fitting(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Decimal units and three digits: `22.1 GB`. */
export function formatBytes(bytes: number): string {
  // Rounded first, or 999,999,999 would be told as 1000 MB.
  const rounded = Number(bytes.toPrecision(3));
  for (const [unit, size] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
  ] as const) {
    if (rounded >= size) return `${Number((rounded / size).toPrecision(3))} ${unit}`;
  }
  return `${Number((rounded / 1e3).toPrecision(3))} kB`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Two digits, never more than the size itself: `6.5M` must still fit. */
function roundedDown(size: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(size)) - 1);
  const rounded = Math.floor(size / step) * step;
  for (const [unit, scale] of [
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (rounded >= scale) return `${Number((rounded / scale).toPrecision(2))}${unit}`;
  }
  return `${rounded}`;
}
