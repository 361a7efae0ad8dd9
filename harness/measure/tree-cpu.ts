import { readdirSync, readFileSync } from 'node:fs';

/** `/proc/<pid>/stat` counts in USER_HZ, which is 100 on every Linux. */
const tickNs = 1e7;

/** CPU time used so far by a process and its live descendants, ns, to the clock tick; 0 where it cannot be read. */
export function treeCpuNs(pid: number | null): number {
  if (pid === null) return 0;
  let total = 0;
  for (const member of [pid, ...descendantsOf(pid)]) {
    try {
      const stat = readFileSync(`/proc/${member}/stat`, 'latin1');
      // The command may hold spaces and parentheses; the fields after its last one are fixed.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      total += (Number(fields[11]) + Number(fields[12])) * tickNs;
    } catch {
      // Gone meanwhile.
    }
  }
  return total;
}

function descendantsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' '))
      .filter((child) => child !== '')
      .flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
  } catch {
    return [];
  }
}
