import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { protocolVersion } from '../contract/messages.ts';
import { packageRoot } from '../package-root.ts';
import { refuseOtherContract } from './contract-version.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-contract-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const refuse = async (copy: string): Promise<void> =>
  refuseOtherContract(copy, 'main (0123456789)', '--base main');

test('this revision speaks its own version', async () => {
  await expect(refuse(packageRoot)).resolves.toBeUndefined();
});

test('another version is refused by name', async () => {
  await mkdir(path.join(folder, 'harness', 'contract'), { recursive: true });
  const file = path.join(folder, 'harness', 'contract', 'messages.ts');
  await writeFile(file, `export const protocolVersion = ${protocolVersion + 1};\n`);
  await expect(refuse(folder)).rejects.toMatchObject({ kind: 'error' });
  await expect(refuse(folder)).rejects.toThrow(
    `--base main: expected programs of version ${protocolVersion} of the contract between harness and programs, received main (0123456789), whose programs have version ${protocolVersion + 1}: name`,
  );
});

test('one that does not tell is left to its samples', async () => {
  await expect(refuse(folder)).resolves.toBeUndefined();
});
