import type { Environment } from '../store/environment.ts';
import { formatCpuList } from './affinity.ts';
import { formatBytes } from './fit.ts';

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
