import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { baselineNamePattern, baselineSchema, type Baseline } from './baseline.ts';
import { decodeJson, readText, writeWhole, type Foreign } from './json-file.ts';

/** `main.json` is what is compared with, `main.candidate.json` waits to be promoted, `main.previous.json` was replaced by that. */
export type BaselineRole = 'baseline' | 'candidate' | 'previous';

export interface BaselineFile {
  readonly name: string;
  readonly role: BaselineRole;
  /** File name within the folder. */
  readonly file: string;
}

/** The files of one folder, by the name and role of what they hold. */
export class BaselineFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws Failure of kind `usage` for a name that is no part of a file's */
  pathOf(name: string, role: BaselineRole): string {
    if (!baselineNamePattern.test(name)) {
      throw new Failure(
        'usage',
        `--name: expected letters a to z, digits and dashes, such as main, received ${name || 'nothing'}`,
      );
    }
    return path.join(this.folder, `${name}${role === 'baseline' ? '' : `.${role}`}.json`);
  }

  /**
   * @returns null where there is none
   * @throws Failure of kind `foreignFile` when it is none of this version, damaged, or named after another
   */
  async read(name: string, role: BaselineRole): Promise<Baseline | null> {
    const file = this.pathOf(name, role);
    const text = await readText(file, foreignAt(file));
    if (text === null) return null;
    const baseline = decodeJson(text, baselineSchema, foreignAt(file));
    if (baseline.name !== name)
      throw foreignAt(file)(`it holds the baseline ${JSON.stringify(baseline.name)}`, null);
    return baseline;
  }

  /**
   * The old file stays until the new one is whole and on the disk.
   * @throws Failure of kind `cannotWrite`
   */
  async write(baseline: Baseline, role: BaselineRole): Promise<string> {
    const file = this.pathOf(baseline.name, role);
    try {
      await makeFolder(this.folder);
      await writeWhole(file, jsonOf(baseline));
    } catch (error) {
      throw cannotWrite(file, error);
    }
    return file;
  }

  /** @throws Failure of kind `cannotWrite` */
  async remove(name: string, role: BaselineRole): Promise<void> {
    const file = this.pathOf(name, role);
    await rm(file, { force: true }).catch((error: unknown) => {
      throw cannotWrite(file, error);
    });
  }

  /** In the order of their names; a folder that is not there has none. Files of other names are left out. */
  async list(): Promise<BaselineFile[]> {
    const files = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw foreignAt(this.folder)(textOf(error), error);
    });
    return files.toSorted().flatMap((file) => {
      const match = /^([a-z0-9-]+)(?:\.(candidate|previous))?\.json$/.exec(file);
      const name = match?.[1];
      if (name === undefined) return [];
      return [{ name, role: (match?.[2] ?? 'baseline') as BaselineRole, file }];
    });
  }
}

/**
 * Reads a baseline from a file of any name.
 * @throws Failure of kind `foreignFile` when it cannot be read, is none of this version, or is damaged
 */
export async function readBaselineFile(file: string): Promise<Baseline> {
  const text = await readText(file, foreignAt(file));
  if (text === null) throw foreignAt(file)('there is no such file', null);
  return decodeJson(text, baselineSchema, foreignAt(file));
}

/** A line for each case, so that a repository that keeps it shows which have changed, and no line for each value. */
function jsonOf({ cases, ...head }: Baseline): string {
  const lines = cases.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  return `${JSON.stringify(head, null, 1).replace(/\n\}$/, '')},\n "cases": [\n${lines}\n ]\n}\n`;
}

function foreignAt(file: string): Foreign {
  return (what, cause) =>
    new Failure(
      'foreignFile',
      `${file} is no baseline of this version of Interleave, or it is damaged: ${what}; save it anew from a run (interleave baseline save)`,
      { cause },
    );
}

function cannotWrite(file: string, error: unknown): Failure {
  return new Failure(
    'cannotWrite',
    `cannot write ${file}: ${textOf(error)}; free some space, or make the folder one that can be written`,
    { cause: error },
  );
}
