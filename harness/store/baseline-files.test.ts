import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import { baselineFormat, baselineSchema, type Baseline } from './baseline.ts';
import { BaselineFiles, readBaselineFile } from './baseline-files.ts';

let parent: string;
let files: BaselineFiles;
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-baselines-'));
  files = new BaselineFiles(path.join(parent, 'deep', 'baselines'));
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

const baseline: Baseline = {
  format: baselineFormat,
  version: '0.1.0',
  name: 'main',
  savedAt: '2026-11-20T10:00:00.000Z',
  promotedAt: null,
  run: exampleRun.plan.runId,
  revision: { name: null, commit: '0123456789abcdef0123456789abcdef01234567', clean: true },
  environment: exampleRun.environment,
  cases: [{ case: exampleRun.plan.cases[0]!, probes: { memory: { elapsed: [1, 2.5, 1e-7, 3e12] } } }],
};

test('what is written is read back, and nothing else is left', async () => {
  expect(await files.read('main', 'baseline')).toBeNull();
  const file = await files.write(baseline, 'baseline');
  expect(file).toBe(path.join(files.folder, 'main.json'));
  expect(await files.read('main', 'baseline')).toEqual(baseline);
  expect(await readBaselineFile(file)).toEqual(baseline);
  await files.write({ ...baseline, run: 'another' }, 'baseline');
  expect(await files.read('main', 'baseline')).toMatchObject({ run: 'another' });
  expect(await readdir(files.folder)).toEqual(['main.json']);
});

test('each role has a file', async () => {
  expect(await files.list()).toEqual([]);
  for (const role of ['baseline', 'candidate', 'previous'] as const)
    await files.write({ ...baseline, run: role }, role);
  await files.write({ ...baseline, name: 'arm-64' }, 'baseline');
  await writeFile(path.join(files.folder, 'README.md'), '');
  await writeFile(path.join(files.folder, 'main.json.1.unfinished'), '');
  expect(await files.list()).toEqual([
    { name: 'arm-64', role: 'baseline', file: 'arm-64.json' },
    { name: 'main', role: 'candidate', file: 'main.candidate.json' },
    { name: 'main', role: 'baseline', file: 'main.json' },
    { name: 'main', role: 'previous', file: 'main.previous.json' },
  ]);
  for (const role of ['baseline', 'candidate', 'previous'] as const)
    expect(await files.read('main', role)).toMatchObject({ run: role });
  await files.remove('main', 'candidate');
  expect(await files.read('main', 'candidate')).toBeNull();
  await files.remove('main', 'candidate');
});

test.each(['', 'Main', 'main.candidate', '../main', 'a/b', 'a b', 'ä'])('%j is no name', (name) => {
  expect(() => files.pathOf(name, 'baseline')).toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/^--name: expected letters/) }),
  );
});

test('where nothing can be written: said, and nothing is left', async () => {
  await mkdir(path.join(files.folder, 'main.json'), { recursive: true });
  await expect(files.write(baseline, 'baseline')).rejects.toMatchObject({ kind: 'cannotWrite' });
  expect(await readdir(files.folder)).toEqual(['main.json']);
});

describe('a file that is none, or damaged', () => {
  const refused = async (text: string, role: 'baseline' | 'candidate' = 'baseline'): Promise<string> => {
    await mkdir(files.folder, { recursive: true });
    await writeFile(files.pathOf('main', role), text);
    const error: unknown = await files.read('main', role).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'foreignFile' });
    return (error as Error).message;
  };
  const changed = (change: object) => refused(JSON.stringify({ ...baseline, ...change }));

  test('text, another format, an unknown key', async () => {
    expect(await refused('{')).toContain('it is no JSON');
    expect(await changed({ format: 'interleave-baseline/2' })).toContain('format: ');
    expect(await changed({ more: 1 })).toContain('Unrecognized key');
  });

  test('of a tree with changes, and without values', async () => {
    expect(await changed({ revision: { ...baseline.revision, clean: false } })).toContain('revision.clean');
    const [first] = baseline.cases;
    expect(await changed({ cases: [{ ...first, probes: { memory: { elapsed: [] } } }] })).toContain(
      'cases.0.probes.memory.elapsed',
    );
  });

  test('named after another', async () => {
    expect(await changed({ name: 'other' })).toContain('it holds the baseline "other"');
  });

  test('one that is not there', async () => {
    await expect(readBaselineFile(path.join(parent, 'gone.json'))).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringContaining('there is no such file'),
    });
  });
});

// The fields with defaults: an older file lacks them.
test('an environment of an older version has no revision', async () => {
  const { revision: _, ...environment } = baseline.environment;
  const stored = JSON.parse(JSON.stringify({ ...baseline, environment })) as unknown;
  expect(baselineSchema.parse(stored).environment.revision).toBeNull();
});

test('a line for each case, and none for each value', async () => {
  const [first] = baseline.cases;
  const many = { ...first!, probes: { memory: { elapsed: Array.from({ length: 1000 }, (_, one) => one) } } };
  const lines = async (cases: Baseline['cases']) => {
    const text = await readFile(await files.write({ ...baseline, cases }, 'baseline'), 'utf8');
    expect(await files.read('main', 'baseline')).toEqual({ ...baseline, cases });
    expect(text.endsWith('}\n')).toBe(true);
    return text.split('\n').length;
  };
  expect(await lines([many, many])).toBe((await lines([first!])) + 1);
});
