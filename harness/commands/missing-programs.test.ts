import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import { refuseMissingPrograms } from './missing-programs.ts';
import type { ArmSource } from './measure-arms.ts';

let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(path.join(os.tmpdir(), 'interleave-programs-'));
  await mkdir(path.join(copy, 'scenarios', 'naps'), { recursive: true });
  for (const name of ['timer', 'thread'])
    await writeFile(path.join(copy, 'scenarios', 'naps', `${name}.js`), '');
  await mkdir(path.join(copy, 'go-workloads', 'cmd', 'naps'), { recursive: true });
});
afterEach(async () => rm(copy, { recursive: true, force: true }));

const tree: ArmSource = { label: 'working tree', revision: null, other: null };
const refuse = (arm: 'base' | 'head'): void => {
  const other: ArmSource = {
    label: 'main (0123456789)',
    revision: null,
    other: {
      sources: [
        {
          scenario: exampleCheckScenario,
          directory: pathToFileURL(path.join(copy, 'scenarios', 'naps') + path.sep),
          goModule: path.join(copy, 'go-workloads'),
        },
      ],
      listing: null,
    },
  };
  refuseMissingPrograms(exampleCheck.plan.cells, { base: tree, head: tree, [arm]: other });
};

test('all programs are there', () => {
  expect(() => refuse('base')).not.toThrow();
});

test.each([
  ['base', 'node/timer', path.join('scenarios', 'naps', 'timer.js')],
  ['head', 'node/thread', path.join('scenarios', 'naps', 'thread.js')],
  ['base', 'go/timer', path.join('go-workloads', 'cmd', 'naps')],
] as const)('%s has none for %s', async (arm, variant, place) => {
  await rm(path.join(copy, place), { recursive: true });
  expect(() => refuse(arm)).toThrow(
    expect.objectContaining({
      kind: 'error',
      message: expect.stringContaining(
        `${arm}, main (0123456789): expected the program of naps ${variant} at ${place}, `,
      ) as string,
    }),
  );
});
