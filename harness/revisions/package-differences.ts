import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { packagesOf, programFiles } from './program-files.ts';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional() })).default({}),
});

/**
 * The packages of a tree's programs that are not those of its lock file, in words. A tree without a lock file promises nothing.
 * @returns for example `p-limit is 7.3.3, not 7.3.1`
 */
export async function unlockedPackages(tree: string): Promise<string[]> {
  const text = await readFile(path.join(tree, 'package-lock.json'), 'utf8').catch(() => null);
  if (text === null) return [];
  const locked = lockSchema.parse(JSON.parse(text)).packages;
  const told = await Promise.all(
    (await packagesOf(tree)).map(async (folder) => {
      const version = await versionOf(tree, folder);
      const wanted = locked[folder.split(path.sep).join('/')]?.version;
      if (version === wanted) return [];
      const words = wanted === undefined ? 'not in it at all' : `not ${wanted}`;
      return [`${nameOf(folder)} is ${version ?? 'of no version'}, ${words}`];
    }),
  );
  return told.flat();
}

/** The files that are not the same in two trees of programs, with those that only one of them has. */
export async function differingFiles(one: string, other: string): Promise<string[]> {
  const [ofOne, ofOther] = await Promise.all([programFiles(one), programFiles(other)]);
  const differ = await Promise.all(
    [...new Set([...ofOne, ...ofOther])].sort().map(async (file) => {
      const [first, second] = await Promise.all([contentsOf(one, file), contentsOf(other, file)]);
      return first !== null && second !== null && first.equals(second) ? [] : [file];
    }),
  );
  return differ.flat();
}

/** The packages that have the same version in two trees of programs and are not the same: somebody edited one of them. */
export async function editedPackages(
  one: string,
  other: string,
  differing: readonly string[],
): Promise<string[]> {
  const shared = new Set(await packagesOf(other));
  const edited = await Promise.all(
    (await packagesOf(one)).map(async (folder) => {
      const isEdited =
        shared.has(folder) &&
        differing.some((file) => file.startsWith(folder + path.sep)) &&
        (await versionOf(one, folder)) === (await versionOf(other, folder));
      return isEdited ? [nameOf(folder)] : [];
    }),
  );
  return edited.flat();
}

async function versionOf(tree: string, folder: string): Promise<string | null> {
  const manifest: unknown = JSON.parse(await readFile(path.join(tree, folder, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).safeParse(manifest).data?.version ?? null;
}

/** `node_modules/piscina/node_modules/@scope/name` is `@scope/name`. */
function nameOf(folder: string): string {
  return folder.split(path.sep).join('/').split('node_modules/').at(-1) ?? folder;
}

/** Null for a file that is not there. */
async function contentsOf(tree: string, file: string): Promise<Buffer | null> {
  return readFile(path.join(tree, file)).catch(() => null);
}
