/** What a kernel tells in text: files of /proc, /sys and cgroups, and the figures in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whatever the reason that a file of /proc or /sys cannot be read, it means that this machine does not tell. */
export function readOrNull(root: string, path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

/** Null for `max`, for `unlimited`, and for cgroup v1's way to say so: a number near 2^63. */
export function parseCount(text: string | null): number | null {
  if (text === null || !/^\d+\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
