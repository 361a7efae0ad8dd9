/** What else happened on the machine: counters before and after a sample, and their difference. */
import { join } from 'node:path';
import type { Noise } from '../store/sample.ts';
import { ownCgroup } from './cgroup.ts';
import { readOrNull } from './kernel-text.ts';

/**
 * One moment's counters; they only grow. CPU time stays in ticks, since in nanoseconds 128 CPUs pass 2^53 in a day.
 * Null: this machine does not tell.
 */
export interface Counters {
  /** Monotonic clock. */
  readonly takenAtNs: bigint;
  readonly busyTicks: number | null;
  readonly stealTicks: number | null;
  readonly throttledNs: number | null;
  readonly cpuPressureNs: number | null;
  readonly memoryPressureNs: number | null;
  readonly oomKills: number | null;
  readonly loadAverage: number | null;
  readonly frequencyHz: number | null;
}

export interface CounterOptions {
  /** The CPU whose frequency is read: asking all 128 of them would wake each one. */
  readonly cpu?: number;
  readonly root?: string;
}

/** CPU time that is no noise, ns. */
export interface OwnCpu {
  readonly treeCpuNs: number;
  readonly harnessCpuNs: number;
}

export function readCounters({ cpu = 0, root = '/' }: CounterOptions = {}): Counters {
  const read = (path: string) => readOrNull(root, path);
  const kilohertz = read(`sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`);
  return {
    takenAtNs: process.hrtime.bigint(),
    ...parseTicks(read('proc/stat') ?? ''),
    throttledNs: readThrottledNs(root),
    cpuPressureNs: parsePressureNs(read('proc/pressure/cpu') ?? ''),
    memoryPressureNs: parsePressureNs(read('proc/pressure/memory') ?? ''),
    oomKills: parseEntry(read('proc/vmstat') ?? '', 'oom_kill'),
    loadAverage: parseLoadAverage(read('proc/loadavg') ?? ''),
    frequencyHz: kilohertz === null ? null : Number(kilohertz) * 1000,
  };
}

/**
 * `oomKills` counts processes that the kernel killed anywhere on the machine; it stands apart from the noise because it
 * explains a sample's end and not its figures. Load and frequency are those of `after`.
 */
export function difference(
  before: Counters,
  after: Counters,
  { treeCpuNs, harnessCpuNs }: OwnCpu,
): { noise: Noise; oomKills: number | null } {
  const busyNs = ticksToNs(growth(before.busyTicks, after.busyTicks));
  return {
    noise: {
      wallNs: Number(after.takenAtNs - before.takenAtNs),
      // Ticks are counted by sampling on some kernels, so a busy sample can come out above the ticks that it left.
      foreignCpuNs: busyNs === null ? null : Math.max(0, Math.round(busyNs - treeCpuNs - harnessCpuNs)),
      stealNs: ticksToNs(growth(before.stealTicks, after.stealTicks)),
      throttledNs: growth(before.throttledNs, after.throttledNs),
      cpuPressureNs: growth(before.cpuPressureNs, after.cpuPressureNs),
      memoryPressureNs: growth(before.memoryPressureNs, after.memoryPressureNs),
      loadAverage: after.loadAverage,
      frequencyHz: after.frequencyHz,
    },
    oomKills: growth(before.oomKills, after.oomKills),
  };
}

/** USER_HZ, the unit of /proc/stat: 100 on every Linux that Node and Go run on, whatever the kernel's own tick. */
const nsPerTick = 1e9 / 100;

function ticksToNs(ticks: number | null): number | null {
  return ticks === null ? null : ticks * nsPerTick;
}

/** Never below 0: steal is known to step back when a virtual machine is moved, and a CPU taken offline takes its ticks along. */
function growth(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : Math.max(0, after - before);
}

/**
 * The first line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice.
 * Guest time is already inside user and nice; waiting for a disk keeps no CPU busy. Steal came with Linux 2.6.11.
 */
export function parseTicks(stat: string): { busyTicks: number | null; stealTicks: number | null } {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(/ +/).map(Number) ?? [];
  const [user, nice, system, , , irq, softirq, steal] = fields;
  if (
    user === undefined ||
    nice === undefined ||
    system === undefined ||
    irq === undefined ||
    softirq === undefined
  ) {
    return { busyTicks: null, stealTicks: null };
  }
  return { busyTicks: user + nice + system + irq + softirq, stealTicks: steal ?? null };
}

/** `total` of the "some" line of /proc/pressure/*, which counts microseconds. */
export function parsePressureNs(pressure: string): number | null {
  const microseconds = /^some .*\btotal=(\d+)$/m.exec(pressure)?.[1];
  return microseconds === undefined ? null : Number(microseconds) * 1000;
}

/** The first figure of /proc/loadavg. */
export function parseLoadAverage(loadavg: string): number | null {
  const average = /^\d+\.\d+/.exec(loadavg)?.[0];
  return average === undefined ? null : Number(average);
}

/** A line `name value` of /proc/vmstat or a cgroup's cpu.stat. */
function parseEntry(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/** Summed over the nested groups: each counts only its own limit's work, and any of them can hold the workload back. */
function readThrottledNs(root: string): number | null {
  const location = ownCgroup('cpu', root);
  if (location === null) return null;
  const told = location.folders
    .map((folder) => parseThrottledNs(readOrNull(root, join(folder, 'cpu.stat')) ?? '', location.version))
    .filter((throttledNs) => throttledNs !== null);
  return told.length === 0 ? null : told.reduce((sum, throttledNs) => sum + throttledNs);
}

export function parseThrottledNs(cpuStat: string, version: 1 | 2): number | null {
  if (version === 1) return parseEntry(cpuStat, 'throttled_time');
  const microseconds = parseEntry(cpuStat, 'throttled_usec');
  return microseconds === null ? null : microseconds * 1000;
}
