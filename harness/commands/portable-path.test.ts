import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { localPath, portablePath } from './portable-path.ts';

test('folders that differ from machine to machine are named, and found again', () => {
  const pinned = path.join(packageRoot, 'node_modules', 'node');
  const own = path.join(os.homedir(), 'node');
  expect(portablePath(pinned)).toBe('<interleave>/node_modules/node');
  expect(portablePath(own)).toBe('~/node');
  expect(portablePath('/usr/bin/node')).toBe('/usr/bin/node');
  for (const file of [pinned, own, '/usr/bin/node']) expect(localPath(portablePath(file))).toBe(file);
});
