import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitEnvironment } from './git-environment.ts';
import { Repository } from './repository.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(os.tmpdir(), 'interleave-git-')));
  folder = path.join(parent, 'repository');
  await mkdir(folder);
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

/** As nobody in particular, whatever the machine's own settings say. */
async function git(cwd: string, ...words: string[]): Promise<string> {
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
  const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const env = { ...gitEnvironment, ...identity, GIT_COMMITTER_EMAIL: 'a@b', ...settings };
  return (await execa('git', words, { cwd, env })).stdout;
}

const open = (at: string): Promise<Repository> => Repository.at(at, new AbortController().signal);

/** @returns the commit */
async function commit(text: string): Promise<string> {
  await writeFile(path.join(folder, 'text'), text);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', text);
  return git(folder, 'rev-parse', 'HEAD');
}

async function withVariables<Result>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

describe('a repository with two branches', () => {
  let [first, main, branch] = ['', '', ''];
  let repository: Repository;
  beforeEach(async () => {
    await git(folder, 'init', '--quiet', '--initial-branch', 'main');
    first = await commit('first');
    await git(folder, 'tag', '--annotate', '--message', 'one', 'v1');
    await git(folder, 'checkout', '--quiet', '-b', 'branch');
    branch = await commit('on the branch');
    await git(folder, 'checkout', '--quiet', 'main');
    main = await commit('on main');
    repository = await open(folder);
  });

  test('branches, tags and what counts back from them mean commits', async () => {
    expect(await repository.commitOf('main')).toBe(main);
    // An annotated tag is an object of its own.
    expect(await repository.commitOf('v1')).toBe(first);
    expect(await repository.commitOf('HEAD~1')).toBe(first);
    expect(await repository.commitOf(branch.slice(0, 8))).toBe(branch);
  });

  test.each(['no-such-branch', '--all', 'HEAD:text', 'HEAD~7', 'a b'])('%s means none', async (name) => {
    const looking = repository.commitOf(name);
    await expect(looking).rejects.toMatchObject({ kind: 'usage' });
    await expect(looking).rejects.toThrow(
      `received ${name} (a branch of the server is named origin/<branch>, and must have been fetched)`,
    );
  });

  test('where two commits parted', async () => {
    expect(await repository.mergeBase(main, branch)).toBe(first);
    expect(await repository.mergeBase(main, first)).toBe(first);
  });

  test('commits that have none in common', async () => {
    await git(folder, 'checkout', '--quiet', '--orphan', 'other');
    const other = await commit('another beginning');
    const seeking = repository.mergeBase(main, other);
    await expect(seeking).rejects.toMatchObject({ kind: 'usage' });
    await expect(seeking).rejects.toThrow(/no common commit here: fetch more history .*--no-merge-base/);
  });

  test('a shallow clone says that more of its history is to be fetched', async () => {
    const clone = path.join(parent, 'clone');
    await git(parent, 'clone', '--quiet', '--depth', '1', `file://${folder}`, clone);
    const shallow = await open(clone);
    expect(await shallow.commitOf('main')).toBe(main);
    await expect(shallow.commitOf('HEAD~1')).rejects.toThrow(
      'received HEAD~1: this clone is shallow, so fetch more of its history (git fetch --unshallow; fetch-depth: 0 in a workflow)',
    );
  });

  test('a commit’s files are written elsewhere, and nothing here changes', async () => {
    const index = await readFile(path.join(folder, '.git', 'index'));
    await writeFile(path.join(folder, 'text'), 'not committed');
    const target = path.join(parent, 'files');
    await repository.writeFiles(branch, target, path.join(parent, 'index'));
    expect(await readdir(target)).toEqual(['text']);
    expect(await readFile(path.join(target, 'text'), 'utf8')).toBe('on the branch');
    expect(await readFile(path.join(folder, 'text'), 'utf8')).toBe('not committed');
    expect(await readFile(path.join(folder, '.git', 'index'))).toEqual(index);
    expect(await git(folder, 'status', '--porcelain')).toBe(' M text');
  });

  test('a folder is compared with a commit by contents, and what the commit does not hold is listed', async () => {
    const target = path.join(parent, 'files');
    const index = path.join(parent, 'index');
    await repository.writeFiles(branch, target, index);
    expect(await repository.compareFiles(branch, target, index)).toEqual({ changed: [], others: [] });
    await writeFile(path.join(target, 'text'), 'on the BRANCH');
    await mkdir(path.join(target, 'deep'));
    await writeFile(path.join(target, 'deep', 'a "name"\n'), '');
    expect(await repository.compareFiles(branch, target, index)).toEqual({
      changed: ['text'],
      others: ['deep/a "name"\n'],
    });
    await rm(path.join(target, 'text'));
    expect((await repository.compareFiles(branch, target, index)).changed).toEqual(['text']);
    expect(await git(folder, 'status', '--porcelain')).toBe('');
  });

  test('a file as a commit holds it', async () => {
    expect(await repository.readFileAt(branch, 'text')).toBe('on the branch');
    expect(await repository.readFileAt(first, 'text')).toBe('first');
    expect(await repository.readFileAt(branch, 'te*t')).toBeNull();
    expect(await repository.readFileAt(branch, 'deep/text')).toBeNull();
    await symlink('text', path.join(folder, 'link'));
    const linked = await commit('with a link');
    await expect(repository.readFileAt(linked, 'link')).rejects.toThrow('expected a file, found a link');
  });

  // A hook exports its own repository to all that it starts, and `git commit -a` an index of its own.
  test('the folder counts, and not the variables of a hook', async () => {
    const other = path.join(parent, 'other');
    await mkdir(other);
    await git(other, 'init', '--quiet');
    const gitFolder = path.join(other, '.git');
    const variables = {
      GIT_DIR: gitFolder,
      GIT_COMMON_DIR: gitFolder,
      GIT_OBJECT_DIRECTORY: path.join(gitFolder, 'objects'),
      GIT_INDEX_FILE: path.join(gitFolder, 'index'),
      GIT_PREFIX: 'x/',
    };
    await withVariables(variables, async () => {
      const hooked = await open(folder);
      expect(await hooked.commitOf('main')).toBe(main);
      await hooked.writeFiles(branch, path.join(parent, 'files'), path.join(parent, 'index'));
    });
    expect(await readdir(path.join(parent, 'files'))).toEqual(['text']);
    expect(await readdir(gitFolder)).not.toContain('index');
  });

  test('a folder of it is no repository of the workloads', async () => {
    const inner = path.join(folder, 'inner');
    await mkdir(inner);
    await expect(open(inner)).rejects.toThrow(
      `${inner} is only a folder of one: use a clone of it, or compare with a stored run by --baseline`,
    );
  });
});

// Settings are the user's own, and what is replaced or grafted is so for git too.
test('all variables by which git hands a repository down are known', async () => {
  const own =
    /^GIT_(CONFIG|CONFIG_COUNT|CONFIG_PARAMETERS|INTERNAL_SUPER_PREFIX|NO_REPLACE_OBJECTS|REPLACE_REF_BASE)$/;
  const named = (await git(parent, 'rev-parse', '--local-env-vars')).split('\n');
  expect(named).toContain('GIT_DIR');
  expect(Object.keys(gitEnvironment)).toEqual(
    expect.arrayContaining(named.filter((name) => !own.test(name))),
  );
});

test.each([
  ['SIGINT', 'interrupted'],
  ['SIGTERM', 'terminated'],
])('%s ends it as %s', async (signal, kind) => {
  const interrupt = new AbortController();
  await git(folder, 'init', '--quiet');
  const repository = await Repository.at(folder, interrupt.signal);
  interrupt.abort(signal);
  await expect(repository.commitOf('HEAD')).rejects.toMatchObject({ kind });
  await expect(repository.mergeBase('HEAD', 'HEAD')).rejects.toMatchObject({ kind });
  await expect(Repository.at(folder, interrupt.signal)).rejects.toMatchObject({ kind });
});

describe('no repository', () => {
  test('outside of any', async () => {
    const opening = open(folder);
    await expect(opening).rejects.toMatchObject({ kind: 'usage' });
    await expect(opening).rejects.toThrow(`${folder} is in none (fatal: not a git repository`);
  });

  test('no git', async () => {
    await withVariables({ PATH: folder }, async () =>
      expect(open(folder)).rejects.toThrow(`${folder} is in none (there is no git)`),
    );
  });
});
