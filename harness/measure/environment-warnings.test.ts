import { describe, expect, test } from 'vitest';
import { warningsOf } from './environment-warnings.ts';

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
