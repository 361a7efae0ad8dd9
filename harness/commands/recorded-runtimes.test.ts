import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import type { Environment } from '../store/environment.ts';
import { Progress } from './progress.ts';
import { findRecorded } from './recorded-runtimes.ts';

const progress = new Progress(new PassThrough().resume(), {});
const { version } = process;

function recorded(changes: Partial<Environment['runtimes'][number]>): Environment {
  const node = { runtime: 'node', version: version.slice(1), path: process.execPath, details: {} };
  return { ...exampleRun.environment, runtimes: [{ ...node, ...changes }] };
}

test('the runtime at the place that was recorded', async () => {
  const [found] = await findRecorded(recorded({}), progress);
  expect(found).toMatchObject({ runtime: 'node', version: version.slice(1) });
});

test('another version at that place', async () => {
  await expect(findRecorded(recorded({ version: '20.0.0' }), progress)).rejects.toMatchObject({
    kind: 'missingRuntime',
    message: expect.stringContaining(
      `the run used node@20.0.0, ${process.execPath} is now ${version.slice(1)}`,
    ),
  });
});

test('nothing at that place', async () => {
  await expect(findRecorded(recorded({ path: '/nowhere/node' }), progress)).rejects.toMatchObject({
    kind: 'missingRuntime',
  });
});

test('a runtime that this version does not know', async () => {
  await expect(findRecorded(recorded({ runtime: 'elixir' }), progress)).rejects.toMatchObject({
    kind: 'foreignFile',
    message: 'the run used elixir, which this version does not know',
  });
});
