import { percent } from '../percent.ts';
import type { Sample } from '../store/sample.ts';
import type { Policy } from './policy.ts';

/** Ticks of 10 ms are what the kernel counts others' CPU time in: fewer than these are no count. */
const leastNs = 20e6;

/**
 * Why a sample is too noisy to be compared; null: it is not. It looks at what others did and never at the sample's own result,
 * and at both arms by one rule. Pressure (PSI) was rejected: it counts the workload's own threads that wait for a CPU, so a
 * head with more of them would lose its pairs. Steal is held against the CPU time that the sample wanted, for the same reason.
 */
export function noiseOf(
  { noise, usage }: Pick<Exclude<Sample, { status: 'skipped' }>, 'noise' | 'usage'>,
  limits: Policy['noise'],
): string | null {
  const { wallNs, foreignCpuNs, stealNs, throttledNs } = noise;
  const wantedNs = (usage === null ? wallNs : usage.userNs + usage.systemNs) + (stealNs ?? 0);
  const seen: readonly (readonly [string, number | null, number, number])[] = [
    ['of a CPU used by other programs', foreignCpuNs, wallNs, limits.foreignCpu],
    ['of the CPU time taken by the hypervisor', stealNs, wantedNs, limits.steal],
    ['of the time held back by the CPU limit', throttledNs, wallNs, limits.throttled],
  ];
  for (const [what, ns, ofNs, most] of seen) {
    if (ns === null || ns < leastNs || ns <= most * ofNs) continue;
    return `${percent(ns / ofNs)} ${what}, more than ${percent(most)}`;
  }
  return null;
}
