import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestSources, isBuilt, keepBuild } from './build-cache.ts';
import { isGoSource } from './go-sources.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-cache-'));
  mkdirSync(path.join(folder, 'cmd'));
  write('main.go', 'package main');
  write('cmd/other.go', 'package cmd');
  write('main_test.go', 'package main');
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(path.join(folder, file), text);
}

const digest = (...extra: string[]) =>
  digestSources(folder, (file) => file.endsWith('.go') && !file.endsWith('_test.go'), ['1.27.4', ...extra]);

test('the same sources give the same key', async () => {
  expect(await digest()).toMatch(/^[0-9a-f]{24}$/);
  expect(await digest()).toBe(await digest());
});

test.each<[string, () => void]>([
  ['a changed file', () => write('main.go', 'package main // changed')],
  ['a changed file in a folder', () => write('cmd/other.go', 'package cmd ')],
  ['another file', () => write('more.go', '')],
  ['another name', () => renameSync(path.join(folder, 'main.go'), path.join(folder, 'first.go'))],
  // The names and contents must not run into each other.
  [
    'text moved from one file to the next',
    () => (write('main.go', 'package'), write('cmd/other.go', ' mainpackage cmd')),
  ],
])('%s gives another key', async (_, change) => {
  const before = await digest();
  change();
  expect(await digest()).not.toBe(before);
});

test('a version or a flag gives another key', async () => {
  expect(
    new Set([
      await digest(),
      await digest('a'),
      await digest('b'),
      await digest('a', 'b'),
      await digest('ab'),
    ]).size,
  ).toBe(5);
});

test('what is no part of the programs gives none', async () => {
  const before = await digest();
  write('main_test.go', 'changed');
  write('README.md', 'changed');
  expect(await digest()).toBe(before);
});

test('what a Go program embeds counts, and its tests do not', async () => {
  const digest = async () => digestSources(folder, isGoSource, []);
  write('cmd/table.txt', '1');
  const before = await digest();
  write('main_test.go', 'changed');
  expect(await digest()).toBe(before);
  write('cmd/table.txt', '2');
  expect(await digest()).not.toBe(before);
});

describe('a build', () => {
  const built = () => path.join(folder, 'cmd', 'program');
  const asked = async () => {
    const lines: string[] = [];
    return { is: await isBuilt(built(), (line) => lines.push(line)), lines };
  };
  const keep = async (text: string) => {
    write('cmd/.unfinished', text);
    chmodSync(path.join(folder, 'cmd', '.unfinished'), 0o755);
    await keepBuild(path.join(folder, 'cmd', '.unfinished'), built());
  };

  test('is used while it is what was built, and leaves nothing else behind', async () => {
    expect(await asked()).toEqual({ is: false, lines: [] });
    await keep('one');
    expect(await asked()).toEqual({ is: true, lines: [] });
    expect(readdirSync(path.join(folder, 'cmd')).toSorted()).toEqual([
      'other.go',
      'program',
      'program.sha256',
    ]);
  });

  test.each<[string, string, () => void]>([
    ['cut short', 'its contents differ', () => writeFileSync(built(), 'on')],
    ['edited', 'its contents differ', () => writeFileSync(built(), 'two')],
    ['that lost its mode', 'it may not be executed', () => chmodSync(built(), 0o644)],
    [
      'of an older version, which kept no digest',
      'nothing tells what was built',
      () => renameSync(`${built()}.sha256`, path.join(folder, 'gone')),
    ],
  ])('%s is made anew, and the new one is used', async (_, problem, harm) => {
    await keep('one');
    harm();
    expect(await asked()).toEqual({
      is: false,
      lines: [
        `the build of program in the cache is not known to be what was built (${problem}): building it anew`,
      ],
    });
    await keep('one');
    expect(await asked()).toEqual({ is: true, lines: [] });
    expect(readFileSync(built(), 'utf8')).toBe('one');
  });

  test.each([() => built(), () => `${built()}.sha256`])(
    'a folder in the place of %s gives way',
    async (place) => {
      mkdirSync(path.join(place(), 'within'), { recursive: true });
      expect((await asked()).is).toBe(false);
      await keep('one');
      expect(await asked()).toEqual({ is: true, lines: [] });
    },
  );

  test('of which only the digest is there has to be made', async () => {
    await keep('one');
    renameSync(built(), path.join(folder, 'gone'));
    expect(existsSync(`${built()}.sha256`)).toBe(true);
    expect(await asked()).toEqual({ is: false, lines: [] });
  });
});
