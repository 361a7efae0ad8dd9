import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { darwinMachine } from './darwin-machine.ts';
import type { Ask } from './machine.ts';

describe('darwinMachine', () => {
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
    expect(await darwinMachine([0, 1, 2, 3, 4, 5, 6, 7], ask)).toMatchObject({
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

  test('without sysctl: what Node itself tells', async () => {
    const machine = await darwinMachine([0], async () => null);
    expect(machine).toMatchObject({ distribution: null, virtualisation: null, cpu: { model: null } });
    expect(machine.memory.totalBytes).toBe(os.totalmem());
  });
});
