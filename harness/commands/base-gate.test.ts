import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { defaultGate } from '../gate/gate-changes.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { gitEnvironment } from '../revisions/git-environment.ts';
import { Repository } from '../revisions/repository.ts';
import { gatesOf } from './base-gate.ts';
import type { Listing } from './base-listing.ts';
import { otherConfig, type Config } from './config.ts';

const own = { naps: ['elapsed', 'peak'] };
let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(os.tmpdir(), 'interleave-base-gate-')));
  folder = path.join(parent, 'repository');
  await mkdir(path.join(folder, 'inner', 'deep'), { recursive: true });
  await git('init', '--quiet');
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

/** As nobody in particular, whatever the machine's own settings say. */
async function git(...words: string[]): Promise<string> {
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
  const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const env = { ...gitEnvironment, ...identity, GIT_COMMITTER_EMAIL: 'a@b', ...settings };
  return (await execa('git', words, { cwd: folder, env })).stdout;
}

const textWith = (q: number): string => JSON.stringify({ gate: { q } });

async function commit(files: Readonly<Record<string, string>>): Promise<string> {
  await writeFile(path.join(folder, 'README.md'), '');
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all of it');
  return git('rev-parse', 'HEAD');
}

interface Asked {
  readonly from?: string;
  readonly named?: string | null;
  readonly head?: string | null;
  readonly listing?: Listing | null;
}

async function gates(hash: string, { from = '.', named = null, head = null, listing = null }: Asked = {}) {
  return gatesOf(
    await Repository.at(folder, new AbortController().signal),
    hash,
    {
      named,
      read: otherConfig(head, 'head'),
      gateUnder: ({ policy, targets }: Config) => {
        if (policy.q === 0.15) throw new Failure('usage', 'these two make no gate');
        return { ...defaultGate, policy, targets: targets ?? [], own };
      },
    },
    listing,
    { workingFolder: path.resolve(folder, from) },
  );
}

const qOf = async (hash: string, asked: Asked = {}): Promise<number | undefined> =>
  (await gates(hash, asked)).base?.policy.q;

test('base’s own file, and head’s is the working tree’s', async () => {
  const hash = await commit({ 'interleave.config.json': '{"gate":{"q":0.02,"targets":["naps/go"]}}' });
  const { base, head, problem } = await gates(hash, { head: textWith(0.1) });
  expect(base).toMatchObject({ policy: { q: 0.02 }, targets: ['naps/go'], own });
  expect([head, problem]).toEqual([{ suite: 'gate', targets: [], budgetNs: 600e9, own }, null]);
});

test('without a file base has the defaults', async () => {
  expect((await gates(await commit({}), { head: textWith(0.1) })).base?.policy).toEqual(defaultPolicy);
});

test('a file that the working tree has no more', async () => {
  const hash = await commit({ 'interleave.config.json': textWith(0.02) });
  await rm(path.join(folder, 'interleave.config.json'));
  expect(await qOf(hash)).toBe(0.02);
});

describe('where it is looked for', () => {
  test('the nearest one, from the folder in which the command is typed', async () => {
    const hash = await commit({
      'interleave.config.json': textWith(0.02),
      'inner/interleave.config.json': textWith(0.03),
    });
    expect(await qOf(hash)).toBe(0.02);
    expect(await qOf(hash, { from: 'inner' })).toBe(0.03);
    expect(await qOf(hash, { from: 'inner/deep' })).toBe(0.03);
  });

  test('one that --config names, and no other', async () => {
    const hash = await commit({ 'interleave.config.json': textWith(0.02), 'inner/own.json': textWith(0.04) });
    expect(await qOf(hash, { from: 'inner', named: 'own.json' })).toBe(0.04);
    expect(await qOf(hash, { named: 'inner/other.json' })).toBe(defaultPolicy.q);
  });

  test('outside of the repository: there is nothing that base could have said', async () => {
    const hash = await commit({ 'interleave.config.json': textWith(0.02) });
    const head = textWith(0.1);
    expect(await qOf(hash, { named: '../own.json', head })).toBe(0.1);
    expect(await qOf(hash, { from: '..', head })).toBe(0.1);
  });
});

describe('one that cannot be read says so', () => {
  test.each([
    ['no JSON', '{"gate":', 'interleave.config.json:1:'],
    [
      'a key of another time',
      '{"gate":{"quantile":1}}',
      'interleave.config.json: gate.quantile: expected one of',
    ],
    ['a budget that is none', '{"gate":{"budget":"much"}}', 'interleave.config.json: gate.budget'],
    ['one that the command line makes impossible', textWith(0.15), 'these two make no gate'],
  ])('%s', async (_, text, told) => {
    const { base, problem } = await gates(await commit({ 'interleave.config.json': text }));
    expect([base, problem]).toEqual([null, expect.stringContaining(told)]);
  });

  test('a link', async () => {
    await symlink('README.md', path.join(folder, 'interleave.config.json'));
    expect((await gates(await commit({}))).problem).toContain('expected a file, found a link');
  });
});

test('what this revision has no more is no mistake of base’s', async () => {
  const text = '{"gate":{"metrics":{"gone":["cpu"]},"margins":{"gone":{"alarm":0.1,"harm":0.2}}}}';
  const { base } = await gates(await commit({ 'interleave.config.json': text }));
  expect(base?.policy.metrics).toEqual({ gone: ['cpu'] });
});

test('what base gates where no policy says is what its own list tells', async () => {
  const listed = { parameters: {}, variants: [], suites: {} };
  const listing: Listing = [
    { ...listed, scenario: 'naps', gated: ['elapsed'] },
    { ...listed, scenario: 'gone', gated: ['cpu'] },
  ];
  const hash = await commit({});
  expect((await gates(hash, { listing })).base?.own).toEqual({ naps: ['elapsed'], gone: ['cpu'] });
  // An older one does not tell.
  expect((await gates(hash, { listing: [{ ...listed, scenario: 'naps' }] })).base?.own).toEqual(own);
});
