import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleCheck } from '../reports/example-check.ts';
import { exampleRun } from '../reports/example-run.ts';
import { createCheck, readCheck, resumeCheck, type PairLine } from './check-folder.ts';
import { createRun } from './run-folder.ts';

const { plan, environment, lines } = exampleCheck;
const [first, second, third] = lines as [PairLine, PairLine, PairLine];

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-check-folder-'));
  target = path.join(parent, 'check');
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

const pairsFile = () => path.join(target, 'pairs.ndjson');

async function stored(...kept: readonly PairLine[]): Promise<void> {
  const folder = await createCheck(target, plan, environment);
  for (const line of kept) await folder.append(line);
  await folder.close();
}

test('what is written is read back: plan, machine, and samples of every kind', async () => {
  const all = [...new Map(lines.map((line) => [line.sample.status, line])).values()];
  expect(all.length).toBeGreaterThan(1);
  await stored(...all);
  expect(await readCheck(target)).toEqual({
    plan,
    environment,
    lines: all,
    wholeBytes: readFileSync(pairsFile()).length,
  });
  expect((await readdir(target)).toSorted()).toEqual(['check.json', 'environment.json', 'pairs.ndjson']);
});

test('a line torn off by a kill is none, and going on cuts it away', async () => {
  await stored(first, second);
  const whole = readFileSync(pairsFile(), 'utf8');
  appendFileSync(pairsFile(), whole.slice(0, 200));
  expect((await readCheck(target)).lines).toEqual([first, second]);
  const { folder, stored: before } = await resumeCheck(target);
  expect(before.lines).toEqual([first, second]);
  await folder.append(third);
  await folder.close();
  expect((await readCheck(target)).lines).toEqual([first, second, third]);
  expect(readFileSync(pairsFile(), 'utf8').startsWith(whole)).toBe(true);
  expect(await readdir(target)).not.toContain('run.lock');
});

test('a pair of which one sample is missing is kept as it is', async () => {
  await stored(first);
  expect((await readCheck(target)).lines).toEqual([first]);
});

describe('foreign or damaged', () => {
  test.each<[string, () => Promise<void> | void, string]>([
    [
      'a sample of a cell that the plan has not',
      () => stored({ ...first, cell: 'another' }),
      'names the unknown cell another',
    ],
    ['an unknown arm', () => stored({ ...first, arm: 'third' as 'base' }), 'pairs.ndjson line 1: arm'],
    [
      'a position beyond the second',
      () => stored({ ...first, position: 2 }),
      'pairs.ndjson line 1: position',
    ],
    [
      'a line in the middle that is no JSON',
      async () => {
        await stored(first);
        appendFileSync(pairsFile(), `rubbish\n${JSON.stringify(second)}\n`);
      },
      'pairs.ndjson line 2: it is no JSON',
    ],
    [
      'a plan of another format',
      async () => {
        await stored(first);
        const text = JSON.stringify({ ...plan, format: 'interleave-check/2' });
        writeFileSync(path.join(target, 'check.json'), text);
      },
      'check.json: format',
    ],
    [
      'a run',
      async () => {
        const folder = await createRun(target, exampleRun.plan, environment);
        await folder.close();
      },
      'check.json cannot be read',
    ],
    ['nothing', () => {}, 'check.json cannot be read'],
  ])('%s', async (_, prepare, problem) => {
    await prepare();
    await expect(readCheck(target)).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringContaining(problem),
    });
    await expect(resumeCheck(target)).rejects.toMatchObject({ kind: 'foreignFile' });
    expect(await readdir(target).catch(() => [])).not.toContain('run.lock');
  });
});

test('a folder that is there already is not written over', async () => {
  await stored(first);
  await expect(createCheck(target, plan, environment)).rejects.toMatchObject({ kind: 'cannotWrite' });
  expect((await readCheck(target)).lines).toEqual([first]);
});
