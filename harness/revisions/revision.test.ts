import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { baselineFormat } from '../store/baseline.ts';
import { gitEnvironment } from './git-environment.ts';
import { readRevision } from './revision.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-revision-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** As nobody in particular, whatever the machine's own settings say. */
async function git(...words: string[]): Promise<string> {
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
  const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const env = { ...gitEnvironment, ...identity, GIT_COMMITTER_EMAIL: 'a@b', ...settings };
  return (await execa('git', words, { cwd: folder, env })).stdout;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}

/** @returns the commit */
async function commitAll(): Promise<string> {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all of it');
  return git('rev-parse', 'HEAD');
}

describe('a repository with a commit', () => {
  let commit: string;
  beforeEach(async () => {
    await git('init', '--quiet');
    await write('.gitignore', 'node_modules/\nresults/*\n!results/reference/\n');
    await write('scenarios/nap.js', 'nap();\n');
    await write('baselines/main.json', '{}\n');
    await write('results/reference/plan.json', '{}\n');
    commit = await commitAll();
  });

  test('exactly the commit', async () => {
    expect(await readRevision(folder)).toEqual({ name: null, commit, clean: true });
  });

  test.each([
    ['a tracked file is changed', async () => write('scenarios/nap.js', 'nap(2);\n')],
    ['a tracked file is gone', async () => rm(path.join(folder, 'scenarios/nap.js'))],
    [
      'a change is staged',
      async () => {
        await write('scenarios/nap.js', 'nap(2);\n');
        await git('add', '--all');
      },
    ],
    ['there is a new file', async () => write('scenarios/new.js', '')],
    ['there is a new file in a new folder', async () => write('lib/deep/new.go', '')],
    [
      'the user does not want to see new files',
      async () => {
        await git('config', 'status.showUntrackedFiles', 'no');
        await write('scenarios/new.js', '');
      },
    ],
  ])('not clean: %s', async (_, change) => {
    await change();
    expect(await readRevision(folder)).toEqual({ name: null, commit, clean: false });
  });

  test('clean: what is ignored, and what Interleave itself writes', async () => {
    await write('node_modules/leven/index.js', '');
    await write('results/20261121T093000Z-1f3a9c/plan.json', '{}');
    await write('results/reference/plan.json', '{"changed":1}');
    await write('results/reference/new.csv', '');
    await write('baselines/main.json', '{"changed":1}');
    await write('baselines/main.candidate.json', '{}');
    expect(await readRevision(folder)).toEqual({ name: null, commit, clean: true });
  });

  // A check that is typed in a subfolder writes there, and the next one called its head edited.
  test('clean: folders of runs and checks, wherever they were written', async () => {
    await write('scenarios/results/20261121T093000Z-1f3a9c/check.json', '{}');
    await write('scenarios/results/20261121T093000Z-1f3a9c/pairs.ndjson', '');
    await write('elsewhere/20261121T093001Z-000001/plan.json', '{}');
    await write('elsewhere/20261121T093001Z-000001/hdr/one file.txt', '');
    expect(await readRevision(folder)).toEqual({ name: null, commit, clean: true });
    expect(await readRevision(path.join(folder, 'scenarios'))).toEqual({ name: null, commit, clean: true });
  });

  // A baseline that was saved in a subfolder lies there, and the run for the next one was told to be of an edited tree.
  test('clean: stored baselines, wherever they were written', async () => {
    const baseline = (name: string) => JSON.stringify({ format: baselineFormat, name });
    await write('scenarios/baselines/main.json', baseline('main'));
    await write('scenarios/baselines/tracked.json', baseline('tracked'));
    const own = await commitAll();
    await write('scenarios/baselines/main.candidate.json', baseline('main'));
    await write('scenarios/baselines/main.previous.json', baseline('main'));
    await write('scenarios/baselines/tracked.json', `${baseline('tracked')}\n`);
    expect(await readRevision(folder)).toEqual({ name: null, commit: own, clean: true });
    expect(await readRevision(path.join(folder, 'scenarios'))).toMatchObject({ clean: true });
  });

  test.each([
    ['another file', 'scenarios/baselines/new.js', ''],
    ['one of that name that is none', 'scenarios/baselines/main.json', '{"format":"interleave-run/1"}'],
    ['one that is no JSON', 'scenarios/baselines/main.json', 'nap();'],
    ['a baseline elsewhere', 'scenarios/package.json', `{"format":"${baselineFormat}"}`],
  ])('not clean: beside baselines %s', async (_, file, text) => {
    await write(file, text);
    expect(await readRevision(folder)).toMatchObject({ clean: false });
  });

  test.each([
    ['beside such a folder', 'scenarios/results/new.js'],
    ['in one that is called so and holds no run', 'scenarios/20261121T093002Z-1f3a9c/new.js'],
  ])('not clean: a new file %s', async (_, file) => {
    await write('scenarios/results/20261121T093000Z-1f3a9c/check.json', '{}');
    await write(file, '');
    expect(await readRevision(folder)).toMatchObject({ clean: false });
  });

  test('not clean: what was committed of such a folder is changed', async () => {
    await write('scenarios/20261121T093000Z-1f3a9c/plan.json', '{}');
    await commitAll();
    await write('scenarios/20261121T093000Z-1f3a9c/plan.json', '{"changed":1}');
    expect(await readRevision(folder)).toMatchObject({ clean: false });
  });

  test('a folder of it: what lies outside does not count', async () => {
    await write('notes.txt', '');
    const inner = path.join(folder, 'scenarios');
    expect(await readRevision(inner)).toEqual({ name: null, commit, clean: true });
    await write('scenarios/new.js', '');
    expect(await readRevision(inner)).toMatchObject({ clean: false });
  });

  test('null for a folder that the repository has nothing of', async () => {
    await write('results/copy/package.json', '{}');
    expect(await readRevision(path.join(folder, 'results', 'copy'))).toBeNull();
  });

  // A hook exports its own repository's GIT_DIR to all that it starts.
  test('the folder counts, and not the variables of a hook', async () => {
    const before = process.env['GIT_DIR'];
    process.env['GIT_DIR'] = path.join(os.tmpdir(), 'no-such-repository');
    try {
      expect(await readRevision(folder)).toEqual({ name: null, commit, clean: true });
    } finally {
      if (before === undefined) delete process.env['GIT_DIR'];
      else process.env['GIT_DIR'] = before;
    }
  });

  test('null without git', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = path.join(folder, 'scenarios');
    try {
      expect(await readRevision(folder)).toBeNull();
    } finally {
      process.env['PATH'] = before;
    }
  });

  test('an installed package is no revision of the repository that keeps its node_modules', async () => {
    await write('.gitignore', '');
    await write('node_modules/interleave/package.json', '{}');
    const kept = await commitAll();
    expect(await readRevision(path.join(folder, 'node_modules', 'interleave'))).toBeNull();
    expect(await readRevision(folder)).toEqual({ name: null, commit: kept, clean: true });
  });
});

test('null: no repository, none with a commit, and none with files', async () => {
  expect(await readRevision(folder)).toBeNull();
  await git('init', '--quiet');
  expect(await readRevision(folder)).toBeNull();
  await rm(path.join(folder, '.git'), { recursive: true });
  await git('init', '--quiet', '--bare');
  expect(await readRevision(folder)).toBeNull();
});

test('null for a folder that is not there', async () => {
  expect(await readRevision(path.join(folder, 'gone'))).toBeNull();
});
