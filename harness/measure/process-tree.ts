/** Who descends from whom, by /proc. Members may vanish meanwhile and are left out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `children` has one file a thread, so a workload of 20,000 threads has 20,000 of them; from here on it is quicker to
 * ask every process of the machine for its parent.
 */
const threadsWorthAsking = 64;

/**
 * Living descendants of a process, without it.
 *
 * @param threads of the process, when known; asking for children costs a read for each.
 */
export function descendantsOf(root: string, pid: number, threads: number): number[] {
  // Kernels without CONFIG_PROC_CHILDREN have no such file.
  const listed = threads <= threadsWorthAsking && existsSync(join(root, `proc/${pid}/task/${pid}/children`));
  const childrenOf = listed ? (parent: number) => listedChildren(root, parent) : scannedChildren(root);

  const found: number[] = [];
  const pending = [pid];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of childrenOf(parent)) {
      found.push(child);
      pending.push(child);
    }
  }
  return found;
}

function listedChildren(root: string, pid: number): number[] {
  return numericEntries(join(root, `proc/${pid}/task`))
    .flatMap((thread) => (readProcess(root, `${pid}/task/${thread}/children`) ?? '').split(/\s+/))
    .filter((child) => child !== '' && isAlive(readProcess(root, `${child}/stat`)))
    .map(Number);
}

function scannedChildren(root: string): (parent: number) => number[] {
  const byParent = new Map<number, number[]>();
  for (const pid of numericEntries(join(root, 'proc'))) {
    const stat = readProcess(root, `${pid}/stat`);
    if (!isAlive(stat)) continue;
    const { parent } = parseStat(stat);
    const siblings = byParent.get(parent);
    if (siblings === undefined) byParent.set(parent, [Number(pid)]);
    else siblings.push(Number(pid));
  }
  return (parent) => byParent.get(parent) ?? [];
}

/** A zombie waits for its parent and owns nothing: it counts as gone. */
function isAlive(stat: string | null): stat is string {
  return stat !== null && !/^[ZX]$/.test(parseStat(stat).state);
}

/**
 * State, parent and CPU time (user and system, in clock ticks) of `/proc/<pid>/stat`. The name before them is the
 * program's choice, parentheses and all.
 */
export function parseStat(text: string): { state: string; parent: number; cpuTicks: number } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent = ''] = fields;
  return { state, parent: Number(parent), cpuTicks: Number(fields[11] ?? 0) + Number(fields[12] ?? 0) };
}

/** Null when the process is gone; other errors are the caller's. */
export function readProcess(root: string, path: string): string | null {
  try {
    return readFileSync(join(root, 'proc', path), 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function numericEntries(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** ENOENT: the process was gone before the file was opened. ESRCH: between opening and reading. */
export function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ESRCH';
}
