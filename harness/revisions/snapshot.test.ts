import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSnapshot, takeSnapshot } from './snapshot.ts';

const program = path.join('scenarios', 'naps', 'timer.js');
const packageFile = path.join('node_modules', 'piscina', 'index.js');
const programText = "import 'node:fs';\nimport Pool from 'piscina/main';\nimport './timer.js';\n";
const nowhere = (): void => {};
let parent: string;
let tree: string;
const cacheBefore = process.env['INTERLEAVE_CACHE'];

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-snapshot-'));
  tree = path.join(parent, 'tree');
  process.env['INTERLEAVE_CACHE'] = path.join(parent, 'cache');
  await write('package.json', '{"type":"module","dependencies":{"piscina":"5","vega":"6"}}');
  await write(program, programText);
  await write('scenarios/naps/scenario.ts', 'export {};\n');
  await write('go-workloads/go.mod', 'module naps\n');
  await write('go-workloads/cmd/naps/main.go', 'package main\n');
  await write('go-workloads/cmd/naps/main_test.go', 'package main\n');
  await write(
    'node_modules/piscina/package.json',
    '{"dependencies":{"nice":"1"},"optionalDependencies":{"missing":"1"}}',
  );
  await write(packageFile, 'export {};\n');
  await write('node_modules/piscina/node_modules/nice/package.json', '{"peerDependencies":{"shared":"2"}}');
  await write('node_modules/shared/package.json', '{"dependencies":{"piscina":"5"}}');
  await write('node_modules/vega/package.json', '{}');
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
    .sort();

const held = [
  path.join('go-workloads', 'cmd', 'naps', 'main.go'),
  path.join('go-workloads', 'go.mod'),
  packageFile,
  path.join('node_modules', 'piscina', 'node_modules', 'nice', 'package.json'),
  path.join('node_modules', 'piscina', 'package.json'),
  path.join('node_modules', 'shared', 'package.json'),
  'package.json',
  program,
];

test('holds the programs, the packages that they import and what these need, and nothing else', async () => {
  const { folder } = await takeSnapshot(tree, nowhere);
  expect(filesOf(folder)).toEqual(held);
});

test('the paths of two snapshots have one length: V8 is quicker or slower by it', async () => {
  const first = await takeSnapshot(tree, nowhere);
  await write(program, `${programText}// edited\n`);
  const second = await takeSnapshot(tree, nowhere);
  expect(second.folder).not.toBe(first.folder);
  expect(second.folder).toHaveLength(first.folder.length);
});

test('two trees with the same programs and packages have one snapshot: so have base and head that differ in neither', async () => {
  const { folder } = await takeSnapshot(tree, nowhere);
  const other = path.join(parent, 'a tree elsewhere');
  await cp(tree, other, { recursive: true });
  expect((await takeSnapshot(other, nowhere)).folder).toBe(folder);
});

test('packages that are a link are copied like others: arms must not differ by where their packages lie', async () => {
  const { folder } = await takeSnapshot(tree, nowhere);
  await rename(path.join(tree, 'node_modules'), path.join(parent, 'installed'));
  await symlink(path.join(parent, 'installed'), path.join(tree, 'node_modules'));
  expect((await takeSnapshot(tree, nowhere)).folder).toBe(folder);
});

test('what lies beside the programs, and a program that is a link, are held too', async () => {
  const before = await takeSnapshot(tree, nowhere);
  const files = [
    'scenarios/naps/table.json',
    'scenarios/naps/other.mjs',
    'go-workloads/cmd/naps/embedded.txt',
  ];
  for (const file of files) await write(file, '{}');
  await symlink('timer.js', path.join(tree, 'scenarios', 'naps', 'link.js'));
  const { folder, digest } = await takeSnapshot(tree, nowhere);
  expect(digest).not.toBe(before.digest);
  for (const file of files) expect(filesOf(folder)).toContain(path.join(...file.split('/')));
  expect(readFileSync(path.join(folder, 'scenarios', 'naps', 'link.js'), 'utf8')).toBe(programText);
  expect(await takeSnapshot(tree, nowhere)).toEqual({ folder, digest });
});

test('another version of a package is another snapshot', async () => {
  const { digest } = await takeSnapshot(tree, nowhere);
  await write(packageFile, 'export default 6;\n');
  expect((await takeSnapshot(tree, nowhere)).digest).not.toBe(digest);
});

test('what is edited afterwards is another snapshot, and the first stays as it was', async () => {
  const first = await takeSnapshot(tree, nowhere);
  await write(program, 'throw new Error("edited");\n');
  expect(readFileSync(path.join(first.folder, program), 'utf8')).toBe(programText);
  const second = await takeSnapshot(tree, nowhere);
  expect(second.digest).not.toBe(first.digest);
  expect(readFileSync(path.join(second.folder, program), 'utf8')).toContain('edited');
  expect(await findSnapshot(first.digest, nowhere)).toEqual(first);
});

test.each([
  'README.md',
  'node_modules/vega/package.json',
  'go-workloads/cmd/naps/main_test.go',
  'scenarios/naps/scenario.ts',
])('%s is no program: the snapshot is the same', async (file) => {
  const { digest } = await takeSnapshot(tree, nowhere);
  await write(file, 'changed\n');
  expect((await takeSnapshot(tree, nowhere)).digest).toBe(digest);
});

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
    ['a package is edited', async (folder) => writeFile(path.join(folder, packageFile), 'export {}; \n')],
    ['its packages are gone', async (folder) => rm(path.join(folder, 'node_modules'), { recursive: true })],
    ['a package is new', async (folder) => writeFile(path.join(folder, 'node_modules', 'x.js'), '')],
  ];

  test.each(damages)('%s: it is made anew', async (_, damage) => {
    const first = await takeSnapshot(tree, nowhere);
    await damage(first.folder);
    const lines: string[] = [];
    const second = await takeSnapshot(tree, (line) => lines.push(line));
    expect(second).toEqual(first);
    expect(lines).toEqual([
      expect.stringMatching(
        /^the copy \w+ of programs in the cache is not what was taken \(.+\): making it anew$/,
      ),
    ]);
    expect(readFileSync(path.join(second.folder, program), 'utf8')).toBe(programText);
    expect(filesOf(second.folder)).toEqual(held);
    expect(readdirSync(path.dirname(second.folder))).toEqual([second.digest]);
    // Whole again: nothing more to say.
    await takeSnapshot(tree, (line) => lines.push(line));
    expect(lines).toHaveLength(1);
  });

  test('an interrupted check does not find it', async () => {
    const { folder, digest } = await takeSnapshot(tree, nowhere);
    await writeFile(path.join(folder, program), 'edited();\n');
    expect(await findSnapshot(digest, nowhere)).toBeNull();
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
  expect(await findSnapshot('0123456789ab', nowhere)).toBeNull();
});

test('a cache that cannot be written says what to set', async () => {
  await writeFile(path.join(parent, 'file'), '');
  process.env['INTERLEAVE_CACHE'] = path.join(parent, 'file');
  await expect(takeSnapshot(tree, nowhere)).rejects.toMatchObject({
    kind: 'cannotWrite',
    message: expect.stringContaining('set INTERLEAVE_CACHE') as string,
  });
});
