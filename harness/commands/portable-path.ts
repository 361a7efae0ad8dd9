import os from 'node:os';
import path from 'node:path';
import { packageRoot } from '../package-root.ts';

/** Stand for folders that differ from machine to machine, so that a run can be published and found again. */
const folders: readonly { readonly name: string; readonly folder: string }[] = [
  { name: '<interleave>', folder: packageRoot },
  { name: '~', folder: os.homedir() },
];

/** `/home/ada/interleave/node_modules/…/node` → `<interleave>/node_modules/…/node`. */
export function portablePath(file: string): string {
  for (const { name, folder } of folders) {
    if (file.startsWith(folder + path.sep)) return name + file.slice(folder.length);
  }
  return file;
}

/** The way back, on this machine. */
export function localPath(portable: string): string {
  for (const { name, folder } of folders) {
    if (portable.startsWith(name + path.sep)) return folder + portable.slice(name.length);
  }
  return portable;
}
