import { mkdirSync, mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allowedCpus, formatCpuList, measuredCpu, moveAway, parseCpuList } from './affinity.ts';

test.each([
  ['0', [0]],
  ['0-2,5', [0, 1, 2, 5]],
  ['0-1,64-65,127\n', [0, 1, 64, 65, 127]],
  ['', []],
])('the list %j is read and written', (list, cpus) => {
  expect(parseCpuList(list)).toEqual(cpus);
  expect(formatCpuList(cpus)).toBe(list.trim());
});

test('the list of 128 CPUs', () => {
  expect(parseCpuList('0-127')).toHaveLength(128);
  expect(formatCpuList([...Array(128).keys()])).toBe('0-127');
});

test('order and doubles do not matter', () => {
  expect(parseCpuList('5,0-1,1')).toEqual([0, 1, 5]);
  expect(formatCpuList([5, 1, 0, 1])).toBe('0-1,5');
});

test.each(['0-', '2-0', 'a', '0,,1', '-1', '0x1', '0-3:2'])('%j is refused', (list) => {
  expect(() => parseCpuList(list)).toThrow('expected a list of CPUs such as 0-2,5, received');
});

test('the measured CPU is the highest allowed one', () => {
  expect(measuredCpu([2, 10, 9])).toBe(10);
  expect(() => measuredCpu([])).toThrow('expected at least one allowed CPU');
});

describe('allowedCpus', () => {
  test('from the mask of this process', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'affinity-'));
    mkdirSync(join(root.path, 'proc/self'), { recursive: true });
    writeFileSync(
      join(root.path, 'proc/self/status'),
      'Name:\tnode\nCpus_allowed:\tf\nCpus_allowed_list:\t2-3,7\nMems_allowed:\t1\n',
    );
    expect(allowedCpus(root.path)).toEqual([2, 3, 7]);
  });

  test('all of them where there are no masks', () => {
    using root = mkdtempDisposableSync(join(os.tmpdir(), 'affinity-'));
    expect(allowedCpus(root.path)).toHaveLength(os.availableParallelism());
  });
});

function masksOfThreads(): number[][] {
  return readdirSync('/proc/self/task').map((thread) => {
    const status = readFileSync(`/proc/self/task/${thread}/status`, 'utf8');
    return parseCpuList(/^Cpus_allowed_list:\s+(\S+)$/m.exec(status)?.[1] ?? '');
  });
}

describe('moveAway', () => {
  test('stays where it is with one CPU', async () => {
    expect(await moveAway(3, [3])).toEqual({
      moved: false,
      reason: 'CPU 3 is the only one allowed, so harness and workload share it',
    });
  });

  test.runIf(process.platform === 'linux' && allowedCpus().length > 1)(
    'moves every thread, and back',
    async () => {
      const allowed = allowedCpus();
      const cpu = measuredCpu(allowed);
      const move = await moveAway(cpu);
      if (!move.moved) throw new Error(move.reason);
      try {
        expect(move.cpus).not.toContain(cpu);
        for (const mask of masksOfThreads()) expect(mask).toEqual(move.cpus);
      } finally {
        await move.restore();
      }
      for (const mask of masksOfThreads()) expect(mask).toEqual(allowed);
    },
  );

  test.runIf(process.platform === 'linux')('keeps its CPUs when the system refuses', async () => {
    const allowed = allowedCpus();
    const move = await moveAway(0, [0, 100_000]);
    expect(move.moved).toBe(false);
    expect(move.moved ? '' : move.reason).toContain('taskset');
    expect(allowedCpus()).toEqual(allowed);
  });

  test('says so without taskset', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      expect(await moveAway(0, [0, 1])).toEqual({
        moved: false,
        reason: 'taskset is not installed (Linux: apt-get install util-linux)',
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
