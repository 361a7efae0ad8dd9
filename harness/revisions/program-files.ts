import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { importedPackages } from './imported-packages.ts';

/** "type": "module" stands in it. */
const manifest = 'package.json';

/** What is measured: the Node programs, and the Go module that the others are built from. */
const programs: readonly { readonly folder: string; readonly include: (file: string) => boolean }[] = [
  { folder: 'scenarios', include: (file) => file.endsWith('.js') },
  {
    folder: 'go-workloads',
    include: (file) =>
      (file.endsWith('.go') && !file.endsWith('_test.go')) || /(^|[\\/])go\.(mod|sum)$/.test(file),
  },
];

/**
 * All files that the programs of a tree run by: their own, the Go module's, and those of the packages that they import.
 * @returns paths from the tree on, sorted
 */
export async function programFiles(tree: string): Promise<string[]> {
  const own = await Promise.all(
    programs.map(async ({ folder, include }) => (await filesBelow(tree, folder)).filter(include)),
  );
  const files = [manifest, ...own.flat()];
  const texts = await Promise.all(
    files.filter((file) => file.endsWith('.js')).map(async (file) => readFile(path.join(tree, file), 'utf8')),
  );
  const packages = await Promise.all(
    (await importedPackages(tree, texts)).map(async (folder) => {
      const all = await filesBelow(tree, folder);
      // Those that it needs are listed for themselves.
      return all.filter((file) => !path.relative(folder, file).split(path.sep).includes('node_modules'));
    }),
  );
  return [...new Set([...files, ...packages.flat()])].sort();
}

async function filesBelow(tree: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(tree, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(tree, path.join(entry.parentPath, entry.name)));
}
