/** The machine and its settings at the start of a run. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { type Environment, environmentFormat } from '../store/environment.ts';
import { allowedCpus, formatCpuList, measuredCpu, parseCpuList } from './affinity.ts';
import { formatBytes } from './fit.ts';
import { difference, locateCgroup, parseLoadAverage, readCounters, readOrNull } from './noise.ts';

export interface RecordOptions {
  readonly runtimes: Environment['runtimes'];
  /** The environment that workloads will see; the variables that change what a runtime does are picked from it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cleanup: Environment['cleanup'];
  readonly firstTouch: Environment['firstTouch'];
  /** From `measureForeignCpu`; null when it was not measured. */
  readonly foreignCpu: number | null;
  /** The CPUs that the run may use, asked for before the harness moved off one of them. */
  readonly allowed?: readonly number[];
  readonly recordedAt?: Date;
  readonly platform?: NodeJS.Platform;
  readonly root?: string;
  readonly ask?: Ask;
}

/** What a command prints on stdout; null when it is not installed or prints nothing. */
export type Ask = (command: string, arguments_: readonly string[]) => Promise<string | null>;

/** Takes some milliseconds and starts short commands: never beside a sample. */
export async function recordEnvironment({
  runtimes,
  variables,
  cleanup,
  firstTouch,
  foreignCpu,
  allowed,
  recordedAt = new Date(),
  platform = process.platform,
  root = '/',
  ask = askCommand,
}: RecordOptions): Promise<Environment> {
  const cpus = [...(allowed ?? allowedCpus(root))];
  const machine = platform === 'linux' ? await linuxMachine(root, cpus, ask) : await darwinMachine(cpus, ask);
  const facts = {
    format: environmentFormat,
    recordedAt: recordedAt.toISOString(),
    platform,
    architecture: process.arch,
    ...machine,
    load: { average1m: machine.load.average1m, foreignCpu },
    runtimes,
    variables: pickVariables(variables),
    cleanup,
    firstTouch,
  } satisfies Omit<Environment, 'warnings'>;
  return { ...facts, warnings: warningsOf(facts) };
}

/**
 * Share of one CPU that others use, from a window in which this process sleeps; 1.5 is one and a half CPUs. A tick is
 * 10 ms, so a window of one second tells hundredths. Null where the machine does not tell.
 */
export async function measureForeignCpu({ windowMs = 1000, root = '/' } = {}): Promise<number | null> {
  const before = readCounters({ root });
  const ownBefore = process.cpuUsage();
  await sleep(windowMs);
  const own = process.cpuUsage(ownBefore);
  const harnessCpuNs = (own.user + own.system) * 1000;
  const { noise } = difference(before, readCounters({ root }), { treeCpuNs: 0, harnessCpuNs });
  return noise.foreignCpuNs === null ? null : noise.foreignCpuNs / noise.wallNs;
}

const tellingVariables = [
  'GODEBUG',
  'GOGC',
  'GOMEMLIMIT',
  'GOMAXPROCS',
  'GOTRACEBACK',
  'NODE_OPTIONS',
  'UV_THREADPOOL_SIZE',
  'MALLOC_ARENA_MAX',
  'LD_PRELOAD',
];

/** A closed list: an environment can hold secrets, and a run's folder is there to be shared. */
function pickVariables(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const set: Record<string, string> = {};
  for (const name of tellingVariables) {
    const value = variables[name];
    if (value !== undefined) set[name] = value;
  }
  return set;
}

type Machine = Pick<
  Environment,
  'kernel' | 'distribution' | 'virtualisation' | 'uptimeSeconds' | 'cpu' | 'memory' | 'limits'
> & { readonly load: { readonly average1m: number | null } };

async function linuxMachine(root: string, allowed: number[], ask: Ask): Promise<Machine> {
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

/** Null for `max`, for `unlimited`, and for cgroup v1's way to say so: a number near 2^63. */
function parseCount(text: string | null): number | null {
  if (text === null || !/^\d+\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
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
  const location = locateCgroup(
    controller,
    readOrNull(root, 'proc/self/cgroup') ?? '',
    readOrNull(root, 'proc/self/mountinfo') ?? '',
  );
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

const sysctlNames = [
  'kern.osproductversion',
  'kern.hv_vmm_present',
  'kern.num_taskthreads',
  'kern.maxfilesperproc',
  'machdep.cpu.brand_string',
  'machdep.cpu.microcode_version',
  'hw.logicalcpu',
  'hw.cpufrequency',
  'hw.memsize',
  'hw.pagesize',
  'vm.page_free_count',
  'vm.page_pageable_external_count',
  'vm.page_purgeable_count',
  'vm.swapusage',
  'vm.loadavg',
];

async function darwinMachine(allowed: number[], ask: Ask): Promise<Machine> {
  // Names that this version or processor lacks go to stderr; the others are still printed.
  const sysctl = parseSysctl((await ask('sysctl', sysctlNames)) ?? '');
  const number = (name: string) => parseCount(sysctl.get(name) ?? null);
  const version = sysctl.get('kern.osproductversion');
  const hypervisor = number('kern.hv_vmm_present');
  return {
    kernel: os.release(),
    distribution: version === undefined ? null : `macOS ${version}`,
    virtualisation: hypervisor === null ? null : hypervisor === 0 ? 'none' : 'unnamed hypervisor',
    uptimeSeconds: os.uptime(),
    cpu: {
      model: sysctl.get('machdep.cpu.brand_string') ?? null,
      microcode: sysctl.get('machdep.cpu.microcode_version') ?? null,
      allowed,
      online: number('hw.logicalcpu') ?? os.cpus().length,
      siblings: [],
      governor: null,
      frequencyHz: number('hw.cpufrequency'), // Intel alone has it
      quota: null,
    },
    memory: {
      totalBytes: number('hw.memsize') ?? os.totalmem(),
      availableBytes: darwinAvailable(sysctl) ?? os.freemem(),
      swapTotalBytes: parseSwapTotal(sysctl.get('vm.swapusage') ?? ''),
      limitBytes: null,
      hugePages: null,
      overcommit: null,
      swappiness: null,
    },
    limits: {
      maxMapCount: null,
      threadsMax: number('kern.num_taskthreads'), // of one process
      // kern.maxproc and kern.maxprocperuid count processes, where Linux counts threads.
      pidMax: null,
      userProcesses: null,
      openFiles: number('kern.maxfilesperproc'),
      cgroupPids: null,
    },
    load: { average1m: Number(/[\d.]+/.exec(sysctl.get('vm.loadavg') ?? '')?.[0] ?? Number.NaN) || null },
  };
}

function parseSysctl(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([\w.]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}

/** os.freemem() counts free pages alone, and macOS keeps few: pages of files and purgeable ones can be had at once. */
function darwinAvailable(sysctl: ReadonlyMap<string, string>): number | null {
  const pageBytes = parseCount(sysctl.get('hw.pagesize') ?? null);
  const pages = ['vm.page_free_count', 'vm.page_pageable_external_count', 'vm.page_purgeable_count'].map(
    (name) => parseCount(sysctl.get(name) ?? null),
  );
  return pageBytes === null || pages[0] === null
    ? null
    : pageBytes * pages.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** `total = 2048.00M  used = 1033.75M  free = 1014.25M  (encrypted)` */
function parseSwapTotal(swapusage: string): number | null {
  const megabytes = /total = ([\d.]+)M/.exec(swapusage)?.[1];
  return megabytes === undefined ? null : Math.round(Number(megabytes) * 2 ** 20);
}

async function askCommand(command: string, arguments_: readonly string[]): Promise<string | null> {
  // systemd-detect-virt exits 1 to say "none", and sysctl when it lacks one name of many.
  const { stdout } = await execa(command, arguments_, { reject: false, timeout: 5000, env: { LC_ALL: 'C' } });
  return stdout || null;
}

/** Below this the larger sizes of most suites do not fit. */
const lowMemoryBytes = 4 * 2 ** 30;

/** More than this share of one CPU used by others is seen in the results. */
export const foreignCpuLimit = 0.05;

/** Every doubt about a machine that can be told beforehand, each with what to do about it. */
export function warningsOf({
  cpu,
  memory,
  load,
  virtualisation,
  variables,
}: Pick<Environment, 'cpu' | 'memory' | 'load' | 'virtualisation' | 'variables'>): string[] {
  const warnings: string[] = [];
  if (load.foreignCpu !== null && load.foreignCpu > foreignCpuLimit) {
    warnings.push(
      `other programs use ${percent(load.foreignCpu)} of a CPU: results will vary more; close them, or wait until they are done`,
    );
  }
  if (cpu.governor !== null && cpu.governor !== 'performance') {
    warnings.push(
      `the CPU frequency governor is ${cpu.governor}: a sample's speed depends on what ran before it; run cpupower frequency-set -g performance`,
    );
  }
  if (memory.swapTotalBytes !== null && memory.swapTotalBytes > 0) {
    warnings.push(
      `swap is on (${formatBytes(memory.swapTotalBytes)}): memory that is swapped out is missing from the figures; run swapoff -a`,
    );
  }
  if (cpu.quota !== null && cpu.quota < cpu.allowed.length) {
    warnings.push(
      `a cgroup allows ${Number(cpu.quota.toFixed(2))} CPUs of ${cpu.allowed.length} (${formatCpuList(cpu.allowed)}): programs are stopped for part of every period; raise the limit to the number of CPUs, or pin the container to whole ones`,
    );
  }
  if (cpu.allowed.length < 2) {
    warnings.push(
      'one CPU only: the harness shares it with what it measures, and nothing runs in parallel; use a machine with two or more',
    );
  }
  const usableBytes = Math.min(memory.availableBytes, memory.limitBytes ?? Infinity);
  if (usableBytes < lowMemoryBytes) {
    warnings.push(
      `${formatBytes(usableBytes)} of memory are available: large sizes will be skipped; close other programs, or raise the container's limit`,
    );
  }
  for (const name of ['NODE_OPTIONS', 'LD_PRELOAD']) {
    if (variables[name]) {
      warnings.push(`${name} is set (${variables[name]}) and changes what is measured; run unset ${name}`);
    }
  }
  if (isVirtualMachine(virtualisation)) {
    warnings.push(
      `a virtual machine (${virtualisation}): the host takes CPU time and memory away unseen, and waking another CPU is slow; compare ratios rather than absolute times, and look at steal`,
    );
  }
  if (memory.hugePages === 'always') {
    warnings.push(
      'transparent huge pages are always on: memory is counted in steps of 2 MB and depends on fragmentation; run echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
    );
  }
  return warnings;
}

/** A container alone shares the host's kernel and costs nothing that matters here. */
function isVirtualMachine(virtualisation: string | null): boolean {
  return virtualisation !== null && virtualisation !== 'none' && !virtualisation.startsWith('container');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
