import { join } from 'node:path';
import { readOrNull } from './kernel-text.ts';

export interface CgroupLocation {
  readonly version: 1 | 2;
  /** Absolute paths, the process's own group first, the mount last. A limit on any of them binds. Some may not exist. */
  readonly folders: readonly string[];
}

/**
 * Where a controller's files are, from /proc/self/cgroup and /proc/self/mountinfo. A machine can mix both versions; a
 * controller belongs to one of them, and it is version 2 that lists no names. Null where nothing is mounted.
 */
export function locateCgroup(controller: string, cgroup: string, mountinfo: string): CgroupLocation | null {
  const groups = cgroup
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, controllers = '', path = '']) => ({ controllers: controllers.split(','), path }));
  const first = groups.find(({ controllers }) => controllers.includes(controller));
  const second = groups.find(({ controllers }) => controllers[0] === '');
  const group = first ?? second;
  if (group === undefined) return null;

  const version = first === undefined ? 2 : 1;
  const mount = mountinfo
    .split('\n')
    .map((line) => /^\S+ \S+ \S+ (\S+) (\S+) .* - (\S+) \S+ (\S+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, base = '', point = '', type = '', options = '']) => ({ base, point, type, options }))
    .find(({ type, options }) =>
      version === 2 ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes(controller),
    );
  if (mount === undefined) return null;

  // A container sees the host's path in /proc/self/cgroup but only the tail of it mounted.
  const inside = `${group.path}/`.startsWith(`${mount.base}/`)
    ? group.path.slice(mount.base.length)
    : group.path;
  const names = inside.split('/').filter((name) => name !== '');
  if (names.includes('..')) return { version, folders: [mount.point] }; // joined from outside its namespace
  const folders = names.map((_, depth) => join(mount.point, ...names.slice(0, names.length - depth)));
  return { version, folders: [...folders, mount.point] };
}

/** Where a controller's files of this process are. */
export function ownCgroup(controller: string, root: string): CgroupLocation | null {
  return locateCgroup(
    controller,
    readOrNull(root, 'proc/self/cgroup') ?? '',
    readOrNull(root, 'proc/self/mountinfo') ?? '',
  );
}
