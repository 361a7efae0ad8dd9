import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of Interleave's own package.json. Programs and Go sources are found from here, since the harness runs from
 * `harness/` in a clone and from `dist/harness/` in an installed package.
 */
export const packageRoot = findPackageRoot(import.meta.dirname);

/** Interleave's own version. */
export const packageVersion = readVersion(packageRoot);

function findPackageRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}

function readVersion(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error(`${root}/package.json names no version`);
}
