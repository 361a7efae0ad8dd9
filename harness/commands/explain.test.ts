import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import { exampleRun } from '../reports/example-run.ts';
import { explainText } from '../reports/explain-text.ts';
import { createCheck } from '../store/check-folder.ts';
import { createRun } from '../store/run-folder.ts';
import { explain } from './explain.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-explain-'));
  const stored = await createCheck(path.join(folder, 'check'), exampleCheck.plan, exampleCheck.environment);
  for (const line of exampleCheck.lines) await stored.append(line);
  await stored.close();
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function explained(name: string, json: boolean) {
  const stdout = new PassThrough();
  const exitCode = await explain(
    name,
    { json },
    {
      sources: [{ scenario: exampleCheckScenario, directory: new URL('file:///') }],
      stdout,
      stderr: new PassThrough(),
      variables: { LANG: 'C.UTF-8' },
      workingFolder: folder,
      interrupt: new AbortController().signal,
      now: () => new Date('2026-11-21T09:30:00Z'),
      randomSeed: () => 7,
    },
  );
  stdout.end();
  return { exitCode, text: (await stdout.toArray()).join('') };
}

test('a stored check is explained by its samples alone, whatever it came to', async () => {
  const { exitCode, text } = await explained('check', false);
  expect(exitCode).toBe(0);
  expect(text).toBe(explainText(exampleCheck));
});

test('--json gives the looks of every metric, each with what it may spend', async () => {
  const { text } = await explained('check', true);
  const json = JSON.parse(text) as {
    format: string;
    explained: {
      headFirst: number;
      notCompared: unknown[];
      metrics: { metric: string; looks: { q: number; spent: number; adjusted: number; ratio: number }[] }[];
    }[];
  };
  expect(json.format).toBe('interleave-verdicts/1');
  const [regressed, , noisy, failed, wide] = json.explained;
  expect(regressed?.metrics[0]).toMatchObject({ metric: 'elapsed', looks: [{ q: 0.001, spent: 0.001 }] });
  expect(regressed?.metrics[0]?.looks[0]?.ratio).toBeGreaterThan(1);
  expect(regressed?.metrics[1]?.looks[0]?.ratio).toBeLessThan(1);
  expect(noisy?.notCompared).toHaveLength(18);
  expect(failed?.notCompared).toHaveLength(1);
  expect(wide?.metrics[0]?.looks).toHaveLength(3);
});

test('the folder of a run has no verdicts, and compare is named', async () => {
  const run = await createRun(path.join(folder, 'run'), exampleRun.plan, exampleRun.environment);
  await run.close();
  await expect(explained('run', false)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('interleave compare') as string,
  });
});

test('any other folder is no check', async () => {
  await writeFile(path.join(folder, 'check', 'check.json'), '{}');
  await expect(explained('check', false)).rejects.toMatchObject({ kind: 'foreignFile' });
  await expect(explained('nowhere', false)).rejects.toMatchObject({ kind: 'foreignFile' });
});
