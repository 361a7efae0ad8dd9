import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-folder-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('makes what is missing, and is content with what is there', async () => {
  const deep = path.join(folder, 'a', 'b', 'c');
  await makeFolder(deep);
  await makeFolder(deep);
  expect(await readdir(path.join(folder, 'a', 'b'))).toEqual(['c']);
});

test('several at once do not get into each other’s way', async () => {
  await Promise.all(['x', 'y', 'z'].map(async (name) => makeFolder(path.join(folder, 'a', 'b', name))));
  expect((await readdir(path.join(folder, 'a', 'b'))).toSorted()).toEqual(['x', 'y', 'z']);
});

test('a file in its place is an error', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await expect(makeFolder(file)).rejects.toThrow('EEXIST');
  await expect(makeFolder(path.join(file, 'a', 'b'))).rejects.toThrow('ENOTDIR');
});

test.skipIf(process.platform !== 'linux')('where nobody may make a folder it gives up', async () => {
  await expect(makeFolder('/proc/nope/a/b')).rejects.toThrow('ENOENT');
});
