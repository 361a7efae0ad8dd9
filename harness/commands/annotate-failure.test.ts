import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { annotatingFailures } from './annotate-failure.ts';

/** What stands on stdout after a command that ends so; what it throws is thrown on. */
async function written(argv: readonly string[], error: unknown): Promise<string> {
  const stdout = new PassThrough();
  const working = annotatingFailures(argv, { stdout }, async () => {
    throw error;
  });
  await expect(working).rejects.toBe(error);
  stdout.end();
  return String(stdout.read() ?? '');
}

const forWorkflow = ['check', '--base', 'main', '--format', 'github'];

test.each([
  [
    new Failure('usage', '--base: expected a, received b: 100%'),
    '::error title=interleave check%3A cannot be done as asked::--base: expected a, received b: 100%25\n',
  ],
  [
    new Failure('error', 'base, main (1a2b): building naps failed:\nx.go:1: no, 100%'),
    '::error title=interleave check%3A an error::base, main (1a2b): building naps failed:%0Ax.go:1: no, 100%25\n',
  ],
  [
    new Failure('missingRuntime', 'no go command on PATH'),
    '::error title=interleave check%3A a runtime is missing::no go command on PATH\n',
  ],
  [
    new Failure('inconclusive', 'nothing is left to compare'),
    '::warning title=interleave check%3A inconclusive::nothing is left to compare\n',
  ],
  [new Error('a mistake'), '::error title=interleave check%3A an error::a mistake\n'],
])('%s is one annotation', async (error, line) => {
  expect(await written(forWorkflow, error)).toBe(line);
  expect(await written(['check', '--format=github', '--nonsense'], error)).toBe(line);
});

test.each([
  [['check', '--base', 'main']],
  [['check', '--base', 'github', '--format', 'text']],
  [['compare', '--format', 'github']],
])('none for %j', async (argv) => {
  expect(await written(argv, new Failure('usage', 'x'))).toBe('');
});

test('what ends well is left alone', async () => {
  const stdout = new PassThrough();
  expect(await annotatingFailures(forWorkflow, { stdout }, async () => 3)).toBe(3);
  expect(stdout.read()).toBeNull();
});
