import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRun, exampleScenario } from '../reports/example-run.ts';
import { createRun } from '../store/run-folder.ts';
import { finishRun } from './finish-run.ts';
import { Progress } from './progress.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-finish-run-'));
  const run = await createRun(path.join(folder, 'run'), exampleRun.plan, exampleRun.environment);
  for (const sample of exampleRun.samples) await run.append(sample);
  await run.close();
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function printed(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const stdout = Object.assign(new PassThrough(), stream);
  const stderr = new PassThrough();
  const session = {
    sources: [{ scenario: exampleScenario, directory: new URL('file:///') }],
    stdout,
    stderr,
    variables,
    workingFolder: folder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  };
  await finishRun(path.join(folder, 'run'), false, session, new Progress(stderr, variables));
  return String(stdout.read());
}

test('the summary is laid out for where it ends up', async () => {
  const inTerminal = await printed({ isTTY: true, columns: 80 }, { LANG: 'C.UTF-8' });
  expect(inTerminal).toContain('\u001b[');
  expect(inTerminal).toContain('left out, as a width of 80 does not hold them');
  const inWide = await printed({ isTTY: true, columns: 200 }, { LANG: 'C.UTF-8' });
  expect(inWide).toMatch(/[▁▂▃▄▅▆▇█]/);
  const inFile = await printed({}, { LANG: 'C' });
  expect(inFile).not.toContain('\u001b[');
  expect(inFile).not.toContain('left out');
  expect(inFile).not.toMatch(/[▁▂▃▄▅▆▇█]/);
  expect(inFile).toContain('wake_lateness_p99');
});
