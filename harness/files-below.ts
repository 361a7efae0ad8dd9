import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files below a folder. A link to a file is one of them; a link to a folder is not followed, since it may lead back.
 * @returns paths from the folder on, sorted
 */
export async function filesBelow(folder: string): Promise<string[]> {
  const visit = async (within: string): Promise<string[]> => {
    const entries = await readdir(path.join(folder, within), { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const place = path.join(within, entry.name);
        if (entry.isDirectory()) return visit(place);
        return entry.isFile() || (entry.isSymbolicLink() && (await isFile(path.join(folder, place))))
          ? [place]
          : [];
      }),
    );
    return found.flat();
  };
  return (await visit('')).sort();
}

/** Also where the path is a link; one that leads nowhere is none. */
async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && found.isFile();
}
