import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSnapshot, takeSnapshot } from './snapshot.ts';

const program = path.join('scenarios', 'naps', 'timer.js');
const nowhere = (): void => {};
let parent: string;
let tree: string;
const cacheBefore = process.env['INTERLEAVE_CACHE'];

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-snapshot-'));
  tree = path.join(parent, 'tree');
  process.env['INTERLEAVE_CACHE'] = path.join(parent, 'cache');
  await write('package.json', '{"type":"module"}');
  await write(program, 'export {};\n');
  await write('scenarios/naps/scenario.ts', 'export {};\n');
  await write('go-workloads/go.mod', 'module naps\n');
  await write('go-workloads/cmd/naps/main.go', 'package main\n');
  await write('go-workloads/cmd/naps/main_test.go', 'package main\n');
  await write('node_modules/piscina/index.js', 'export {};\n');
  await write('README.md', 'not measured\n');
});
afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['INTERLEAVE_CACHE'];
  else process.env['INTERLEAVE_CACHE'] = cacheBefore;
  await rm(parent, { recursive: true, force: true });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('node_modules'))
    .sort();

test('holds the programs and nothing else, and finds the packages of the tree', async () => {
  const { folder } = await takeSnapshot(tree, nowhere);
  expect(filesOf(folder)).toEqual([
    path.join('go-workloads', 'cmd', 'naps', 'main.go'),
    path.join('go-workloads', 'go.mod'),
    'package.json',
    program,
  ]);
  expect(realpathSync(path.join(folder, 'node_modules'))).toBe(realpathSync(path.join(tree, 'node_modules')));
});

test('its path is as long as that of a clean copy of a commit: V8 is quicker or slower by it', async () => {
  const { folder } = await takeSnapshot(tree, nowhere);
  const commit = 'c'.repeat(40);
  expect(folder).toHaveLength(path.join(parent, 'cache', 'revisions', commit).length);
});

test('what is edited afterwards is another snapshot, and the first stays as it was', async () => {
  const first = await takeSnapshot(tree, nowhere);
  await write(program, 'throw new Error("edited");\n');
  expect(readFileSync(path.join(first.folder, program), 'utf8')).toBe('export {};\n');
  const second = await takeSnapshot(tree, nowhere);
  expect(second.digest).not.toBe(first.digest);
  expect(readFileSync(path.join(second.folder, program), 'utf8')).toContain('edited');
  expect(await findSnapshot(first.digest, tree, nowhere)).toEqual(first);
});

test.each(['README.md', 'go-workloads/cmd/naps/main_test.go', 'scenarios/naps/scenario.ts'])(
  '%s is no program: the snapshot is the same',
  async (file) => {
    const { digest } = await takeSnapshot(tree, nowhere);
    await write(file, 'changed\n');
    expect((await takeSnapshot(tree, nowhere)).digest).toBe(digest);
  },
);

describe('a copy that was damaged or edited is not used', () => {
  const damages: readonly (readonly [string, (folder: string) => Promise<void>])[] = [
    ['a program is edited', async (folder) => writeFile(path.join(folder, program), 'export {}; \n')],
    ['a program is gone', async (folder) => rm(path.join(folder, program))],
    ['all programs are gone', async (folder) => rm(path.join(folder, 'scenarios'), { recursive: true })],
    [
      'a file is new',
      async (folder) => writeFile(path.join(folder, 'go-workloads', 'cmd', 'naps', 'x.s'), ''),
    ],
    ['its manifest is edited', async (folder) => writeFile(path.join(folder, 'package.json'), '{}')],
    ['its packages are others', async (folder) => rm(path.join(folder, 'node_modules'))],
  ];

  test.each(damages)('%s: it is made anew', async (_, damage) => {
    const first = await takeSnapshot(tree, nowhere);
    await damage(first.folder);
    const lines: string[] = [];
    const second = await takeSnapshot(tree, (line) => lines.push(line));
    expect(second).toEqual(first);
    expect(lines).toEqual([
      expect.stringMatching(
        /^the copy \w+ of the working tree's programs in the cache is not what was taken \(.+\): making it anew$/,
      ),
    ]);
    expect(readFileSync(path.join(second.folder, program), 'utf8')).toBe('export {};\n');
    expect(filesOf(second.folder)).toHaveLength(4);
    expect(readdirSync(path.dirname(second.folder))).toEqual([second.digest]);
    // Whole again: nothing more to say.
    await takeSnapshot(tree, (line) => lines.push(line));
    expect(lines).toHaveLength(1);
  });

  test('an interrupted check does not find it', async () => {
    const { folder, digest } = await takeSnapshot(tree, nowhere);
    await writeFile(path.join(folder, program), 'edited();\n');
    expect(await findSnapshot(digest, tree, nowhere)).toBeNull();
  });
});

test('what decides how programs are read is part of the snapshot', async () => {
  const { digest } = await takeSnapshot(tree, nowhere);
  await write('package.json', '{"type":"commonjs"}');
  expect((await takeSnapshot(tree, nowhere)).digest).not.toBe(digest);
});

test('two at once make one', async () => {
  const [one, other] = await Promise.all([takeSnapshot(tree, nowhere), takeSnapshot(tree, nowhere)]);
  expect(one).toEqual(other);
  expect(existsSync(path.join(one.folder, program))).toBe(true);
  expect(readdirSync(path.dirname(one.folder))).toEqual([one.digest]);
});

test('one that was never taken is not found', async () => {
  expect(await findSnapshot('0123456789ab', tree, nowhere)).toBeNull();
});

test('a cache that cannot be written says what to set', async () => {
  await writeFile(path.join(parent, 'file'), '');
  process.env['INTERLEAVE_CACHE'] = path.join(parent, 'file');
  await expect(takeSnapshot(tree, nowhere)).rejects.toMatchObject({
    kind: 'cannotWrite',
    message: expect.stringContaining('set INTERLEAVE_CACHE') as string,
  });
});
