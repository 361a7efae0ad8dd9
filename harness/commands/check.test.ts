/** Checks as a user starts them, in a repository of their own: what is measured, what it comes to, and what it leaves behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../fixtures/interleave.ts';
import { packageRoot } from '../package-root.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import { readCheck } from '../store/check-folder.ts';

const awaitProgram = 'scenarios/context-switch/await.js';
const scenarioFile = 'scenarios/context-switch/scenario.ts';
const cell = 'context-switch/node/await';
const tiny = ['--param', 'switches=1000', '--param', 'batches=20'];
/** Nothing is so much slower by accident, on however busy a machine. */
const wide = ['--alarm', '900%', '--harm', '900%'];

let root: string;
let repository: string;
/** Builds are those of all tests; revisions and calibrations are this file's own. */
let cache: string;

async function git(...words: string[]): Promise<string> {
  const date = '2026-01-02T03:04:05Z';
  const env = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
    GIT_COMMITTER_DATE: date,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    GIT_PREFIX: undefined,
  };
  return (await execa('git', words, { cwd: repository, env })).stdout;
}

const at = (file: string): string => path.join(repository, file);

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(at(file), 'utf8');
  expect(text).toContain(from);
  await writeFile(at(file), text.replace(from, to));
}

/** Two commits: in the first one the program of `node/await` throws, the second is what stands here. */
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'interleave-check-')));
  repository = path.join(root, 'repository');
  cache = path.join(root, 'cache');
  const builds = path.join(cacheFolder(), 'builds');
  await mkdir(builds, { recursive: true });
  await mkdir(cache);
  await symlink(builds, path.join(cache, 'builds'));
  const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await execa('git', words, { cwd: packageRoot, env });
  const files = stdout.split('\0').filter((file) => file !== '' && !/^(results|baselines)\//.test(file));
  for (const file of files) {
    // What is deleted and not committed yet is listed all the same.
    if (existsSync(path.join(packageRoot, file))) await cp(path.join(packageRoot, file), at(file));
  }
  await symlink(path.join(packageRoot, 'node_modules'), at('node_modules'));
  await git('init', '--quiet', '--initial-branch', 'main');
  // `node_modules/` of .gitignore is a folder, and this one a link.
  await writeFile(at('.git/info/exclude'), 'node_modules\n');
  // On a busy machine every pair would be too noisy.
  const noise = { foreignCpu: 10, steal: 10, throttled: 10 };
  await writeFile(at('interleave.config.json'), JSON.stringify({ gate: { noise } }));
  const whole = await readFile(at(awaitProgram), 'utf8');
  await writeFile(at(awaitProgram), `throw new Error('broken on purpose');\n${whole}`);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'broken');
  await writeFile(at(awaitProgram), whole);
  await git('commit', '--quiet', '--all', '--message', 'mended');
});
afterAll(async () => rm(root, { recursive: true, force: true }));
afterEach(async () => {
  await git('checkout', '--quiet', '--', '.');
  await git('clean', '--quiet', '--force', '-d');
});

/** Started with the Node that runs the tests, which is the pinned one: the process is the orchestrator itself. */
function start(
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>> = {},
  cwd = repository,
) {
  return execa(process.execPath, [at('bin/interleave.cjs'), ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    env: {
      INTERLEAVE_CACHE: cache,
      NODE_OPTIONS: '',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      GITHUB_BASE_REF: undefined,
      GITHUB_STEP_SUMMARY: undefined,
      ...variables,
    },
  });
}

let outputs = 0;
/** A folder for what one command writes. */
function newOut(): string {
  outputs += 1;
  return path.join(root, `out-${outputs}`);
}

/** The one folder that a command has written. */
function writtenTo(out: string): string {
  const names = readdirSync(out).filter((name) => !name.startsWith('.'));
  expect(names).toHaveLength(1);
  return path.join(out, names[0] as string);
}

/** How many samples are stored in the first folder that a command has written, whole lines alone. */
function samplesIn(out: string): number {
  const name = existsSync(out) ? readdirSync(out).find((entry) => !entry.startsWith('.')) : undefined;
  const file = path.join(out, name ?? '', 'pairs.ndjson');
  return name !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

async function check(args: readonly string[], variables: Readonly<Record<string, string | undefined>> = {}) {
  const out = newOut();
  const result = await start(['check', ...args, '--out', out], variables);
  return { ...result, out };
}

const verdictsIn = (folder: string) =>
  JSON.parse(readFileSync(path.join(folder, 'verdicts.json'), 'utf8')) as {
    light: string;
    exitCode: number;
    metrics: { metric: string; verdict: string }[];
  };

describe('a working tree that is several times slower', () => {
  let folder: string;
  let checked: Awaited<ReturnType<typeof check>>;
  let summary: string;
  beforeAll(async () => {
    const turn = 'while ((shared.token & 1) !== parity) await undefined;';
    await change(
      awaitProgram,
      turn,
      `${turn}\n      let burnt = shared.token | 1;\n      for (let unit = 0; unit < 250; unit++) burnt ^= burnt << 13;\n      if (burnt === 0.5) throw new Error('never');`,
    );
    summary = path.join(root, 'summary.md');
    checked = await check([cell, ...tiny, '--base', 'HEAD', '--format', 'github'], {
      GITHUB_STEP_SUMMARY: summary,
    });
    folder = writtenTo(checked.out);
  });

  test('is a regression', async () => {
    expect(checked.exitCode).toBe(2);
    expect(verdictsIn(folder)).toMatchObject({ exitCode: 2 });
    expect((await readCheck(folder)).plan.arms.head).toMatchObject({
      label: expect.stringMatching(/^working tree \([0-9a-f]{10} with changes\)$/),
      revision: { clean: false },
    });
    expect(readFileSync(path.join(folder, 'verdicts.json'), 'utf8')).toContain('"regressed"');
  });

  test('is told in a workflow’s annotations and summary', () => {
    expect(checked.stdout).toMatch(/^::error /m);
    expect(checked.stdout).toContain('node/await');
    const markdown = readFileSync(path.join(folder, 'check.md'), 'utf8');
    expect(markdown).toContain('regressed');
    // The summary cannot hold the picture that lies beside the report.
    expect(readFileSync(summary, 'utf8')).toBe(markdown.replace(/<picture>.*<\/picture>\n\n/s, ''));
    expect(markdown).toContain('src="charts/forest.svg"');
  });

  test('is explained', async () => {
    const { exitCode, stdout } = await start(['explain', folder]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('regressed');
  });

  test('is none for a policy that allows more, judged from what is stored', async () => {
    const before = readFileSync(path.join(folder, 'verdicts.json'), 'utf8');
    const replayed = await start(['check', '--replay', folder, '--alarm', '1000%', '--harm', '1000%']);
    expect([0, 3]).toContain(replayed.exitCode);
    expect(readFileSync(path.join(folder, 'verdicts.json'), 'utf8')).toBe(before);
    expect((await start(['check', '--replay', folder])).exitCode).toBe(2);
  });

  test('stays one when its check is resumed, of which nothing is left to measure', async () => {
    const pairs = readFileSync(path.join(folder, 'pairs.ndjson'), 'utf8');
    const { exitCode, stderr } = await start(['check', '--resume', folder]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('nothing is left to measure')]);
    expect(readFileSync(path.join(folder, 'pairs.ndjson'), 'utf8')).toBe(pairs);
  });
});

test('equal revisions pass; the repository, its index and its worktrees stay as they are', async () => {
  const state = async () => [
    await git('status', '--porcelain=v2', '--branch', '--ignored'),
    await git('worktree', 'list'),
    await git('stash', 'list'),
    await git('for-each-ref'),
  ];
  const before = await state();
  const goCell = 'context-switch/go/channel-unbuffered';
  const { exitCode, out, stderr, stdout } = await check([
    cell,
    goCell,
    ...tiny,
    ...wide,
    '--base',
    'main',
    '--calibration',
    'none',
    '--json',
  ]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('base and head are the same revision');
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0 });
  const { plan, lines } = await readCheck(writtenTo(out));
  expect(plan.cells.map(({ head }) => head.variant).toSorted()).toEqual([
    'go/channel-unbuffered',
    'node/await',
  ]);
  expect(plan).toMatchObject({
    arms: {
      base: { revision: { name: 'main', commit: await git('rev-parse', 'HEAD'), clean: true } },
      head: { revision: { name: null, clean: true } },
    },
    floors: [],
    calibration: null,
  });
  // Either order is a coin's; within a pair each arm has one sample.
  for (const both of Map.groupBy(lines, ({ pair }) => pair).values()) {
    expect(both.map(({ arm }) => arm).toSorted()).toEqual(['base', 'head']);
    expect(both.map(({ position }) => position)).toEqual([0, 1]);
    expect(new Set(both.map(({ cell }) => cell)).size).toBe(1);
  }
  expect(await state()).toEqual(before);
});

describe('a program that crashes is an error and no regression', () => {
  test('in head', async () => {
    await change(awaitProgram, 'const shared =', 'throw new Error("broken");\n  const shared =');
    const { exitCode, out, stdout } = await check([cell, ...tiny, '--base', 'HEAD']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('head failed');
    expect(verdictsIn(writtenTo(out))).toMatchObject({ exitCode: 1 });
  });

  test('in base', async () => {
    const { exitCode, out, stdout } = await check([cell, ...tiny, '--base', 'HEAD~1']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('base failed');
    expect(verdictsIn(writtenTo(out))).toMatchObject({ exitCode: 1 });
  });
});

test('what only one side has is listed, keeps the gate from passing, and may be accepted', async () => {
  await addAwaitAgain('go/channel-unbuffered');
  const { exitCode, out, stderr, stdout } = await check(['context-switch', ...wide, '--base', 'HEAD']);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^not measured: new: context-switch node\/await-again /m);
  expect(stderr).toMatch(/^not measured: removed: context-switch go\/channel-unbuffered /m);
  expect(stdout).toContain('new: head alone has it');
  expect(stdout).toContain('removed: base alone has it');
  const folder = writtenTo(out);
  const { plan } = await readCheck(folder);
  expect(plan.cells.map(({ head }) => head.variant)).toEqual(['node/await']);
  expect(plan.oneSided.map(({ side }) => side).toSorted()).toEqual(['new', 'removed']);
  const replay = async (...more: string[]) =>
    (await start(['check', '--replay', folder, ...wide, ...more])).exitCode;
  expect(await replay('--accept', 'new')).toBe(3);
  expect(await replay('--accept', 'new,removed')).toBe(0);
});

/** `node/await` once more, by another name and in its own place of the suite. */
async function addAwaitAgain(inPlaceOf: string): Promise<void> {
  await cp(at(awaitProgram), at('scenarios/context-switch/await-again.js'));
  await change('scenarios/context-switch/await-again.js', "'node/await'", "'node/await-again'");
  await change(
    scenarioFile,
    "    {\n      name: 'node/await',",
    "    {\n      name: 'node/await-again',\n      level: 'L1-run-queue',\n      description: 'the same once more',\n      tuning: 'default',\n      needs: needsOfNode(0),\n      witness: withinThread,\n    },\n    {\n      name: 'node/await',",
  );
  await change(scenarioFile, `variants: ['${inPlaceOf}'],`, "variants: ['node/await-again'],");
}

test('what was named and base alone has is removed, and a name that neither side has is refused', async () => {
  await git('checkout', '--quiet', '--detach');
  await addAwaitAgain('go/channel-unbuffered');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'one more');
  const base = ['--base', await git('rev-parse', 'HEAD'), '--no-merge-base'];
  await git('checkout', '--quiet', 'main');
  const gone = 'context-switch/node/await-again';
  const line = /^not measured: removed: context-switch node\/await-again 1core switches=1000 batches=20$/m;

  const alone = await check([gone, ...tiny, ...base]);
  expect(alone.stderr).toMatch(line);
  expect([alone.exitCode, alone.stderr]).toEqual([3, expect.stringContaining('nothing is left to compare')]);

  const beside = await check([gone, cell, ...tiny, ...wide, ...base]);
  expect([beside.exitCode, beside.stderr]).toEqual([3, expect.stringMatching(line)]);
  const { plan } = await readCheck(writtenTo(beside.out));
  expect(plan.cells.map(({ head }) => head.variant)).toEqual(['node/await']);
  expect(plan.oneSided).toMatchObject([{ side: 'removed' }]);

  const typed = await check(['context-switch/node/awit', gone, ...tiny, ...base]);
  expect([typed.exitCode, typed.stderr]).toEqual([
    64,
    expect.stringMatching(/received node\/awit \(did you mean node\/await\?\)/),
  ]);
});

test('a parameter that is new in head leaves the cells what they were: base is measured without it', async () => {
  await change(
    scenarioFile,
    '\n  parameters: {',
    "\n  parameters: {\n    extra: { kind: 'count', description: 'what is new', minimum: 1, maximum: 9, default: 1 },",
  );
  await change(
    'scenarios/context-switch/run-hand-overs.js',
    "['switches', 'batches']",
    "['switches', 'batches', 'extra']",
  );
  const { exitCode, out, stderr } = await check([
    cell,
    ...tiny,
    ...wide,
    '--base',
    'HEAD',
    '--timeout',
    '100',
  ]);
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('not measured')]);
  const { plan, lines } = await readCheck(writtenTo(out));
  expect(plan.oneSided).toEqual([]);
  expect(plan.limits).toEqual({ timeLimitMs: 100_000, memoryLimitBytes: null, allowNodeOptions: false });
  expect(new Set(lines.map(({ sample }) => sample.parameters['extra']))).toEqual(new Set([1]));
});

test('a change that widens its own policy is judged by it, and every report says so', async () => {
  const noise = { foreignCpu: 10, steal: 10, throttled: 10 };
  const margins = { default: { alarm: 9, harm: 9.5 } };
  await writeFile(at('interleave.config.json'), JSON.stringify({ gate: { noise, margins } }));
  const told = 'harm of elapsed, all other metrics: 5 % in base, 950 % in head';
  const summary = path.join(root, 'widened.md');
  const { exitCode, out, stdout } = await check([cell, ...tiny, '--base', 'HEAD', '--format', 'github'], {
    GITHUB_STEP_SUMMARY: summary,
  });
  expect([0, 3]).toContain(exitCode);
  expect(stdout).toMatch(/^::warning title=policy differs from base's::.*950 %25 in head$/m);
  expect(stdout).not.toContain('noise limit foreignCpu: 15 % in base');
  expect(readFileSync(summary, 'utf8')).toContain(told);
  const folder = writtenTo(out);
  await git('checkout', '--quiet', '--', '.');
  for (const words of [
    ['explain', folder],
    ['check', '--replay', folder, '--alarm', '900%', '--harm', '950%'],
  ])
    expect((await start(words)).stdout).toContain(told);
  const replayed = JSON.parse((await start(['check', '--replay', folder, '--json'])).stdout);
  expect(replayed.policyNotes.fromBase).toEqual([]);
  expect(verdictsIn(folder)).toMatchObject({
    policyNotes: {
      fromBase: [
        { what: 'alarm of elapsed, all other metrics', from: '3 %', to: '900 %' },
        { what: 'harm of elapsed, all other metrics', from: '5 %', to: '950 %' },
      ],
      problem: null,
    },
  });
});

test('what a check in a subfolder writes is no edit of the next one’s head', async () => {
  const cwd = at('scenarios/context-switch');
  const once = async () => start(['check', cell, ...tiny, ...wide, '--base', 'HEAD'], {}, cwd);
  expect((await once()).exitCode).toBe(0);
  const { exitCode, stderr } = await once();
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('base and head are the same revision')]);
  const results = path.join(cwd, 'results');
  const folders = readdirSync(results).map((name) => path.join(results, name));
  expect(folders).toHaveLength(2);
  for (const folder of folders)
    expect((await readCheck(folder)).plan.arms.head.revision).toMatchObject({ clean: true });
});

describe('a base that cannot be measured says why', () => {
  /** A commit beside main with such a change, as base. */
  async function basedOn(edit: () => Promise<unknown>, ...more: string[]) {
    await git('checkout', '--quiet', '--detach');
    await edit();
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'another base');
    const base = await git('rev-parse', 'HEAD');
    await git('checkout', '--quiet', 'main');
    const result = await check(['--base', base, '--no-merge-base', '--format', 'github', ...more]);
    // Once on stderr, and once in what a pull request shows.
    expect(result.stderr).not.toMatch(/^ {4}at /m);
    expect(result.stdout).toMatch(/^::error title=interleave check%3A [^\n]+$/);
    return { ...result, base };
  }

  test('its folder of a scenario is called otherwise', async () => {
    const { exitCode, stderr } = await basedOn(
      async () => {
        await git('mv', 'scenarios/context-switch', 'scenarios/switching');
        await change('scenarios/index.ts', './context-switch/', './switching/');
      },
      cell,
      ...tiny,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'expected the program of context-switch node/await at scenarios/context-switch/await.js',
    );
  });

  test('its folder was renamed in part, so that it cannot list itself', async () => {
    const { base, exitCode, stderr } = await basedOn(
      async () => git('mv', 'scenarios/context-switch', 'scenarios/switching'),
      cell,
      ...tiny,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `received ${base} (${base.slice(0, 10)}), which does not: it ended with 1: Error`,
    );
  });

  test('it has another version of the contract', async () => {
    const { exitCode, stderr } = await basedOn(
      async () => change('harness/contract/messages.ts', 'protocolVersion = 1', 'protocolVersion = 0'),
      cell,
      ...tiny,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('expected programs of version 1 of the contract');
  });

  test('its Go programs do not build', async () => {
    const { base, exitCode, stderr } = await basedOn(
      async () =>
        writeFile(at('go-workloads/cmd/context-switch/broken.go'), 'package main\n\nvar x int = "no"\n'),
      'context-switch/go/channel-unbuffered',
      ...tiny,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^interleave: base, ${base} \\(${base.slice(0, 10)}\\): building context-switch with Go `,
        'm',
      ),
    );
  });
});

test('a head that does not build is told as head', async () => {
  await writeFile(at('go-workloads/cmd/context-switch/broken.go'), 'package main\n\nvar x int = "no"\n');
  const { exitCode, stderr } = await check([
    'context-switch/go/channel-unbuffered',
    ...tiny,
    '--base',
    'HEAD',
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^interleave: head, working tree \([0-9a-f]{10} with changes\): building context-switch with Go /m,
  );
});

test('a mistake in the command line of a workflow is an annotation', async () => {
  const { exitCode, stdout } = await check([cell, '--base', 'no,such:branch', '--format', 'github']);
  expect(exitCode).toBe(64);
  expect(stdout).toMatch(
    /^::error title=interleave check%3A cannot be done as asked::expected a branch, [^\n]* received no,such:branch [^\n]*\n?$/,
  );
});

test('a copy of base that was edited is not measured', async () => {
  const hash = await git('rev-parse', 'HEAD');
  await check([cell, ...tiny, ...wide, '--base', 'HEAD', '--timeout', '100']);
  const copy = path.join(cache, 'revisions', hash, awaitProgram);
  await writeFile(copy, "throw new Error('edited');\n");
  const { exitCode, stderr } = await check([cell, ...tiny, ...wide, '--base', 'HEAD']);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringContaining(
      `the copy of ${hash.slice(0, 10)} in the cache is not what was made (${awaitProgram} differs): making it anew`,
    ),
  ]);
});

describe('what cannot be checked is refused before anything is measured', () => {
  test('an unknown revision', async () => {
    const { exitCode, out, stderr } = await check([cell, ...tiny, '--base', 'no-such-branch']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('received no-such-branch (a branch of the server is named origin/<branch>');
    expect(existsSync(out)).toBe(false);
  });

  test('nothing to check against, and in a pull request its target', async () => {
    const without = await check([cell, ...tiny]);
    expect([without.exitCode, without.stderr]).toEqual([
      64,
      expect.stringContaining('expected what to check against'),
    ]);
    const { exitCode, stderr } = await check([cell, ...tiny], { GITHUB_BASE_REF: 'trunk' });
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('received origin/trunk')]);
  });

  test('a budget that holds no look', async () => {
    // So small a q wants 32 pairs of samples that take half a second and more.
    const { exitCode, stderr } = await check([
      cell,
      '--param',
      'switches=4000000',
      '--param',
      'batches=10',
      '--base',
      'HEAD',
      '--q',
      '0.0000000003',
      '--budget',
      '10s',
    ]);
    expect(exitCode).toBe(75);
    expect(stderr).toContain('--budget: 1 gated metrics need 32 pairs of each cell');
  });

  test('a package that is in no repository', async () => {
    await rename(at('.git'), path.join(root, 'dot-git'));
    try {
      const { exitCode, stderr } = await check([cell, ...tiny, '--base', 'main']);
      expect(exitCode).toBe(64);
      expect(stderr).toContain(`${repository} is in none`);
      expect(stderr).toContain('compare with a stored run by --baseline');
    } finally {
      await rename(path.join(root, 'dot-git'), at('.git'));
    }
  });
});

test('an interrupted check keeps what it has, and --resume ends it by the same rules', async () => {
  const out = newOut();
  const child = start(['check', cell, ...tiny, ...wide, '--base', 'HEAD', '--out', out]);
  await until(() => samplesIn(out) >= 3);
  child.kill('SIGINT');
  const interrupted = await child;
  expect(interrupted.exitCode).toBe(130);
  const folder = writtenTo(out);
  expect(interrupted.stderr).toContain(`interleave check --resume ${folder}`);
  expect(existsSync(path.join(folder, 'check.md'))).toBe(true);
  const planText = readFileSync(path.join(folder, 'check.json'), 'utf8');
  const before = await readCheck(folder);
  expect(before.lines.length).toBeGreaterThanOrEqual(3);

  await git('checkout', '--quiet', '--detach', 'HEAD~1');
  const elsewhere = await start(['check', '--resume', folder]);
  await git('checkout', '--quiet', 'main');
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([
    64,
    expect.stringContaining('check that commit out, or start it anew'),
  ]);

  const resumed = await start(['check', '--resume', folder, '--json']);

  expect(resumed.exitCode).toBe(0);
  const after = await readCheck(folder);
  expect(readFileSync(path.join(folder, 'check.json'), 'utf8')).toBe(planText);
  expect(after.lines.slice(0, before.lines.length)).toEqual(before.lines);
  const whole = [...Map.groupBy(after.lines, ({ pair }) => pair).values()].filter(
    (both) => both.length === 2,
  );
  expect(whole).toHaveLength(after.plan.looks[0]?.pairs ?? 0);
  const replayed = await start(['check', '--replay', folder, ...wide, '--json']);
  expect(JSON.parse(replayed.stdout)).toEqual(JSON.parse(resumed.stdout));
});

test('a calibration is kept for later checks of this machine, unless they do without', async () => {
  const own = path.join(root, 'calibrated-cache');
  await mkdir(own);
  for (const name of ['builds', 'revisions'])
    await symlink(await realpath(path.join(cache, name)), path.join(own, name));
  const variables = { INTERLEAVE_CACHE: own };
  const out = newOut();
  const calibrating = start(
    ['calibrate', cell, ...tiny, '--pairs', '20', '--seed', '3', '--json', '--out', out],
    variables,
  );
  // What somebody edits while it runs is not measured.
  await until(() => samplesIn(out) > 0);
  await change(awaitProgram, 'const shared =', 'throw new Error("edited");\n  const shared =');
  const calibrated = await calibrating;
  await git('checkout', '--quiet', '--', '.');
  expect(calibrated.exitCode).toBe(0);
  const folder = writtenTo(out);
  const { arms } = (await readCheck(folder)).plan;
  expect([arms.base.digest, arms.head.digest]).toEqual([expect.any(String), arms.base.digest]);
  const text = readFileSync(path.join(folder, 'calibration.json'), 'utf8');
  const [kept] = readdirSync(path.join(own, 'calibrations'));
  expect(readFileSync(path.join(own, 'calibrations', kept as string), 'utf8')).toBe(text);
  const calibration = JSON.parse(text);
  expect(JSON.parse(calibrated.stdout)).toEqual(calibration);
  expect(calibration.metrics).toMatchObject([{ metric: 'elapsed', pairs: 20 }]);
  expect(existsSync(path.join(folder, 'pairs.csv'))).toBe(true);

  const {
    exitCode,
    out: checkedTo,
    stderr,
  } = await check([cell, ...tiny, ...wide, '--base', 'HEAD'], variables);
  // How small a slowdown can be seen here may be more than is asked for.
  expect([0, 3]).toContain(exitCode);
  expect(stderr).toContain('expected power: a slowdown of 900 %');
  const { plan } = await readCheck(writtenTo(checkedTo));
  const [{ cell: id, metric, alarm }] = calibration.metrics;
  expect(plan.calibration).toBe(calibration.id);
  // What is the least found by another margin than the calibration's is sought anew.
  expect(plan.floors).toEqual([
    { cell: id, metric, alarm, detectable: expect.toBeOneOf([null, expect.any(Number)]) },
  ]);

  const named = path.join(folder, 'calibration.json');
  const other = JSON.stringify({ ...calibration, machine: { ...calibration.machine, cpus: 1000 } });
  await writeFile(named, other);
  const refused = await check([cell, ...tiny, '--base', 'HEAD', '--calibration', named], variables);
  expect([refused.exitCode, refused.stderr]).toEqual([
    64,
    expect.stringContaining('expected one of this machine'),
  ]);
});

test('the self-test gives head so much more work, and keeps no promise where nothing was promised', async () => {
  const out = newOut();
  const words = ['--self-test', cell, ...tiny, ...wide, '--calibration', 'none', '--json', '--out', out];
  const testing = start(['check', ...words]);
  // What somebody edits while it runs is not measured, by none of its checks.
  await until(() => samplesIn(out) > 0);
  await change(awaitProgram, 'const shared =', 'throw new Error("edited");\n  const shared =');
  const { exitCode, stdout } = await testing;
  expect(exitCode).toBe(3);
  const results: { slowdown: number; folder: string }[] = JSON.parse(stdout);
  expect(results).toMatchObject(
    [0.05, 0.1, 0.2].map((slowdown) => ({ slowdown, crashed: 0, moved: 1, promised: 0, keepsPromise: null })),
  );
  expect(readdirSync(out)).toHaveLength(3);
  for (const [index, { slowdown, folder }] of results.entries()) {
    const { plan, lines } = await readCheck(folder);
    expect(plan).toMatchObject({ kind: 'self-test', injected: slowdown });
    const switches = (arm: string) =>
      new Set(lines.filter((line) => line.arm === arm).map(({ sample }) => sample.parameters['switches']));
    expect(switches('base')).toEqual(new Set([1_000]));
    expect(switches('head')).toEqual(new Set([[1_050, 1_100, 1_200][index]]));
  }
});

test('two revisions are measured and compared', async () => {
  const config = path.join(root, 'go-only.json');
  const noise = { foreignCpu: 10, steal: 10, throttled: 10 };
  await writeFile(
    config,
    JSON.stringify({ gate: { targets: ['context-switch/go/channel-unbuffered'], noise } }),
  );
  const out = newOut();
  const { exitCode, stdout } = await start([
    'compare',
    'rev:HEAD~1',
    'rev:HEAD',
    '--config',
    config,
    ...tiny,
    '--pairs',
    '6',
    '--out',
    out,
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('elapsed');
  const { plan, lines } = await readCheck(writtenTo(out));
  expect(plan.kind).toBe('compare');
  expect([plan.arms.base.revision?.commit, plan.arms.head.revision?.commit]).toEqual([
    await git('rev-parse', 'HEAD~1'),
    await git('rev-parse', 'HEAD'),
  ]);
  expect(lines).toHaveLength(12);
});

test('a stored baseline passes or fails only where that is allowed', async () => {
  const out = newOut();
  const target = [cell, ...tiny];
  const ran = await start(['run', ...target, '--cores', '1', '--runs', '6', '--out', out]);
  expect(ran.exitCode).toBe(0);
  expect((await start(['baseline', 'save', writtenTo(out)])).exitCode).toBe(0);
  expect((await start(['baseline', 'promote'])).exitCode).toBe(0);
  const checked = await check([...target, ...wide, '--baseline', 'baselines/main.json', '--allow-unpaired']);
  expect([checked.exitCode, checked.stdout]).toEqual([0, expect.stringContaining('node/await')]);
  const refused = await check([...target, ...wide, '--baseline', 'baselines/main.json']);
  expect(refused.exitCode).toBe(3);
  // Once, and not again on stderr and in the last line.
  expect(refused.stdout.split('--allow-unpaired lets it gate')).toHaveLength(2);
  expect(refused.stdout).toContain('but a stored baseline may not gate');
  expect(refused.stderr).not.toContain('--allow-unpaired');
});
