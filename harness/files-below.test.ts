import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesBelow } from './files-below.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-files-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('finds files at every depth and links to files, sorted', async () => {
  await mkdir(path.join(folder, 'b', 'c'), { recursive: true });
  await writeFile(path.join(folder, 'b', 'c', 'deep.js'), '');
  await writeFile(path.join(folder, 'z.js'), '');
  await symlink('z.js', path.join(folder, 'a-link.js'));
  await symlink('nowhere', path.join(folder, 'broken'));
  expect(await filesBelow(folder)).toEqual(['a-link.js', path.join('b', 'c', 'deep.js'), 'z.js']);
});

test('ends where links lead back', async () => {
  await writeFile(path.join(folder, 'only.js'), '');
  for (const name of ['a', 'b', 'c']) await symlink('.', path.join(folder, name));
  expect(await filesBelow(folder)).toEqual(['only.js']);
});
