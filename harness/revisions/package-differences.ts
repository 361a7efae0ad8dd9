import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import { packagesOf, programFiles } from './program-files.ts';

const names = z.union([z.string(), z.array(z.string())]).optional();

/** A package that is linked has its version elsewhere; one for other systems need not be there. */
const lockedSchema = z.object({
  version: z.string().optional(),
  link: z.boolean().default(false),
  os: names,
  cpu: names,
  libc: names,
});
const lockSchema = z.object({ packages: z.record(z.string(), lockedSchema).optional() });

/**
 * The packages of a tree's programs that are not those of its lock file, in words. A tree without a lock file, or with one of npm 6,
 * which lists no folders, promises nothing.
 * @returns for example `p-limit is 7.3.3, not 7.3.1`
 * @throws Failure for a lock file that cannot be read
 */
export async function unlockedPackages(tree: string): Promise<string[]> {
  const locked = await readLock(path.join(tree, 'package-lock.json'));
  if (locked === null) return [];
  const missing = new Set<string>();
  const folders = await packagesOf(tree, (name) => missing.add(name));
  const told = await Promise.all(
    folders.map(async (folder) => {
      const version = await versionOf(tree, folder);
      const wanted = locked[folder.split(path.sep).join('/')];
      if (wanted !== undefined && (wanted.link || version === (wanted.version ?? null))) return [];
      const words = wanted === undefined ? 'not in it at all' : `not ${wanted.version}`;
      return [`${nameOf(folder)} is ${version ?? 'of no version'}, ${words}`];
    }),
  );
  const absent = [...missing].sort().flatMap((name) => {
    const wanted = locked[`node_modules/${name}`];
    // Which C library this system has is not asked: what needs such a package says what it needs.
    if (wanted?.libc !== undefined) return [];
    const isForThis =
      (wanted?.os?.includes(process.platform) ?? true) && (wanted?.cpu?.includes(process.arch) ?? true);
    return wanted !== undefined && isForThis ? [`${name} is not there, ${wanted.version} is expected`] : [];
  });
  return [...told.flat(), ...absent];
}

async function readLock(
  file: string,
): Promise<Readonly<Record<string, z.infer<typeof lockedSchema>>> | null> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(file, 'utf8'))).packages ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Failure(
      'usage',
      `expected npm's lock file, found ${file}, which cannot be read as one: ${textOf(error).split('\n')[0]}`,
      { cause: error },
    );
  }
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
