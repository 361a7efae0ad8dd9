import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';

const folderName = 'node_modules';

const namesSchema = z.record(z.string(), z.unknown()).nullish();

/** What a package cannot do without, and what it takes where it is there. */
const manifestSchema = z.object({
  dependencies: namesSchema,
  optionalDependencies: namesSchema,
  peerDependencies: namesSchema,
});

/**
 * The packages that programs import of those that the tree's own manifest names, and all that these need, as npm installs them.
 * One that is not installed is left out: the program that wants it says so itself.
 *
 * @param tree the folder whose `node_modules` they lie in
 * @param programs texts of programs; a name that stands in quotes for another reason brings a package too many, and does no harm
 * @param missing told of each that is not installed
 * @returns their folders from the tree on, sorted
 * @throws Failure that names a manifest which cannot be read
 */
export async function importedPackages(
  tree: string,
  programs: readonly string[],
  missing: (name: string) => void = () => {},
): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string, from: string): Promise<void> => {
    const folder = folderOf(tree, name, from);
    if (folder === null) missing(name);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    for (const one of await namesNeededBy(tree, folder)) await visit(one, folder);
  };
  for (const name of await namesNeededBy(tree, ''))
    if (programs.some((text) => isNamedIn(text, name))) await visit(name, '');
  return [...found].sort();
}

async function namesNeededBy(tree: string, folder: string): Promise<string[]> {
  const file = path.join(tree, folder, 'package.json');
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
  } catch (error) {
    throw new Failure(
      'error',
      `expected the manifest of a package, found ${file}, which cannot be read as one (${textOf(error).split('\n')[0]}): npm ci installs it anew`,
      { cause: error },
    );
  }
}

/** By `import`, `require`, `import.meta.resolve` or otherwise: in quotes, alone or with a path within the package. */
function isNamedIn(program: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) =>
    [quote, '/'].some((after) => program.includes(`${quote}${name}${after}`)),
  );
}

/** As Node looks for it: beside what imports it, and then further up. */
function folderOf(tree: string, name: string, from: string): string | null {
  for (let above = from; ; above = path.dirname(above)) {
    if (above === '.') above = '';
    if (path.basename(above) !== folderName) {
      const folder = path.join(above, folderName, name);
      if (existsSync(path.join(tree, folder, 'package.json'))) return folder;
    }
    if (above === '') return null;
  }
}
