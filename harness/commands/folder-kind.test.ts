/** Folders of another kind than a command takes, by the command line. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { exampleCheck } from '../reports/example-check.ts';
import { exampleRun } from '../reports/example-run.ts';
import { createCheck } from '../store/check-folder.ts';
import { createRun } from '../store/run-folder.ts';
import { commandLine } from './command-line.ts';

let workingFolder: string;
beforeAll(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-folder-kind-'));
  const { plan, environment } = exampleRun;
  for (const name of ['run', 'against-baseline']) {
    await (await createRun(path.join(workingFolder, name), plan, environment)).close();
  }
  await writeFile(path.join(workingFolder, 'against-baseline', 'verdicts.json'), '{}');
  const check = path.join(workingFolder, 'check');
  await (await createCheck(check, exampleCheck.plan, exampleCheck.environment)).close();
  for (const name of ['empty', 'search']) await mkdir(path.join(workingFolder, name));
  await writeFile(path.join(workingFolder, 'search', 'largest.csv'), '');
});
afterAll(async () => rm(workingFolder, { recursive: true, force: true }));

async function messageOf(args: readonly string[]): Promise<string> {
  const session = {
    sources: scenarios,
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    variables: {},
    workingFolder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  };
  const error: unknown = await commandLine(args, session).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error && 'kind' in error
    ? `${String(error.kind)}: ${error.message}`
    : String(error);
}

const ofRun: readonly (readonly [string, (folder: string) => string[], string])[] = [
  ['report', (folder) => ['report', folder], 'interleave explain check says what it came to'],
  ['baseline save', (folder) => ['baseline', 'save', folder], 'a baseline comes from a run of one commit'],
  ['run --resume', (folder) => ['run', '--resume', folder], 'interleave check --resume check goes on'],
  [
    'compare',
    (folder) => ['compare', 'a/go/b', 'node/c', '--run', folder],
    'interleave compare check holds its two sides',
  ],
];

const ofCheck: readonly (readonly [string, (folder: string) => string[], string])[] = [
  ['explain', (folder) => ['explain', folder], 'interleave report run writes its tables'],
  ['--replay', (folder) => ['check', '--replay', folder], 'interleave compare holds its cases'],
  ['check --resume', (folder) => ['check', '--resume', folder], 'interleave run --resume run goes on'],
  ['--from', (folder) => ['calibrate', '--from', folder], 'interleave calibrate does'],
  [
    'compare with one folder',
    (folder) => ['compare', folder],
    'name two runs, or two of its cases with --run run',
  ],
];

test.each(ofRun)('%s takes a run, and says of a check what fits it', async (taker, args, advice) => {
  const message = await messageOf(args('check'));
  expect(message).toContain(
    `usage: ${taker}: expected the folder of a run, received that of a check (check): `,
  );
  expect(message).toContain(advice);
});

test.each(ofCheck)('%s takes a check, and says of a run what fits it', async (taker, args, advice) => {
  const message = await messageOf(args('run'));
  expect(message).toContain(
    `usage: ${taker}: expected the folder of a check, received that of a run (run): `,
  );
  expect(message).toContain(advice);
});

describe.each([...ofRun, ...ofCheck])('%s', (taker, args) => {
  const kind = ofRun.some(([name]) => name === taker) ? 'run' : 'check';

  test('of a folder with neither', async () => {
    expect(await messageOf(args('empty'))).toBe(
      `foreignFile: ${taker}: expected the folder of a ${kind}, received neither a run nor a check (empty holds no ${kind === 'run' ? 'plan' : 'check'}.json): name the folder that was printed when it was measured, such as results/<time>-<id>`,
    );
  });

  test('of the folder of a search', async () => {
    expect(await messageOf(args('search'))).toBe(
      `usage: ${taker}: expected the folder of a ${kind}, received that of a search for the largest number (search): its table is search/largest.csv`,
    );
  });
});

test.each(ofCheck)('%s of a check against a stored baseline, which is a run', async (taker, args) => {
  expect(await messageOf(args('against-baseline'))).toBe(
    `usage: ${taker}: expected the folder of a check, received that of a check against a stored baseline (against-baseline): its verdicts are in against-baseline/check.md, and interleave report writes the tables of its run anew`,
  );
});

test('a folder that is not there', async () => {
  expect(await messageOf(['explain', 'gone'])).toBe(
    'foreignFile: explain: expected the folder of a check, and there is no gone',
  );
});
