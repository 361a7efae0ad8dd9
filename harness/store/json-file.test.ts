import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { decodeJson, readText, writeWhole } from './json-file.ts';

const foreign = (what: string, cause: unknown) =>
  new Failure('foreignFile', `no such thing: ${what}`, { cause });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-json-file-'));
  file = path.join(folder, 'file.json');
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe('read', () => {
  test('null where there is none, and foreign where it cannot be read', async () => {
    expect(await readText(file, foreign)).toBeNull();
    await writeFile(file, 'text');
    expect(await readText(file, foreign)).toBe('text');
    await expect(readText(folder, foreign)).rejects.toMatchObject({ kind: 'foreignFile' });
  });

  test('strictly, and what is wrong is said with its place', () => {
    const schema = z.strictObject({ a: z.array(z.number()) });
    expect(decodeJson('{"a": [1]}', schema, foreign)).toEqual({ a: [1] });
    expect(() => decodeJson('{', schema, foreign)).toThrow('no such thing: it is no JSON');
    expect(() => decodeJson('{"a": [1, "2"]}', schema, foreign)).toThrow(/^no such thing: a\.1: .*number/);
    expect(() => decodeJson('{"a": [], "b": 1}', schema, foreign)).toThrow(/Unrecognized key/);
  });
});

describe('written', () => {
  test('whole, in place of what was there', async () => {
    await writeFile(file, 'old');
    await writeWhole(file, ['n', 'ew']);
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['file.json']);
  });

  test('or not at all, when its pieces end in an error', async () => {
    await writeFile(file, 'old');
    const pieces = function* () {
      yield 'n';
      throw new Error('no more');
    };
    await expect(writeWhole(file, pieces())).rejects.toThrow('no more');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file.json']);
  });

  test('or not at all, when the system refuses', async () => {
    await mkdir(file);
    await expect(writeWhole(file, 'new')).rejects.toMatchObject({ syscall: 'rename' });
    expect(await readdir(folder)).toEqual(['file.json']);
  });
});
