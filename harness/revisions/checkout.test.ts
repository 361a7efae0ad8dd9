import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkOut } from './checkout.ts';
import { gitEnvironment } from './git-environment.ts';
import { Repository } from './repository.ts';

let parent: string;
let folder: string;
let cacheBefore: string | undefined;
let lines: string[];
beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(os.tmpdir(), 'interleave-checkout-')));
  folder = path.join(parent, 'repository');
  await mkdir(folder);
  await git('init', '--quiet');
  cacheBefore = process.env['INTERLEAVE_CACHE'];
  process.env['INTERLEAVE_CACHE'] = path.join(parent, 'cache');
  lines = [];
});
afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['INTERLEAVE_CACHE'];
  else process.env['INTERLEAVE_CACHE'] = cacheBefore;
  await rm(parent, { recursive: true, force: true });
});

/** As nobody in particular, whatever the machine's own settings say. */
async function git(...words: string[]): Promise<string> {
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
  const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const env = { ...gitEnvironment, ...identity, GIT_COMMITTER_EMAIL: 'a@b', ...settings };
  return (await execa('git', words, { cwd: folder, env })).stdout;
}

/** @returns the commit */
async function commit(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all of it');
  return git('rev-parse', 'HEAD');
}

const harness = { 'harness/main.ts': 'main();\n' };
const locked = {
  ...harness,
  'package.json': '{"name":"locked","version":"1.0.0"}',
  'package-lock.json':
    '{"name":"locked","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"locked","version":"1.0.0"}}}',
};

const revisions = (): string => path.join(parent, 'cache', 'revisions');
const checkedOut = async (hash: string, interrupt = new AbortController().signal): Promise<string> =>
  checkOut(await Repository.at(folder, interrupt), hash, (line) => lines.push(line));
const aged = async (name: string, days: number): Promise<void> => {
  const then = new Date(Date.now() - days * 24 * 3_600_000);
  await utimes(path.join(revisions(), name), then, then);
};

test('a commit’s files, once; the repository stays as it is', async () => {
  const first = await commit(harness);
  await commit({ 'harness/main.ts': 'main(2);\n' });
  await writeFile(path.join(folder, 'harness/main.ts'), 'not committed\n');
  await writeFile(path.join(folder, 'new'), '');
  const state = async () => [
    await git('status', '--porcelain=v2', '--branch'),
    await git('worktree', 'list'),
    await git('for-each-ref'),
    (await readFile(path.join(folder, '.git', 'index'))).toString('hex'),
  ];
  const before = await state();
  const target = await checkedOut(first);
  expect(target).toBe(path.join(revisions(), first));
  expect(await readFile(path.join(target, 'harness/main.ts'), 'utf8')).toBe('main();\n');
  expect((await readdir(target)).toSorted()).toEqual(['.interleave-copy.json', 'harness']);
  expect(await state()).toEqual(before);
  // Without a lock file there is nothing to install.
  expect(lines).toEqual([]);
  const { ino } = await stat(target);
  expect(await checkedOut(first)).toBe(target);
  expect((await stat(target)).ino).toBe(ino);
  expect(lines).toEqual([]);
  expect(await readdir(revisions())).toEqual([first]);
});

test('its packages are those of its own lock file', async () => {
  const hash = await commit(locked);
  await checkedOut(hash);
  expect(lines).toEqual([`installing the packages of ${hash.slice(0, 10)} by its own lock file, once`]);
  await checkedOut(hash);
  expect(lines).toHaveLength(1);
});

describe('a copy that was damaged or edited is made anew', () => {
  /** In place of the packages of a registry. */
  const packaged = {
    ...locked,
    'local/package.json': '{"name":"local","version":"1.0.0"}',
    'local/index.js': 'one();\n',
    'package.json': '{"name":"locked","version":"1.0.0","dependencies":{"local":"file:local"}}',
    'package-lock.json': JSON.stringify({
      name: 'locked',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'locked', version: '1.0.0', dependencies: { local: 'file:local' } },
        local: { version: '1.0.0' },
        'node_modules/local': { resolved: 'local', link: true },
      },
    }),
    '.gitignore': 'node_modules/\n',
  };
  const inPackages = path.join('node_modules', '.package-lock.json');
  const damages: readonly (readonly [string, string, (target: string) => Promise<void>])[] = [
    [
      'a source of the same size',
      'harness/main.ts differs',
      async (target) => writeFile(path.join(target, 'harness/main.ts'), 'niam();\n'),
    ],
    [
      'a source is gone',
      'harness/main.ts differs',
      async (target) => rm(path.join(target, 'harness/main.ts')),
    ],
    [
      'a file is new, though the repository ignores it',
      'harness/node_modules/x.js differs',
      async (target) => {
        await mkdir(path.join(target, 'harness/node_modules'));
        await writeFile(path.join(target, 'harness/node_modules/x.js'), '');
      },
    ],
    [
      'a file of its packages',
      `${inPackages} differs`,
      async (target) => writeFile(path.join(target, inPackages), '{}'),
    ],
    [
      'a file of its packages, as long as before',
      `${inPackages} differs`,
      async (target) => utimes(path.join(target, inPackages), 1, 1),
    ],
    [
      'a link of its packages',
      'node_modules/local differs',
      async (target) => {
        await rm(path.join(target, 'node_modules/local'));
        await symlink('../harness', path.join(target, 'node_modules/local'));
      },
    ],
    [
      'its packages are gone',
      'more differ',
      async (target) => rm(path.join(target, 'node_modules'), { recursive: true }),
    ],
    [
      'what was installed is not known',
      'it does not tell what was installed',
      async (target) => rm(path.join(target, '.interleave-copy.json')),
    ],
  ];

  test.each(damages)('%s', async (_, told, damage) => {
    const hash = await commit(packaged);
    const target = await checkedOut(hash);
    await damage(target);
    lines = [];
    expect(await checkedOut(hash)).toBe(target);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^the copy of ${hash.slice(0, 10)} in the cache is not what was made \\(.*\\): making it anew$`,
        ),
      ),
      expect.stringContaining('installing the packages'),
    ]);
    expect(lines[0]).toContain(told);
    expect(await readFile(path.join(target, 'harness/main.ts'), 'utf8')).toBe('main();\n');
    expect(existsSync(path.join(target, inPackages))).toBe(true);
    expect(await readdir(revisions())).toEqual([hash]);
    // Whole again: nothing more to say.
    await checkedOut(hash);
    expect(lines).toHaveLength(2);
  });
});

test('where its packages cannot be installed nothing is left, and npm is quoted', async () => {
  // The lock file knows nothing of the dependency.
  const manifest = { name: 'locked', version: '1.0.0', dependencies: { leven: '4.1.0' } };
  const hash = await commit({ ...locked, 'package.json': JSON.stringify(manifest) });
  const failing = checkedOut(hash);
  await expect(failing).rejects.toMatchObject({ kind: 'error' });
  await expect(failing).rejects.toThrow(
    new RegExp(`^installing the packages of ${hash} failed:\n[^]*package-lock\\.json`),
  );
  expect(await readdir(revisions())).toEqual([]);
});

// npm took a signal for a failure of its own, and the check ended with 1.
test.each([
  ['SIGINT', 'interrupted'],
  ['SIGTERM', 'terminated'],
])('%s while packages are installed: %s, and nothing is left', async (signal, kind) => {
  const hash = await commit(locked);
  const interrupt = new AbortController();
  const tools = path.join(parent, 'tools');
  const started = path.join(parent, 'started');
  await mkdir(tools);
  // In place of a package whose script does not end.
  await writeFile(path.join(tools, 'npm'), `#!/bin/sh\n: >'${started}'\ntail -f /dev/null\n`, {
    mode: 0o755,
  });
  const before = process.env['PATH'];
  process.env['PATH'] = `${tools}:${before}`;
  try {
    const installing = checkedOut(hash, interrupt.signal);
    const ended = expect(installing).rejects.toMatchObject({ kind });
    await vi.waitUntil(() => existsSync(started), { timeout: 60_000 });
    interrupt.abort(signal);
    await ended;
  } finally {
    process.env['PATH'] = before;
  }
  expect(await readdir(revisions())).toEqual([]);
});

test('old copies go, but for the four last used; so does what a kill has left', async () => {
  const hash = await commit(harness);
  await checkedOut(hash);
  const others = ['one', 'two', 'three', 'four', 'five'];
  for (const name of [...others, '.unfinished-old', '.unfinished-new'])
    await mkdir(path.join(revisions(), name));
  for (const [index, name] of others.entries()) await aged(name, 2 + index);
  await aged('.unfinished-old', 2);
  await aged('.unfinished-new', 0.5);
  await aged(hash, 30);
  await checkedOut(hash);
  expect((await readdir(revisions())).toSorted()).toEqual(
    ['.unfinished-new', hash, 'one', 'three', 'two'].toSorted(),
  );
  // Its own time is that of this use.
  expect(Date.now() - (await stat(path.join(revisions(), hash))).mtimeMs).toBeLessThan(24 * 3_600_000);
  expect(lines).toEqual([]);
});

test('copies that were used within a day stay, however many', async () => {
  const hash = await commit(harness);
  await checkedOut(hash);
  const others = Array.from({ length: 8 }, (_, index) => `other ${index}`);
  for (const name of others) {
    await mkdir(path.join(revisions(), name));
    await aged(name, 0.9);
  }
  await checkedOut(hash);
  expect(await readdir(revisions())).toHaveLength(9);
});

test('a commit that is none of Interleave’s', async () => {
  const hash = await commit({ 'README.md': '' });
  const failing = checkedOut(hash);
  await expect(failing).rejects.toMatchObject({ kind: 'usage' });
  await expect(failing).rejects.toThrow(
    `expected a revision of Interleave, received ${hash}, which holds no harness/main.ts`,
  );
  expect(await readdir(revisions())).toEqual([]);
});

test('several checks at once share one copy', async () => {
  const hash = await commit(locked);
  const targets = await Promise.all(Array.from({ length: 4 }, async () => checkedOut(hash)));
  expect(new Set(targets)).toEqual(new Set([path.join(revisions(), hash)]));
  expect(await readdir(revisions())).toEqual([hash]);
  expect((await readdir(targets[0] as string)).toSorted()).toEqual(
    expect.arrayContaining(['harness', 'package-lock.json', 'package.json']),
  );
});

test('a cache that cannot be written', async () => {
  await writeFile(path.join(parent, 'cache'), 'a file');
  const failing = checkedOut(await commit(harness));
  await expect(failing).rejects.toMatchObject({ kind: 'cannotWrite' });
  await expect(failing).rejects.toThrow('set INTERLEAVE_CACHE to a folder that can be written');
});
