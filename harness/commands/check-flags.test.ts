/** What the command line of check and calibrate refuses before anything is measured. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { parseShare } from './check-flags.ts';
import { commandLine } from './command-line.ts';
import type { Session } from './session.ts';

let workingFolder: string;
beforeAll(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-check-flags-'));
});
afterAll(async () => rm(workingFolder, { recursive: true, force: true }));

async function given(
  args: readonly string[],
  variables: Session['variables'] = {},
  folder = workingFolder,
): Promise<number> {
  return commandLine(args, {
    sources: scenarios,
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    variables,
    workingFolder: folder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  });
}

async function refused(args: readonly string[], text: string): Promise<void> {
  await expect(given(args)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(text) });
}

describe('one kind of check', () => {
  test('none is named', () =>
    refused(['check'], 'expected what to check against: --base REF (a branch, tag or commit)'));

  test.each([
    [['--base', 'main', '--baseline', 'b.json'], 'expected one of --base and --baseline, received both'],
    [['--base', 'main', '--self-test'], 'expected one of --base and --self-test, received both'],
    [['--replay', 'x', '--resume', 'x'], 'expected one of --replay and --resume, received both'],
    [['--baseline', 'b.json', '--replay', 'x'], 'expected one of --baseline and --replay, received both'],
  ])('%j', (args, text) => refused(['check', ...args], text));

  test.each([
    [['sleepers'], 'scenario'],
    [['--suite', 'gate'], '--suite'],
    [['--quick'], '--quick'],
    [['--param', 'tasks=1'], '--param'],
    [['--cores', '1'], '--cores'],
    [['--seed', '1'], '--seed'],
    [['--budget', '1m'], '--budget'],
    [['--calibration', 'none'], '--calibration'],
    [['--no-merge-base'], '--no-merge-base'],
    [['--out', 'x'], '--out'],
    [['--timeout', '9'], '--timeout'],
    [['--memory-limit', '1G'], '--memory-limit'],
    [['--go', '1.26.8'], '--go'],
  ])('what is stored decides, and not %j', async (args, what) => {
    await refused(
      ['check', '--replay', 'x', ...args],
      `--replay goes by what is stored: expected no ${what} beside it`,
    );
    await refused(
      ['check', '--resume', 'x', ...args],
      `--resume goes by what is stored: expected no ${what} beside it`,
    );
  });

  test.each([['--strict'], ['--q', '0.1'], ['--alarm', '1%'], ['--harm', '9%'], ['--accept', 'new']])(
    'an interrupted check goes on by its own policy: %s',
    (...args) =>
      refused(
        ['check', '--resume', 'x', ...args],
        `--resume goes by what is stored: expected no ${args[0]} beside it`,
      ),
  );

  test.each([
    [['--baseline', 'b.json', '--calibration', 'c.json'], '--baseline measures one side alone'],
    [['--baseline', 'b.json', '--no-merge-base'], '--baseline measures one side alone'],
    [['--self-test', '--format', 'github'], '--self-test measures one revision against itself'],
    [['--self-test', '--accept', 'new'], '--self-test measures one revision against itself'],
    [['--base', 'main', '--allow-unpaired'], '--base is measured in pairs: expected no --allow-unpaired'],
    [['--replay', 'x', '--allow-unpaired'], '--replay goes by what is stored: expected no --allow-unpaired'],
    [['--resume', 'x', '--config', 'c.json'], '--resume goes by what is stored: expected no --config'],
  ])('what would have no effect is refused: %j', (args, text) => refused(['check', ...args], text));
});

describe('values', () => {
  test.each([
    [['--base', ''], '--base: expected a value, received nothing'],
    [['--base', 'a', '--base', 'b'], '--base: expected one value, received a and b'],
    [['--harm', '5%', '--harm', '6%'], '--harm: expected one value, received 5% and 6%'],
    [
      ['--base', 'a', '--format', 'nonsense'],
      '--format: expected text, json, markdown, github, received nonsense',
    ],
    [['--base', 'a', '--format', 'markdwon'], 'did you mean markdown?'],
    [
      ['--base', 'a', '--format', 'markdown', '--json'],
      '--json is --format json: expected one of them, received --format markdown too',
    ],
    [['--base', 'a', '--accept', 'old'], '--accept: expected new, removed or new,removed, received old'],
    [['--base', 'a', '--accept', 'new,'], '--accept: expected new, removed or new,removed, received new,'],
    [['--base', 'a', '--q', '0.3'], '--q: expected at most 0.2, received 0.3'],
    [['--base', 'a', '--q', '0'], '--q: expected a share such as 5% or 0.05, received 0'],
    [
      ['--base', 'a', '--harm', '5 percent'],
      '--harm: expected a share such as 5% or 0.05, received 5 percent',
    ],
    [['--base', 'a', '--harm', '1001%'], '--harm: expected a share such as 5% or 0.05, received 1001%'],
    [['--base', 'a', '--alarm=-1%'], '--alarm: expected a share such as 5% or 0.05, received -1%'],
    [
      ['--base', 'a', '--alarm', '6%'],
      '--alarm: expected at most the harm (5 %), received 6%: what is no regression cannot be harm; give a larger --harm too',
    ],
    [
      ['--base', 'a', '--harm', '1%'],
      '--harm: expected at least the alarm (3 %), received 1%: what is no regression cannot be harm; give a smaller --alarm too',
    ],
    [
      ['--base', 'a', '--alarm', '6%', '--harm', '5.5%'],
      '--alarm: expected at most --harm (5.5%), received 6%: what is no regression cannot be harm; give a larger --harm',
    ],
    [
      ['--base', 'a', '--alarm', '3'],
      '--alarm: expected a share such as 5% or 0.05, received 3, which without its sign is 300 %: write 3%, or 300% where that is meant',
    ],
    [
      ['--base', 'ma\nin'],
      '--base: expected a branch, tag or commit, received control characters: "ma\\nin"',
    ],
    [['--base', 'a\u001b[2J'], '--base: expected a branch, tag or commit, received control characters'],
    [
      ['--base', 'a', '--quick', '--suite', 'full'],
      '--quick is --suite quick: expected one of them, received --suite full too',
    ],
    [['--base', 'a', '--suite', 'gaet'], 'did you mean gate?'],
    [['--base', 'a', '--budget', '9s'], '--budget: expected a time from 10s to 24h'],
    [['--base', 'a', '--seed', '-1'], '--seed: expected a whole number from 0 to 4294967295'],
    [['--base', 'a', '--config', 'gone.json'], 'gone.json cannot be read'],
  ])('%j', (args, text) => refused(['check', ...args], text));

  test('what the project’s file says is counted in', async () => {
    const config = path.join(workingFolder, 'policy.json');
    const margins = { default: { alarm: 0.08, harm: 0.1 }, peak: { alarm: 0.02, harm: 0.04 } };
    await writeFile(config, JSON.stringify({ gate: { margins } }));
    await refused(
      ['check', '--config', config, '--base', 'a', '--harm', '5%'],
      '--harm: expected at least the alarm (8 %), received 5%',
    );
    // It passes the policy of the default, and is refused for the metric that has its own.
    await refused(
      ['check', '--config', config, '--base', 'a', '--alarm', '9%'],
      '--alarm: expected at most the harm of peak (4 %), received 9%',
    );
  });

  // The default margin does not hold for them either, and 5 % of a p99 would be a coin.
  test('margins for this once leave those of the far tail', async () => {
    const config = path.join(workingFolder, 'tail.json');
    const margins = { wake_lateness_p99: { alarm: 2, harm: 3 } };
    await writeFile(config, JSON.stringify({ gate: { margins } }));
    await expect(
      given(['check', '--config', config, '--replay', 'gone', '--harm', '5%']),
    ).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});

describe('calibrate', () => {
  test.each([
    [['--pairs', '19'], '--pairs: expected a whole number from 20 to 1000, received 19'],
    [['--pairs', '1001'], '--pairs: expected a whole number from 20 to 1000, received 1001'],
    [['--pairs', '20', '--pairs', '30'], '--pairs: expected one value, received 20 and 30'],
    [['--q', '0.5'], '--q: expected at most 0.2, received 0.5'],
    [['--quick', '--suite', 'gate'], '--quick is --suite quick'],
    [['--base', 'main'], 'expected an option of calibrate, received --base'],
    [['--from', ''], '--from: expected a value, received nothing'],
    [['--from', 'x', 'sleepers'], '--from goes by stored pairs and their own policy: expected no scenario'],
    [['--from', 'x', '--pairs', '20'], 'expected no --pairs beside it'],
    [['--from', 'x', '--q', '0.05'], 'expected no --q beside it'],
    [['--from', 'x', '--out', 'y'], 'expected no --out beside it'],
  ])('%j', (args, text) => refused(['calibrate', ...args], text));

  test('of a folder that is none', async () => {
    await expect(given(['calibrate', '--from', 'gone'])).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});

// An interrupted check goes on by its own plan: a mistake in the file used to stop it.
test('a check goes on whatever stands in the project’s file', async () => {
  const broken = path.join(workingFolder, 'broken');
  await mkdir(broken);
  await writeFile(path.join(broken, 'interleave.config.json'), '{');
  await expect(given(['check', '--replay', 'gone'], {}, broken)).rejects.toThrow('interleave.config.json');
  await expect(given(['check', '--resume', 'gone'], {}, broken)).rejects.toMatchObject({
    kind: 'foreignFile',
    message: expect.stringContaining('there is no gone'),
  });
});

test('a pull request’s target is the base where none is named, and nothing else overrules it', async () => {
  const variables = { GITHUB_BASE_REF: 'main' };
  await expect(given(['check', '--base', 'a', '--replay', 'b'], variables)).rejects.toThrow('received both');
  await expect(given(['check', '--replay', 'gone'], variables)).rejects.toMatchObject({
    kind: 'foreignFile',
  });
  await expect(given(['check'], { GITHUB_BASE_REF: '' })).rejects.toThrow('expected what to check against');
});

test('a baseline goes by no calibration, which may be said', async () => {
  await expect(given(['check', '--baseline', 'gone.json', '--calibration', 'none'])).rejects.toMatchObject({
    kind: 'foreignFile',
  });
});

test('a pull request’s target has no control characters either', async () => {
  await expect(given(['check'], { GITHUB_BASE_REF: 'x\n::error::y' })).rejects.toThrow(
    'GITHUB_BASE_REF: expected a branch, tag or commit, received control characters: "origin/x\\n::error::y"',
  );
});

describe('a share', () => {
  test.each(['1', '3', '100', '1.5'])(
    'without its sign not %s, of which nobody knows what it means',
    (text) =>
      expect(() => parseShare('--harm', text)).toThrow(
        `--harm: expected a share such as 5% or 0.05, received ${text}`,
      ),
  );

  test.each([
    ['5%', 0.05],
    ['5 %', 0.05],
    ['0.05', 0.05],
    ['900%', 9],
    ['100%', 1],
    ['300%', 3],
    ['1000%', 10],
    ['0.99', 0.99],
    ['0.5%', 0.005],
  ])('%s', (text, share) => expect(parseShare('--harm', text)).toBeCloseTo(share, 12));

  test.each(['', '%', '0', '0%', '-5%', '5%%', '1e-2', '.05', 'five', '1000.1%', 'Infinity'])(
    'not %j',
    (text) =>
      expect(() => parseShare('--harm', text)).toThrow(
        `--harm: expected a share such as 5% or 0.05, received ${text}`,
      ),
  );
});
