import { existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { measuredCpu, parseCpuList } from './affinity.ts';
import { ownCgroup } from './cgroup.ts';
import { parseCount, readOrNull } from './kernel-text.ts';
import type { Ask, Machine } from './machine.ts';
import { parseLoadAverage } from './noise.ts';

/** @param allowed the CPUs that the run may use. */
export async function linuxMachine(root: string, allowed: number[], ask: Ask): Promise<Machine> {
  const read = (path: string) => readOrNull(root, path);
  const line = (path: string) => read(path)?.trim() || null;
  const number = (path: string) => parseCount(read(path));
  const cpuinfo = read('proc/cpuinfo') ?? '';
  const meminfo = parseMeminfo(read('proc/meminfo') ?? '');
  const ulimits = read('proc/self/limits') ?? '';
  const measured = allowed.length === 0 ? 0 : measuredCpu(allowed);
  const kilohertz = number(`sys/devices/system/cpu/cpu${measured}/cpufreq/scaling_cur_freq`);
  return {
    kernel: line('proc/sys/kernel/osrelease') ?? os.release(),
    distribution: parseDistribution(read('etc/os-release') ?? read('usr/lib/os-release') ?? ''),
    virtualisation: await linuxVirtualisation(root, cpuinfo, ask),
    uptimeSeconds: Number(read('proc/uptime')?.split(' ')[0] ?? Number.NaN) || null,
    cpu: {
      ...parseCpuinfo(cpuinfo),
      allowed,
      online: onlineCpus(root).length,
      siblings: siblingsOf(root),
      governor: governorsOf(root, allowed),
      frequencyHz: kilohertz === null ? parseMegahertz(cpuinfo) : kilohertz * 1000,
      quota: tightest(root, 'cpu', {
        1: (file) => parseQuota(file('cpu.cfs_quota_us'), file('cpu.cfs_period_us')),
        2: (file) => parseQuota(...splitPair(file('cpu.max'))),
      }),
    },
    memory: {
      totalBytes: meminfo.get('MemTotal') ?? os.totalmem(),
      // MemAvailable came with Linux 3.14; what is free is then the safe answer.
      availableBytes: meminfo.get('MemAvailable') ?? meminfo.get('MemFree') ?? os.freemem(),
      swapTotalBytes: meminfo.get('SwapTotal') ?? null,
      limitBytes: tightest(root, 'memory', {
        1: (file) => parseCount(file('memory.limit_in_bytes')),
        2: (file) => parseCount(file('memory.max')),
      }),
      hugePages: /\[(\w+)\]/.exec(read('sys/kernel/mm/transparent_hugepage/enabled') ?? '')?.[1] ?? null,
      overcommit: line('proc/sys/vm/overcommit_memory'),
      swappiness: line('proc/sys/vm/swappiness'),
    },
    limits: {
      maxMapCount: number('proc/sys/vm/max_map_count'),
      threadsMax: number('proc/sys/kernel/threads-max'),
      pidMax: number('proc/sys/kernel/pid_max'),
      userProcesses: parseSoftLimit(ulimits, 'Max processes'),
      // Node has raised its own soft limit to the hard one at its start, and a workload inherits that.
      openFiles: parseSoftLimit(ulimits, 'Max open files'),
      cgroupPids: tightest(root, 'pids', {
        1: (file) => parseCount(file('pids.max')),
        2: (file) => parseCount(file('pids.max')),
      }),
    },
    load: { average1m: parseLoadAverage(read('proc/loadavg') ?? '') },
  };
}

function parseMeminfo(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/^(\w+):\s+(\d+) kB$/gm);
  return new Map([...lines].map(([, name = '', kilobytes]) => [name, Number(kilobytes) * 1024]));
}

/** The soft limit of a line of /proc/self/limits; null when unlimited or unknown. */
function parseSoftLimit(limits: string, name: string): number | null {
  return parseCount(new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(limits)?.[1] ?? null);
}

function parseDistribution(osRelease: string): string | null {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease)?.[1] || null;
}

/** arm64 kernels print no model name, only the numbers that identify the design. */
function parseCpuinfo(text: string): { model: string | null; microcode: string | null } {
  const field = (name: string) =>
    new RegExp(`^${name}\\s*:\\s*(\\S.*)$`, 'm').exec(text)?.[1]?.trim() ?? null;
  const implementer = field('CPU implementer');
  const design = implementer === null ? null : `ARM implementer ${implementer}, part ${field('CPU part')}`;
  return { model: field('model name') ?? design, microcode: field('microcode') };
}

function parseMegahertz(cpuinfo: string): number | null {
  const megahertz = /^cpu MHz\s*:\s*([\d.]+)$/m.exec(cpuinfo)?.[1];
  return megahertz === undefined ? null : Math.round(Number(megahertz) * 1e6);
}

function onlineCpus(root: string): number[] {
  const list = readOrNull(root, 'sys/devices/system/cpu/online');
  if (list !== null) return parseCpuList(list);
  const processors = readOrNull(root, 'proc/cpuinfo')?.match(/^processor\s*:/gm) ?? os.cpus();
  return [...processors.keys()];
}

/** One entry a core, a core with one CPU too: "0", "1" says that nothing is shared, and an empty list that it is unknown. */
function siblingsOf(root: string): string[] {
  const groups = new Set<string>();
  for (const cpu of onlineCpus(root)) {
    const topology = `sys/devices/system/cpu/cpu${cpu}/topology`;
    // thread_siblings_list is the name before Linux 5.3, and still an alias.
    const group =
      readOrNull(root, `${topology}/core_cpus_list`) ?? readOrNull(root, `${topology}/thread_siblings_list`);
    if (group !== null) groups.add(group.trim());
  }
  return [...groups];
}

/** More than one, joined by commas, where the CPUs differ. */
function governorsOf(root: string, cpus: readonly number[]): string | null {
  const governors = cpus
    .map((cpu) => readOrNull(root, `sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`)?.trim())
    .filter((governor) => governor !== undefined);
  return [...new Set(governors)].join(',') || null;
}

/** CPUs' worth of time: quota over period. -1 and `max` mean unlimited. */
function parseQuota(quota: string | null, period: string | null): number | null {
  const quotaMicroseconds = parseCount(quota);
  const periodMicroseconds = parseCount(period);
  if (quotaMicroseconds === null || periodMicroseconds === null || periodMicroseconds === 0) return null;
  return quotaMicroseconds / periodMicroseconds;
}

function splitPair(text: string | null): [string | null, string | null] {
  const [first = null, second = null] = text?.split(' ') ?? [];
  return [first, second];
}

type LimitReader = (file: (name: string) => string | null) => number | null;

/** The lowest of a controller's limits from this process's own cgroup up: every one of them binds. */
function tightest(
  root: string,
  controller: string,
  readers: Readonly<Record<1 | 2, LimitReader>>,
): number | null {
  const location = ownCgroup(controller, root);
  if (location === null) return null;
  const limits = location.folders
    .map((folder) => readers[location.version]((name) => readOrNull(root, join(folder, name))))
    .filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/**
 * `none`, the hypervisor, the container as `container docker`, or both: `kvm, container docker`. systemd-detect-virt
 * alone would name the container only, which costs nothing, and hide the hypervisor, which does.
 */
async function linuxVirtualisation(root: string, cpuinfo: string, ask: Ask): Promise<string> {
  const detected = async (kind: string) => (await ask('systemd-detect-virt', [kind]))?.trim() ?? 'none';
  const [machine, container] = [await detected('--vm'), await detected('--container')];
  const hypervisor = machine === 'none' ? hypervisorOf(root, cpuinfo) : machine;
  const engine = container === 'none' ? containerOf(root) : container;
  return (
    [hypervisor, engine === null ? null : `container ${engine}`].filter((part) => part !== null).join(', ') ||
    'none'
  );
}

function hypervisorOf(root: string, cpuinfo: string): string | null {
  const type = readOrNull(root, 'sys/hypervisor/type')?.trim();
  if (type) return type;
  const product = ['sys_vendor', 'product_name']
    .map((name) => readOrNull(root, `sys/class/dmi/id/${name}`)?.trim())
    .filter(Boolean)
    .join(' ');
  // Rented bare metal names its landlord too ("Amazon EC2 c7g.metal").
  const rented = /QEMU|KVM|VMware|VirtualBox|Virtual Machine|Xen|OpenStack|Google Compute|Amazon EC2/i.test(
    product,
  );
  if (rented && !/metal/i.test(product)) return product;
  // Set by every hypervisor on x86; arm64 has no such flag.
  return /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo) ? 'unnamed hypervisor' : null;
}

function containerOf(root: string): string | null {
  if (existsSync(join(root, '.dockerenv'))) return 'docker';
  return existsSync(join(root, 'run/.containerenv')) ? 'podman' : null;
}
