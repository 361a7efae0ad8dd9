import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Binding, type Contestant, finish } from './contestant.ts';
import type { NodeProgram, Pair } from './pair.ts';

const printed = z.strictObject({ nsPerOperation: z.number().positive() });

/** @param node the Node.js that is measured */
export function nodeProgram(
  { program, arguments: words = [], unitsPerOperation }: NodeProgram,
  { regime }: Pick<Pair, 'regime'>,
  bind: Binding,
  node: string,
): Contestant {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const command = bind(regime, { file: node, arguments: [file, ...words] });
  return async () =>
    printed.parse(JSON.parse((await finish(command)).stdout)).nsPerOperation / unitsPerOperation;
}
