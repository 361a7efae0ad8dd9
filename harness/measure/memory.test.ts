import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parseProportional, parseStatus, readMemory, resetPeak, WorkloadGoneError } from './memory.ts';
import { parseStat } from './process-tree.ts';

const megabyte = 1024 * 1024;

describe('parseStatus', () => {
  test('a process, beyond what 32 bits of kilobytes-to-bytes could hold', () => {
    const text =
      'Name:\tnode\nState:\tS (sleeping)\nVmPeak:\t 9000000 kB\nVmHWM:\t 5000000 kB\nVmRSS:\t 4194304 kB\nRssFile:\t 50000 kB\nThreads:\t11\n';
    expect(parseStatus(text)).toEqual({
      residentBytes: 2 ** 32,
      peakBytes: 5_120_000_000,
      fileBytes: 51_200_000,
      threads: 11,
    });
  });

  test('a zombie has no memory and counts as gone', () => {
    expect(parseStatus('Name:\tnode\nState:\tZ (zombie)\nThreads:\t1\n')).toBeNull();
  });

  test('a kernel that keeps no high-water mark', () => {
    const text = 'Name:\tnode\nState:\tS (sleeping)\nVmSize:\t 90 kB\nVmRSS:\t 50 kB\nThreads:\t2\n';
    expect(parseStatus(text)).toEqual({
      residentBytes: 50 * 1024,
      peakBytes: null,
      fileBytes: null,
      threads: 2,
    });
  });
});

test('parseStat is not misled by the name of a program', () => {
  expect(parseStat('77 (a) Z 1 (b) S 42 77 77 0 -1 4194304 103')).toMatchObject({ state: 'S', parent: 42 });
});

test('parseProportional takes Pss and none of its parts', () => {
  const text = 'Rss:   900 kB\nPss:   700 kB\nPss_Dirty:   10 kB\nPss_Anon:   600 kB\nSwapPss:   5 kB\n';
  expect(parseProportional(text)).toBe(700 * 1024);
});

interface ProcessFixture {
  readonly parent?: number;
  readonly state?: string;
  readonly pss?: number | null;
  readonly threads?: number;
  /** By thread: the text of its `children`. */
  readonly children?: Readonly<Record<number, string>>;
}

function writeProcesses(root: string, processes: Readonly<Record<number, ProcessFixture>>): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, 'proc', path)), { recursive: true });
    writeFileSync(join(root, 'proc', path), text);
  };
  write('uptime', '1 1\n');
  for (const [pid, fixture] of Object.entries(processes)) {
    const { parent = 1, state = 'S', pss = 100, threads = 1, children = {} } = fixture;
    const memory = state === 'Z' ? '' : 'VmHWM:\t 300 kB\nVmRSS:\t 200 kB\nRssFile:\t 30 kB\n';
    write(`${pid}/status`, `Name:\tx\nState:\t${state}\n${memory}Threads:\t${threads}\n`);
    write(`${pid}/stat`, `${pid} (x) ${state} ${parent} 0 0`);
    if (pss !== null) write(`${pid}/smaps_rollup`, `Rss: 1 kB\nPss:   ${pss} kB\n`);
    for (const [thread, text] of Object.entries(children)) write(`${pid}/task/${thread}/children`, text);
  }
}

describe('readMemory on other machines', () => {
  test('without children files: the tree by parents, without zombies and strangers', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, {
      10: { pss: 500 },
      11: { parent: 10, pss: 50 },
      12: { parent: 11, pss: 5 },
      13: { parent: 10, state: 'Z', pss: null },
      20: { parent: 1, pss: 9000 },
    });
    expect(readMemory(10, { withProportional: true, root: root.path })).toEqual({
      residentBytes: 200 * 1024,
      peakBytes: 300 * 1024,
      fileBytes: 30 * 1024,
      proportionalBytes: 555 * 1024,
      processes: 3,
      threads: 1,
    });
  });

  test('with children files: those of every thread, and a member that has vanished is left out', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, {
      10: { pss: 500, threads: 2, children: { 10: '11 99 ', 14: '12 ' } },
      // The parents of stat contradict on purpose: they are not asked.
      11: { parent: 1, pss: 50, children: { 11: '' } },
      12: { parent: 1, pss: 5, children: { 12: '' } },
    });
    expect(readMemory(10, { withProportional: true, root: root.path })).toMatchObject({
      proportionalBytes: 555 * 1024,
      processes: 3,
    });
  });

  test('with more threads than are worth asking: by parents again', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, { 10: { threads: 20_000, children: { 10: '' } }, 11: { parent: 10 } });
    expect(readMemory(10, { withProportional: false, root: root.path })).toMatchObject({
      processes: 2,
      threads: 20_000,
    });
  });

  test('a kernel before 4.14 has no smaps_rollup: null, not 0', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, { 10: { pss: null } });
    expect(readMemory(10, { withProportional: true, root: root.path })?.proportionalBytes).toBeNull();
    expect(readMemory(10, { withProportional: false, root: root.path })?.proportionalBytes).toBeNull();
  });

  test('a system without /proc says so', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    expect(readMemory(10, { withProportional: true, root: root.path })).toBeNull();
    expect(resetPeak(10, root.path)).toBe(false);
  });

  test('resetPeak writes nothing where the kernel has no clear_refs', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, { 10: {} });
    expect(resetPeak(10, root.path)).toBe(false);
    expect(() => readFileSync(join(root.path, 'proc/10/clear_refs'))).toThrow('ENOENT');
  });

  test('a workload that is gone or a zombie is an error', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'memory-'));
    writeProcesses(root.path, { 10: { state: 'Z' } });
    for (const pid of [10, 11]) {
      expect(() => readMemory(pid, { withProportional: true, root: root.path })).toThrow(WorkloadGoneError);
    }
    expect(() => resetPeak(11, root.path)).toThrow(
      'expected the workload (process 11) to hold still, but it exited before its memory peak could be reset',
    );
  });
});

/** A Node program that does one step, says so, and holds until a line comes in. It exits when its stdin closes. */
function startHolding(...steps: readonly string[]) {
  const script = `
    import { createInterface } from 'node:readline';
    const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    const hold = async () => { console.log('held'); if ((await lines.next()).done) process.exit(); };
    ${steps.join('\nawait hold();\n')}
    await hold();`;
  return execa(process.execPath, ['--input-type=module', '-e', script], { buffer: false });
}

describe.runIf(process.platform === 'linux')('readMemory of real processes', () => {
  test('a peak is seen, outlasts what caused it, and is reset', async () => {
    const workload = startHolding(
      'const held = new ArrayBuffer(200 * 1024 * 1024); new Uint8Array(held).fill(1);',
      'held.transfer(0);', // frees it at once, where a collection would do so at some later time
    );
    const pid = workload.pid ?? 0;
    const holds = workload.iterable();
    await holds.next();
    const touched = readMemory(pid, { withProportional: true });
    expect(touched?.residentBytes).toBeGreaterThan(200 * megabyte);
    expect(touched?.peakBytes).toBeGreaterThanOrEqual(touched?.residentBytes ?? Infinity);
    expect(touched?.proportionalBytes).toBeGreaterThan(200 * megabyte);
    expect(touched?.proportionalBytes).toBeLessThanOrEqual((touched?.residentBytes ?? 0) + megabyte);

    workload.stdin.write('\n');
    await holds.next();
    const freed = readMemory(pid, { withProportional: false });
    expect(freed?.residentBytes).toBeLessThan(150 * megabyte);
    expect(freed?.peakBytes).toBeGreaterThan(200 * megabyte);

    expect(resetPeak(pid)).toBe(true);
    const reset = readMemory(pid, { withProportional: false });
    expect(reset?.peakBytes).toBeLessThan((reset?.residentBytes ?? 0) + 2 * megabyte);

    workload.stdin.end();
    await workload;
    expect(() => readMemory(pid, { withProportional: true })).toThrow(WorkloadGoneError);
    expect(() => resetPeak(pid)).toThrow(WorkloadGoneError);
  });

  test('a child with a grandchild counts two processes, until the grandchild has gone', async () => {
    const workload = startHolding(
      `const { spawn } = await import('node:child_process');
       const grandchild = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
       await new Promise((resolve) => grandchild.once('spawn', resolve));`,
      `grandchild.stdin.end(); await new Promise((resolve) => grandchild.once('exit', resolve));`,
    );
    const pid = workload.pid ?? 0;
    const holds = workload.iterable();
    await holds.next();
    const alone = readMemory(process.pid, { withProportional: false })?.processes ?? 0;
    expect(alone).toBeGreaterThanOrEqual(3);
    expect(readMemory(pid, { withProportional: true })).toMatchObject({ processes: 2 });
    workload.stdin.write('\n');
    await holds.next();
    expect(readMemory(pid, { withProportional: true })).toMatchObject({ processes: 1 });
    workload.stdin.end();
    await workload;
  });

  test('threads are those of the process itself', async () => {
    const workload = startHolding(
      '',
      `const { Worker } = await import('node:worker_threads');
       const code = 'const { parentPort } = require("node:worker_threads");' +
         'parentPort.on("message", () => {}); parentPort.postMessage(0);';
       const worker = new Worker(code, { eval: true, execArgv: [] });
       await new Promise((resolve) => worker.once('message', resolve));`,
    );
    const holds = workload.iterable();
    await holds.next();
    const before = readMemory(workload.pid ?? 0, { withProportional: false });
    workload.stdin.write('\n');
    await holds.next();
    const after = readMemory(workload.pid ?? 0, { withProportional: false });
    expect(after?.threads).toBeGreaterThan(before?.threads ?? Infinity);
    expect(after?.processes).toBe(1);
    workload.stdin.end();
    await workload;
  });
});
