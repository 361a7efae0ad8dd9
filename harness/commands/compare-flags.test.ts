/** What the command line of compare refuses before anything is read or measured. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { commandLine } from './command-line.ts';

async function refused(args: readonly string[], text: string): Promise<void> {
  const given = commandLine(['compare', ...args], {
    sources: scenarios,
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    variables: {},
    workingFolder: os.tmpdir(),
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  });
  await expect(given).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(text) });
}

test.each([
  [['a', 'b', '--json', '--csv'], 'expected one format, received json and csv'],
  [['a', 'b', '--format', 'md', '--csv'], 'expected one format, received md and csv'],
  [['a', 'b', '--format', 'cvs'], 'received cvs (did you mean csv?)'],
  [['a', 'b', '--probe', 'memry'], '--probe: expected memory or latency, received memry'],
  [['a', 'b', '--run', 'x', '--run', 'y'], '--run: expected one value, received x and y'],
])('%j', refused);

test.each([
  ['--suite', 'gate'],
  ['--quick'],
  ['--param', 'tasks=1'],
  ['--cores', '1'],
  ['--seed', '1'],
  ['--pairs', '6'],
  ['--budget', '1m'],
  ['--out', 'x'],
  ['--timeout', '9'],
  ['--memory-limit', '1G'],
  ['--go', '1.26.8'],
  ['--config', 'x.json'],
])('what is stored is compared as it is: no %s', async (...option) => {
  await refused(['a', 'b', ...option], `${option[0]}: expected only where two revisions are measured`);
});

test.each([
  [['rev:main'], 'expected two revisions (rev:main rev:HEAD), received rev:main'],
  [['rev:main', 'results/x'], 'expected two revisions (rev:main rev:HEAD), received rev:main results/x'],
  [['rev:a', 'rev:b', 'rev:c'], 'received rev:a rev:b rev:c'],
  [['rev:a', 'rev:b\n::error::c'], 'rev:NAME: expected a branch, tag or commit, received control characters'],
  [['rev:a', 'rev:b', '--run', 'x'], 'revisions are measured: expected no --run beside them'],
  [['rev:a', 'rev:b', '--pairs', '5'], '--pairs: expected a whole number from 6 to 1000, received 5'],
  [['rev:a', 'rev:b', '--quick', '--suite', 'full'], '--quick is --suite quick'],
  // Each of these used to be told after all had been measured.
  [['rev:a', 'rev:b', '--metric', 'elapse'], 'received elapse (did you mean elapsed?)'],
  [['rev:a', 'rev:b', '--metric', 'elapsed', '--metric', ''], 'received nothing'],
])('of two revisions: %j', refused);

test('of two revisions: a kind of samples that what is measured does not have', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-compare-flags-'));
  try {
    const config = path.join(folder, 'config.json');
    await writeFile(config, JSON.stringify({ gate: { targets: ['context-switch'] } }));
    await refused(
      ['rev:a', 'rev:b', '--config', config, '--probe', 'latency'],
      'the suite gate has none of context-switch, --probe latency',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
