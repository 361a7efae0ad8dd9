import { descendantsOf, parseStat, readProcess } from './process-tree.ts';

/** `/proc/<pid>/stat` counts in USER_HZ, which is 100 on every Linux. */
const tickNs = 1e7;

/** CPU time used so far by a process and its living descendants, ns, to the clock tick; 0 where there is no /proc. */
export function treeCpuNs(pid: number | null, root = '/'): number {
  if (pid === null) return 0;
  let total = 0;
  for (const member of [pid, ...descendantsOf(root, pid, Infinity)]) {
    const stat = readProcess(root, `${member}/stat`);
    if (stat !== null) total += parseStat(stat).cpuTicks * tickNs;
  }
  return total;
}
