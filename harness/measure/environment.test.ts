import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Environment, environmentSchema } from '../store/environment.ts';
import {
  type Ask,
  measureForeignCpu,
  type RecordOptions,
  recordEnvironment,
  warningsOf,
} from './environment.ts';

const notInstalled: Ask = async () => null;

const given = {
  runtimes: [],
  variables: {},
  cleanup: 'launcher',
  firstTouch: { mode: 'none', reservedBytes: 0 },
  foreignCpu: 0.01,
  recordedAt: new Date('2026-01-02T03:04:05Z'),
  ask: notInstalled,
} satisfies RecordOptions;

async function recordLinux(
  files: Readonly<Record<string, string>>,
  options: Partial<RecordOptions> = {},
): Promise<Environment> {
  using root = mkdtempDisposableSync(join(os.tmpdir(), 'environment-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root.path, path)), { recursive: true });
    writeFileSync(join(root.path, path), text);
  }
  const environment = await recordEnvironment({ ...given, platform: 'linux', root: root.path, ...options });
  return environmentSchema.parse(environment);
}

const limits = `Limit                     Soft Limit           Hard Limit           Units
Max processes             unlimited            unlimited            processes
Max open files            20000                524288               files
`;

/** A server with 128 CPUs on 64 cores, cgroup v2, bare metal. */
function serverFiles(): Record<string, string> {
  const files: Record<string, string> = {
    'proc/self/status': 'Cpus_allowed_list:\t0-127\n',
    'proc/self/limits': limits,
    'proc/self/cgroup': '0::/system.slice/run.service\n',
    'proc/self/mountinfo': '35 25 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    'sys/fs/cgroup/system.slice/run.service/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/system.slice/run.service/memory.max': '68719476736\n',
    'sys/fs/cgroup/system.slice/run.service/pids.max': '9000\n',
    'sys/fs/cgroup/system.slice/cpu.max': '650000 100000\n',
    'sys/fs/cgroup/system.slice/memory.max': 'max\n',
    'sys/fs/cgroup/system.slice/pids.max': '8000\n',
    'proc/cpuinfo':
      'processor\t: 0\nmodel name\t: AMD EPYC 9554 64-Core Processor\nmicrocode\t: 0xa101148\ncpu MHz\t\t: 3100.000\nflags\t\t: fpu vme sse2\n',
    'proc/meminfo':
      'MemTotal:       263856120 kB\nMemFree:        1000 kB\nMemAvailable:   250000000 kB\nSwapTotal:       8388608 kB\n',
    'proc/uptime': '86400.50 1.0\n',
    'proc/loadavg': '0.42 0.1 0.1 1/2000 1\n',
    'proc/sys/kernel/osrelease': '6.8.0-45-generic\n',
    'proc/sys/kernel/threads-max': '2061000\n',
    'proc/sys/kernel/pid_max': '4194304\n',
    'proc/sys/vm/max_map_count': '1048576\n',
    'proc/sys/vm/overcommit_memory': '2\n',
    'proc/sys/vm/swappiness': '60\n',
    'sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never\n',
    'sys/devices/system/cpu/online': '0-127\n',
    'sys/devices/system/cpu/cpu127/cpufreq/scaling_cur_freq': '3750000\n',
    'sys/class/dmi/id/sys_vendor': 'Supermicro\n',
    'etc/os-release': 'NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\n',
  };
  for (let cpu = 0; cpu < 128; cpu++) {
    files[`sys/devices/system/cpu/cpu${cpu}/topology/core_cpus_list`] = `${cpu % 64},${(cpu % 64) + 64}\n`;
    files[`sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`] = 'powersave\n';
  }
  return files;
}

describe('recordEnvironment', () => {
  test('a server with 128 CPUs and cgroup v2: the tightest limit of the nested groups', async () => {
    const environment = await recordLinux(serverFiles());
    expect(environment).toMatchObject({
      recordedAt: '2026-01-02T03:04:05.000Z',
      kernel: '6.8.0-45-generic',
      distribution: 'Ubuntu 24.04.1 LTS',
      virtualisation: 'none',
      uptimeSeconds: 86_400.5,
      memory: {
        totalBytes: 263_856_120 * 1024,
        availableBytes: 256_000_000_000,
        swapTotalBytes: 2 ** 33,
        limitBytes: 2 ** 36,
        hugePages: 'always',
        overcommit: '2',
        swappiness: '60',
      },
      limits: {
        maxMapCount: 1_048_576,
        threadsMax: 2_061_000,
        pidMax: 4_194_304,
        userProcesses: null,
        openFiles: 20_000,
        cgroupPids: 8000,
      },
      load: { average1m: 0.42, foreignCpu: 0.01 },
    });
    expect(environment.cpu).toMatchObject({
      model: 'AMD EPYC 9554 64-Core Processor',
      microcode: '0xa101148',
      online: 128,
      governor: 'powersave',
      frequencyHz: 3_750_000_000,
      quota: 6.5,
    });
    expect(environment.cpu.allowed).toHaveLength(128);
    expect(environment.cpu.siblings).toHaveLength(64);
    expect(environment.cpu.siblings[0]).toBe('0,64');
  });

  test('a container with cgroup v1 on a small virtual machine', async () => {
    const environment = await recordLinux({
      'proc/self/status': 'Cpus_allowed_list:\t0-3\n',
      'proc/self/limits': limits.replace('unlimited', '4096     '),
      'proc/self/cgroup': '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n2:pids:/docker/abc\n',
      'proc/self/mountinfo':
        '40 30 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n' +
        '41 30 0:27 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n' +
        '42 30 0:28 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '150000\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/pids/pids.max': 'max\n',
      'proc/cpuinfo':
        'processor\t: 0\nflags\t\t: fpu hypervisor lahf_lm\n\nprocessor\t: 1\nflags\t: fpu hypervisor\n',
      'proc/meminfo': 'MemTotal:  2097152 kB\nMemFree:  1048576 kB\n',
      '.dockerenv': '',
    });
    expect(environment.virtualisation).toBe('unnamed hypervisor, container docker');
    expect(environment.cpu).toMatchObject({
      allowed: [0, 1, 2, 3],
      online: 2,
      siblings: [],
      governor: null,
      quota: 1.5,
    });
    expect(environment.memory).toMatchObject({
      limitBytes: null,
      availableBytes: 2 ** 30,
      swapTotalBytes: null,
    });
    expect(environment.limits).toMatchObject({ userProcesses: 4096, cgroupPids: null, maxMapCount: null });
    expect(environment.uptimeSeconds).toBeNull();
  });

  test('cgroup v1 without a quota', async () => {
    const environment = await recordLinux({
      'proc/self/cgroup': '3:cpu:/\n',
      'proc/self/mountinfo': '41 30 0:27 / /cg rw - cgroup cgroup rw,cpu\n',
      'cg/cpu.cfs_quota_us': '-1\n',
      'cg/cpu.cfs_period_us': '100000\n',
    });
    expect(environment.cpu.quota).toBeNull();
  });

  test('arm64: no model name, and rented bare metal is no virtual machine', async () => {
    const files = {
      'proc/cpuinfo': 'processor\t: 0\nBogoMIPS\t: 2100.00\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n',
      'sys/class/dmi/id/sys_vendor': 'Amazon EC2\n',
    };
    const metal = await recordLinux({ ...files, 'sys/class/dmi/id/product_name': 'c7g.metal\n' });
    expect(metal.virtualisation).toBe('none');
    expect(metal.cpu).toMatchObject({
      model: 'ARM implementer 0x41, part 0xd40',
      microcode: null,
      frequencyHz: null,
    });
    const rented = await recordLinux({ ...files, 'sys/class/dmi/id/product_name': 'c7g.large\n' });
    expect(rented.virtualisation).toBe('Amazon EC2 c7g.large');
  });

  test('systemd-detect-virt is asked for the machine and for the container', async () => {
    const ask: Ask = async (command, [kind]) =>
      command === 'systemd-detect-virt' ? (kind === '--vm' ? 'kvm' : 'docker') : null;
    expect((await recordLinux({}, { ask })).virtualisation).toBe('kvm, container docker');
  });

  test('variables: the telling ones that are set, and no secret', async () => {
    const variables = { GOGC: '50', LD_PRELOAD: '', NODE_OPTIONS: undefined, PASSWORD: 'x' };
    expect((await recordLinux({}, { variables })).variables).toEqual({ GOGC: '50', LD_PRELOAD: '' });
  });

  test('the CPUs of the run, where the harness has already moved', async () => {
    const files = { 'proc/self/status': 'Cpus_allowed_list:\t0-2\n' };
    expect((await recordLinux(files, { allowed: [0, 1, 2, 3] })).cpu.allowed).toEqual([0, 1, 2, 3]);
  });

  test('macOS from sysctl', async () => {
    const ask: Ask = async () => `kern.osproductversion: 15.1
kern.hv_vmm_present: 0
kern.num_taskthreads: 4096
kern.maxfilesperproc: 61440
machdep.cpu.brand_string: Apple M3
hw.logicalcpu: 8
hw.memsize: 17179869184
hw.pagesize: 16384
vm.page_free_count: 10000
vm.page_pageable_external_count: 300000
vm.page_purgeable_count: 5000
vm.swapusage: total = 2048.00M  used = 1033.75M  free = 1014.25M  (encrypted)
vm.loadavg: { 2.10 1.90 1.80 }
`;
    const environment = environmentSchema.parse(
      await recordEnvironment({ ...given, platform: 'darwin', allowed: [0, 1, 2, 3, 4, 5, 6, 7], ask }),
    );
    expect(environment).toMatchObject({
      platform: 'darwin',
      distribution: 'macOS 15.1',
      virtualisation: 'none',
      cpu: { model: 'Apple M3', microcode: null, online: 8, governor: null, frequencyHz: null, quota: null },
      memory: {
        totalBytes: 2 ** 34,
        availableBytes: 315_000 * 16_384,
        swapTotalBytes: 2 ** 31,
        hugePages: null,
      },
      limits: { threadsMax: 4096, openFiles: 61_440, maxMapCount: null, pidMax: null, userProcesses: null },
      load: { average1m: 2.1 },
    });
  });

  test('macOS that tells nothing', async () => {
    environmentSchema.parse(await recordEnvironment({ ...given, platform: 'darwin' }));
  });

  test('this machine', async () => {
    const { ask: _, ...real } = given;
    const environment = environmentSchema.parse(await recordEnvironment({ ...real, variables: process.env }));
    expect(environment.cpu.allowed.length).toBeGreaterThan(0);
    expect(environment.memory.availableBytes).toBeLessThanOrEqual(environment.memory.totalBytes);
  });
});

test('measureForeignCpu is a share of a CPU, and null where nobody tells', async () => {
  using root = mkdtempDisposableSync(join(os.tmpdir(), 'environment-'));
  expect(await measureForeignCpu({ windowMs: 1, root: root.path })).toBeNull();
  if (process.platform === 'linux') {
    expect(await measureForeignCpu({ windowMs: 50 })).toBeGreaterThanOrEqual(0);
  }
});

describe('warningsOf', () => {
  const quiet: Parameters<typeof warningsOf>[0] = {
    cpu: {
      model: null,
      microcode: null,
      allowed: [0, 1, 2, 3],
      online: 4,
      siblings: [],
      governor: 'performance',
      frequencyHz: null,
      quota: 4,
    },
    memory: {
      totalBytes: 64e9,
      availableBytes: 60e9,
      swapTotalBytes: 0,
      limitBytes: null,
      hugePages: 'madvise',
      overcommit: '0',
      swappiness: '60',
    },
    load: { average1m: 9, foreignCpu: 0.05 },
    virtualisation: 'container docker',
    variables: { GOGC: '50' },
  };

  test('a quiet machine has none', () => {
    expect(warningsOf(quiet)).toEqual([]);
  });

  test('every doubt at once', () => {
    expect(
      warningsOf({
        cpu: { ...quiet.cpu, allowed: [3], governor: 'powersave', quota: 0.75 },
        memory: { ...quiet.memory, limitBytes: 2e9, swapTotalBytes: 8e9, hugePages: 'always' },
        load: { average1m: null, foreignCpu: 0.314 },
        virtualisation: 'kvm',
        variables: { NODE_OPTIONS: '--inspect', LD_PRELOAD: '/x.so' },
      }),
    ).toMatchInlineSnapshot(`
      [
        "other programs use 31 % of a CPU: results will vary more; close them, or wait until they are done",
        "the CPU frequency governor is powersave: a sample's speed depends on what ran before it; run cpupower frequency-set -g performance",
        "swap is on (8 GB): memory that is swapped out is missing from the figures; run swapoff -a",
        "a cgroup allows 0.75 CPUs of 1 (3): programs are stopped for part of every period; raise the limit to the number of CPUs, or pin the container to whole ones",
        "one CPU only: the harness shares it with what it measures, and nothing runs in parallel; use a machine with two or more",
        "2 GB of memory are available: large sizes will be skipped; close other programs, or raise the container's limit",
        "NODE_OPTIONS is set (--inspect) and changes what is measured; run unset NODE_OPTIONS",
        "LD_PRELOAD is set (/x.so) and changes what is measured; run unset LD_PRELOAD",
        "a virtual machine (kvm): the host takes CPU time and memory away unseen, and waking another CPU is slow; compare ratios rather than absolute times, and look at steal",
        "transparent huge pages are always on: memory is counted in steps of 2 MB and depends on fragmentation; run echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
      ]
    `);
  });
});
