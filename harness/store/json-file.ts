/** Whole files of JSON: decoded strictly, and written whole or not at all. What their errors advise is their owners' affair. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { textOf, type Failure } from '../failure.ts';

/** Makes an error of what is wrong with a file. */
export type Foreign = (what: string, cause: unknown) => Failure;

/** @returns null where there is no such file; everything else that keeps it from being read is thrown as `foreign` makes it */
export async function readText(file: string, foreign: Foreign): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw foreign(textOf(error), error);
  });
}

/** Throws what `foreign` makes of a text that is no JSON, or not as the schema has it. */
export function decodeJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  foreign: Foreign,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw foreign('it is no JSON', error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw foreign(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`, result.error);
}

/** The old file stays until the new one is whole and on the disk; nothing else is left. Throws what the system, or the pieces, throw. */
export async function writeWhole(
  file: string,
  pieces: string | Iterable<string> | Uint8Array,
): Promise<void> {
  // Of this process alone: two that write the same file at once must not write into one draft.
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, pieces, { flush: true });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
}
