import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allowedCpus } from './affinity.ts';
import { linuxMachine } from './linux-machine.ts';
import type { Ask, Machine } from './machine.ts';

const notInstalled: Ask = async () => null;

/** A Linux machine that has these files and no others. */
async function machineWith(
  files: Readonly<Record<string, string>>,
  ask: Ask = notInstalled,
): Promise<Machine> {
  using root = mkdtempDisposableSync(join(os.tmpdir(), 'linux-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root.path, path)), { recursive: true });
    writeFileSync(join(root.path, path), text);
  }
  // Awaited here, while the files are still there.
  return await linuxMachine(root.path, allowedCpus(root.path), ask);
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

describe('linuxMachine', () => {
  test('a server with 128 CPUs and cgroup v2: the tightest limit of the nested groups', async () => {
    const machine = await machineWith(serverFiles());
    expect(machine).toMatchObject({
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
      load: { average1m: 0.42 },
    });
    expect(machine.cpu).toMatchObject({
      model: 'AMD EPYC 9554 64-Core Processor',
      microcode: '0xa101148',
      online: 128,
      governor: 'powersave',
      frequencyHz: 3_750_000_000,
      quota: 6.5,
    });
    expect(machine.cpu.allowed).toHaveLength(128);
    expect(machine.cpu.siblings).toHaveLength(64);
    expect(machine.cpu.siblings[0]).toBe('0,64');
  });

  test('a container with cgroup v1 on a small virtual machine', async () => {
    const machine = await machineWith({
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
    expect(machine.virtualisation).toBe('unnamed hypervisor, container docker');
    expect(machine.cpu).toMatchObject({
      allowed: [0, 1, 2, 3],
      online: 2,
      siblings: [],
      governor: null,
      quota: 1.5,
    });
    expect(machine.memory).toMatchObject({
      limitBytes: null,
      availableBytes: 2 ** 30,
      swapTotalBytes: null,
    });
    expect(machine.limits).toMatchObject({ userProcesses: 4096, cgroupPids: null, maxMapCount: null });
    expect(machine.uptimeSeconds).toBeNull();
  });

  test('cgroup v1 without a quota', async () => {
    const machine = await machineWith({
      'proc/self/cgroup': '3:cpu:/\n',
      'proc/self/mountinfo': '41 30 0:27 / /cg rw - cgroup cgroup rw,cpu\n',
      'cg/cpu.cfs_quota_us': '-1\n',
      'cg/cpu.cfs_period_us': '100000\n',
    });
    expect(machine.cpu.quota).toBeNull();
  });

  test('arm64: no model name, and rented bare metal is no virtual machine', async () => {
    const files = {
      'proc/cpuinfo': 'processor\t: 0\nBogoMIPS\t: 2100.00\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n',
      'sys/class/dmi/id/sys_vendor': 'Amazon EC2\n',
    };
    const metal = await machineWith({ ...files, 'sys/class/dmi/id/product_name': 'c7g.metal\n' });
    expect(metal.virtualisation).toBe('none');
    expect(metal.cpu).toMatchObject({
      model: 'ARM implementer 0x41, part 0xd40',
      microcode: null,
      frequencyHz: null,
    });
    const rented = await machineWith({ ...files, 'sys/class/dmi/id/product_name': 'c7g.large\n' });
    expect(rented.virtualisation).toBe('Amazon EC2 c7g.large');
  });

  test('systemd-detect-virt is asked for the machine and for the container', async () => {
    const ask: Ask = async (command, [kind]) =>
      command === 'systemd-detect-virt' ? (kind === '--vm' ? 'kvm' : 'docker') : null;
    expect((await machineWith({}, ask)).virtualisation).toBe('kvm, container docker');
  });
});
