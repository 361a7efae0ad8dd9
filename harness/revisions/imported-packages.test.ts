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
])('%s', async (text, name) => {
  await install(name);
  expect(await importedPackages(tree, [text])).toEqual([path.join('node_modules', name)]);
});

test.each([
  "import fs from 'node:fs';",
  "import { run } from './pool.js';",
  "import '#pool';",
  "import '/pool';",
])('no package: %s', async (text) => {
  await install('pool');
  expect(await importedPackages(tree, [text])).toEqual([]);
});

test('what a package needs lies beside it or within it, and the nearest one counts', async () => {
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
  await install('pool', ['missing']);
  expect(await importedPackages(tree, ["import 'pool'; import 'absent';"])).toEqual([
    path.join('node_modules', 'pool'),
  ]);
});

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
