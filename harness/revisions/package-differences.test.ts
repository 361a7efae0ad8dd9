import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { differingFiles, editedPackages, unlockedPackages } from './package-differences.ts';

let parent: string;
let tree: string;
let other: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-differences-'));
  [tree, other] = [path.join(parent, 'tree'), path.join(parent, 'other')];
  await write('package.json', '{"dependencies":{"pool":"1"}}');
  await write('package-lock.json', lockOf({ pool: '1.0.0', queue: '2.0.0' }));
  await write('scenarios/naps/timer.js', "import 'pool';\n");
  await write('go-workloads/go.mod', 'module naps\n');
  await write('node_modules/pool/package.json', '{"version":"1.0.0","dependencies":{"queue":"2"}}');
  await write('node_modules/pool/index.js', 'one();\n');
  await write('node_modules/queue/package.json', '{"version":"2.0.0"}');
  await cp(tree, other, { recursive: true });
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
}

function lockOf(versions: Readonly<Record<string, string>>): string {
  const packages = Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({ packages: { '': {}, ...Object.fromEntries(packages) } });
}

const found = async () => {
  const differing = await differingFiles(tree, other);
  return { differing, edited: await editedPackages(tree, other, differing) };
};

test('equal trees differ in nothing', async () => {
  expect(await found()).toEqual({ differing: [], edited: [] });
});

test('a program that differs is named', async () => {
  await write('scenarios/naps/timer.js', "import 'pool'; // edited\n");
  expect(await found()).toEqual({ differing: [path.join('scenarios', 'naps', 'timer.js')], edited: [] });
});

test('a package that was edited is named, and a file that is new in it', async () => {
  await write('node_modules/pool/index.js', 'two();\n');
  await write('node_modules/pool/new.js', '');
  const place = path.join('node_modules', 'pool');
  expect(await found()).toEqual({
    differing: [path.join(place, 'index.js'), path.join(place, 'new.js')],
    edited: ['pool'],
  });
});

test('another version of a package is no edit of it', async () => {
  await write('node_modules/pool/package.json', '{"version":"1.1.0","dependencies":{"queue":"2"}}');
  expect((await found()).edited).toEqual([]);
});

test('packages that are not those of the lock file are told', async () => {
  expect(await unlockedPackages(tree)).toEqual([]);
  await write('package-lock.json', lockOf({ pool: '1.0.1' }));
  expect(await unlockedPackages(tree)).toEqual([
    'pool is 1.0.0, not 1.0.1',
    'queue is 2.0.0, not in it at all',
  ]);
});

test('a package that the lock file has and the tree has not is told, unless it is for another system', async () => {
  await rm(path.join(tree, 'node_modules', 'queue'), { recursive: true });
  expect(await unlockedPackages(tree)).toEqual(['queue is not there, 2.0.0 is expected']);
  const packages = {
    'node_modules/pool': { version: '1.0.0' },
    'node_modules/queue': { version: '2.0.0', os: ['other'] },
  };
  await write('package-lock.json', JSON.stringify({ packages }));
  expect(await unlockedPackages(tree)).toEqual([]);
});

test('a linked package, and a lock file that lists no folders, promise no version', async () => {
  const packages = { 'node_modules/pool': { link: true }, 'node_modules/queue': { version: '2.0.0' } };
  await write('package-lock.json', JSON.stringify({ packages }));
  expect(await unlockedPackages(tree)).toEqual([]);
  await write('package-lock.json', '{"lockfileVersion":1,"dependencies":{}}');
  expect(await unlockedPackages(tree)).toEqual([]);
});

test.each(['<<<<<<< HEAD', '{"packages":[1]}'])('a lock file %j is named', async (text) => {
  await write('package-lock.json', text);
  await expect(unlockedPackages(tree)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('package-lock.json') as string,
  });
});

test('a tree without a lock file promises nothing', async () => {
  await rm(path.join(tree, 'package-lock.json'));
  expect(await unlockedPackages(tree)).toEqual([]);
});

test("this tree's packages are those of its lock file", async () => {
  expect(await unlockedPackages(packageRoot)).toEqual([]);
});
