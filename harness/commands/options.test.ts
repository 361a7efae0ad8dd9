import os from 'node:os';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { commandLine } from './command-line.ts';
import { optionsOf } from './options.ts';

const positionals: Readonly<Record<string, readonly string[]>> = {
  largest: ['sleepers'],
  compare: ['a', 'b'],
  explain: ['folder'],
  chart: ['folder'],
  baseline: ['status'],
  report: ['folder'],
};

/** Every option of one value, of every command that has some. */
const single = Object.entries(optionsOf).flatMap(([command, options]) =>
  Object.entries(options)
    .filter(([, { type, array }]) => type === 'string' && array !== true)
    .map(([name]) => [command, name] as const),
);

async function given(...args: readonly string[]): Promise<number> {
  return commandLine(args, {
    sources: scenarios,
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    variables: {},
    workingFolder: os.tmpdir(),
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  });
}

// yargs would hand an array on, or an empty text.
test.each(single)('%s --%s takes one value, and not none', async (command, name) => {
  const words = [command, ...(positionals[command] ?? [])];
  const twice = given(...words, `--${name}=a`, `--${name}=b`);
  await expect(twice).rejects.toMatchObject({
    kind: 'usage',
    message: `--${name}: expected one value, received a and b`,
  });
  await expect(given(...words, `--${name}=`)).rejects.toMatchObject({
    kind: 'usage',
    message: `--${name}: expected a value, received nothing`,
  });
});
