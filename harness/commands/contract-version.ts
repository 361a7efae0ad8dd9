import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocolVersion } from '../contract/messages.ts';
import { Failure } from '../failure.ts';

/**
 * Programs of another contract are not understood: each of their samples would fail over its first message.
 *
 * @param folder a copy of the revision
 * @param operand as the revision was typed: `--base main`, `rev:main`
 * @throws Failure of kind `error`
 */
export async function refuseOtherContract(folder: string, label: string, operand: string): Promise<void> {
  // Where it is declared elsewhere its version is not known, and the samples tell.
  const text = await readFile(path.join(folder, 'harness', 'contract', 'messages.ts'), 'utf8').catch(
    () => '',
  );
  const version = /\bprotocolVersion = (\d+)/.exec(text)?.[1];
  if (version === undefined || Number(version) === protocolVersion) return;
  throw new Failure(
    'error',
    `${operand}: expected programs of version ${protocolVersion} of the contract between harness and programs, received ${label}, whose programs have version ${version}: name a revision of this version`,
  );
}
