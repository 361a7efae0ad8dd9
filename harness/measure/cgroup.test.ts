import { describe, expect, test } from 'vitest';
import { locateCgroup } from './cgroup.ts';

describe('locateCgroup', () => {
  const second = '35 25 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';

  test('version 2: from the own group to the mount', () => {
    expect(locateCgroup('cpu', '0::/user.slice/run.scope\n', second)).toEqual({
      version: 2,
      folders: ['/sys/fs/cgroup/user.slice/run.scope', '/sys/fs/cgroup/user.slice', '/sys/fs/cgroup'],
    });
  });

  test('version 2 in a container with a namespace of its own', () => {
    expect(locateCgroup('memory', '0::/\n', second)).toEqual({ version: 2, folders: ['/sys/fs/cgroup'] });
  });

  test('a process that joined a container from outside its namespace', () => {
    expect(locateCgroup('cpu', '0::/../other\n', second)).toEqual({
      version: 2,
      folders: ['/sys/fs/cgroup'],
    });
  });

  test('version 1 in a container: the mount is the tail of the host path', () => {
    const cgroup = '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n';
    const mountinfo =
      '40 30 0:26 /docker/abc /sys/fs/cgroup/memory ro shared:5 - cgroup cgroup rw,memory\n' +
      '41 30 0:27 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n';
    expect(locateCgroup('cpu', cgroup, mountinfo)).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/cpu,cpuacct'],
    });
  });

  test('both versions mounted: the controller belongs to the one that names it', () => {
    const cgroup = '2:cpu:/a\n0::/b\n';
    const mountinfo = `31 30 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n${second}`;
    expect(locateCgroup('cpu', cgroup, mountinfo)).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/cpu/a', '/sys/fs/cgroup/cpu'],
    });
    expect(locateCgroup('pids', cgroup, mountinfo)?.version).toBe(2);
  });

  test('nothing mounted', () => {
    expect(locateCgroup('cpu', '0::/\n', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n')).toBeNull();
    expect(locateCgroup('cpu', '', '')).toBeNull();
  });
});
