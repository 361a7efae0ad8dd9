import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const folderName = 'node_modules';

/** What a package cannot do without, and what it takes where it is there. */
const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/** `from 'name'`, `import 'name'`, `import('name')`, `require('name')`: neither a path nor a module of Node's own. */
const specifier = /\b(?:from|import|require)\s*\(?\s*(['"])(?![./#]|node:)([^'"\n]+)\1/g;

/**
 * The packages that programs import, and all that these need, as npm installs them. One that is not installed is left out: the
 * program that wants it says so itself.
 *
 * @param tree the folder whose `node_modules` they lie in
 * @param programs texts of programs; a name in a comment brings a package too many, and does no harm
 * @returns their folders from the tree on, sorted
 */
export async function importedPackages(tree: string, programs: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string, from: string): Promise<void> => {
    const folder = folderOf(tree, name, from);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    const text = await readFile(path.join(tree, folder, 'package.json'), 'utf8');
    const manifest = manifestSchema.parse(JSON.parse(text));
    const needed = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
    for (const one of needed) await visit(one, folder);
  };
  for (const name of new Set(programs.flatMap(packagesNamedIn))) await visit(name, '');
  return [...found].sort();
}

function packagesNamedIn(program: string): string[] {
  return [...program.matchAll(specifier)].map(([, , text = '']) =>
    text
      .split('/')
      .slice(0, text.startsWith('@') ? 2 : 1)
      .join('/'),
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
