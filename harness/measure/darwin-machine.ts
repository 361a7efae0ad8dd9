import os from 'node:os';
import { parseCount } from './kernel-text.ts';
import type { Ask, Machine } from './machine.ts';

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

/** @param allowed the CPUs that the run may use. */
export async function darwinMachine(allowed: number[], ask: Ask): Promise<Machine> {
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
