import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../files-below.ts';
import { isGoSource } from '../runtimes/go-sources.ts';
import { importedPackages } from './imported-packages.ts';

/** "type": "module" stands in it. */
const manifest = 'package.json';

/**
 * What is measured: the Node programs, the Go module that the others are built from, and whatever lies beside them, which a
 * program can read or embed. The harness's own descriptions of scenarios are TypeScript.
 */
const programs: readonly { readonly folder: string; readonly include: (file: string) => boolean }[] = [
  { folder: 'scenarios', include: (file) => !file.endsWith('.ts') },
  { folder: 'go-workloads', include: isGoSource },
];

/**
 * All files that the programs of a tree run by: their own, the Go module's, and those of the packages that they import.
 * @returns paths from the tree on, sorted
 */
export async function programFiles(tree: string): Promise<string[]> {
  const packages = await Promise.all(
    (await packagesOf(tree)).map(async (folder) => {
      const all = await filesFrom(tree, folder);
      // Those that it needs are listed for themselves.
      return all.filter((file) => !path.relative(folder, file).split(path.sep).includes('node_modules'));
    }),
  );
  return [...new Set([...(await ownFiles(tree)), ...packages.flat()])].sort();
}

/** The folders of the packages that the programs of a tree import, and of those that these need. */
export async function packagesOf(tree: string, missing?: (name: string) => void): Promise<string[]> {
  const texts = await Promise.all(
    (await ownFiles(tree))
      .filter((file) => /\.[cm]?js$/.test(file))
      .map(async (file) => readFile(path.join(tree, file), 'utf8')),
  );
  return importedPackages(tree, texts, missing);
}

async function ownFiles(tree: string): Promise<string[]> {
  const own = await Promise.all(
    programs.map(async ({ folder, include }) => (await filesFrom(tree, folder)).filter(include)),
  );
  return [manifest, ...own.flat()];
}

async function filesFrom(tree: string, folder: string): Promise<string[]> {
  return (await filesBelow(path.join(tree, folder))).map((file) => path.join(folder, file));
}
