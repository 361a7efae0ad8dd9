import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { importedPackages } from './imported-packages.ts';
import { programFiles } from './program-files.ts';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(path.join(os.tmpdir(), 'interleave-packages-'));
});
afterEach(async () => rm(tree, { recursive: true, force: true }));

/** As a manifest of the tree that names them. */
async function declare(...names: readonly string[]): Promise<void> {
  const dependencies = Object.fromEntries(names.map((name) => [name, '1']));
  await writeFile(path.join(tree, 'package.json'), JSON.stringify({ dependencies }));
}

async function install(folder: string, dependencies: readonly string[] = []): Promise<void> {
  const place = path.join(tree, 'node_modules', folder);
  await mkdir(place, { recursive: true });
  const needed = Object.fromEntries(dependencies.map((name) => [name, '1']));
  await writeFile(path.join(place, 'package.json'), JSON.stringify({ dependencies: needed }));
}

test.each([
  ["import pool from 'pool';", 'pool'],
  ['import "pool";', 'pool'],
  ["export { run } from 'pool/worker';", 'pool'],
  ["const pool = await import('pool');", 'pool'],
  ["import {\n  run,\n} from 'pool';", 'pool'],
  ["const { run } = createRequire(import.meta.url);\nrequire('pool');", 'pool'],
  ["import pool from '@scope/pool/deep/file.js';", '@scope/pool'],
  ["createRequire(import.meta.url)('pool');", 'pool'],
  ["import.meta.resolve('pool');", 'pool'],
  ['await import(`pool`);', 'pool'],
  ["import(/* lazily */ 'pool');", 'pool'],
])('%s', async (text, name) => {
  await declare(name, 'other');
  await install(name);
  await install('other');
  expect(await importedPackages(tree, [text])).toEqual([path.join('node_modules', name)]);
});

test.each([
  "import fs from 'node:fs';",
  "import { run } from './pool.js';",
  "import '#pool';",
  "import '/pool';",
])('no package: %s', async (text) => {
  await declare('pool');
  await declare('pool');
  await install('pool');
  expect(await importedPackages(tree, [text])).toEqual([]);
});

test('what a package needs lies beside it or within it, and the nearest one counts', async () => {
  await declare('pool', 'limit');
  await install('pool', ['queue']);
  await install('queue', ['pool']);
  await install('limit', ['queue']);
  await install(path.join('limit', 'node_modules', 'queue'));
  const inModules = (...parts: string[]): string => path.join('node_modules', ...parts);
  expect(await importedPackages(tree, ["import 'pool'; import 'limit';"])).toEqual([
    inModules('limit'),
    inModules('limit', 'node_modules', 'queue'),
    inModules('pool'),
    inModules('queue'),
  ]);
});

test('a package that is not installed is left to the program that wants it', async () => {
  await declare('pool', 'absent');
  await install('pool', ['missing']);
  expect(await importedPackages(tree, ["import 'pool'; import 'absent';"])).toEqual([
    path.join('node_modules', 'pool'),
  ]);
});

test.each(['', '[]', '{"dependencies":[]}', '{"dependencies":'])('a manifest %j is named', async (text) => {
  await declare('pool');
  await install('pool');
  await writeFile(path.join(tree, 'node_modules', 'pool', 'package.json'), text);
  await expect(importedPackages(tree, ["import 'pool';"])).rejects.toMatchObject({
    kind: 'error',
    message: expect.stringContaining(path.join('node_modules', 'pool', 'package.json')) as string,
  });
});

test.each(['{"dependencies":null}', '{"peerDependencies":{"other":1}}'])(
  'a manifest %s is good enough',
  async (text) => {
    await declare('pool');
    await install('pool');
    await writeFile(path.join(tree, 'node_modules', 'pool', 'package.json'), text);
    expect(await importedPackages(tree, ["import 'pool';"])).toHaveLength(1);
  },
);

test("the programs of this tree bring each library that they are measured with, and not the harness's own", async () => {
  const folders = new Set(
    (await programFiles(packageRoot))
      .filter((file) => file.startsWith('node_modules'))
      .map((file) => file.split(path.sep)[1]),
  );
  for (const name of [
    'piscina',
    'tinypool',
    'workerpool',
    'p-limit',
    'p-queue',
    'tinybench',
    'hdr-histogram-js',
  ])
    expect(folders).toContain(name);
  expect(folders).not.toContain('vega');
  expect(folders).not.toContain('vitest');
});
