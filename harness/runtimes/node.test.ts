/** Finding the Node to measure, and the Node that runs the harness. */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa, execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interleave, processesWith, program, until } from '../fixtures/interleave.ts';
import { packageRoot, packageVersion } from '../package-root.ts';
import { readRun } from '../store/run-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-node-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const tiny = [
  'run',
  'sleepers/node/timeout-callback',
  '--param',
  'tasks=2',
  '--runs',
  '1',
  '--probe',
  'memory',
  '--json',
  '--no-control',
];

/** A Node of this machine that is not the package's own; null where there is none. */
const otherNode = findOtherNode();
const otherVersion =
  otherNode === null ? null : String(execaSync(otherNode, ['-p', 'process.versions.node']).stdout);

function findOtherNode(): string | null {
  for (const place of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(place, 'node');
    if (place === '' || place.includes('node_modules')) continue;
    try {
      accessSync(file, constants.X_OK);
      const { stdout } = execaSync(file, ['-p', 'process.versions.node']);
      if (Number(stdout.split('.')[0]) >= 20 && stdout !== process.versions.node) return file;
    } catch {
      // Not here, or too old to run the workloads.
    }
  }
  return null;
}

describe('--node', () => {
  test.each<[string, string, RegExp]>([
    [
      'no file',
      '/no/such/node',
      /^interleave: --node: expected the path of a Node\.js executable, received \/no\/such\/node: no such file$/,
    ],
    [
      'a version',
      '24',
      /^interleave: --node: expected the path of a Node\.js executable, received 24: no such file$/,
    ],
    [
      'another program',
      '/bin/true',
      /^interleave: \/bin\/true does not run as Node\.js: it printed "" for its version$/,
    ],
    ['a folder', '/usr', /^interleave: \/usr does not run as Node\.js: .*EACCES/],
  ])('%s: exit 69', async (_, request, message) => {
    const { stdout, stderr, exitCode } = await interleave([...tiny, '--node', request, '--out', folder]);
    expect({ stdout, lines: String(stderr).split('\n').length, exitCode }).toEqual({
      stdout: '',
      lines: 1,
      exitCode: 69,
    });
    expect(stderr).toMatch(message);
  });

  test('one that is too old for the workloads: exit 69', async () => {
    const old = path.join(folder, 'node');
    writeFileSync(old, '#!/bin/sh\necho 18.20.8\n');
    chmodSync(old, 0o755);
    const { stderr, exitCode } = await interleave([...tiny, '--node', old, '--out', folder]);
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(
      /^interleave: Node 18\.20\.8 \(.*\) is too old to run the workloads: 20 or newer is needed; name another with --node PATH$/,
    );
  });

  test.skipIf(otherNode === null)(
    'another Node of this machine, beside the pinned one; the rows name each',
    async () => {
      const args = [...tiny, '--node', String(otherNode), '--node', process.execPath, '--out', folder];
      const { stdout, exitCode } = await interleave(args);
      expect(exitCode).toBe(0);
      const { samples, plan } = await readRun(JSON.parse(String(stdout)).folder);
      expect(samples.map(({ status }) => status)).toEqual(['ok', 'ok']);
      const versions = [String(otherVersion), process.versions.node];
      expect(samples.map(({ runtimeVersion }) => runtimeVersion).toSorted()).toEqual(versions.toSorted());
      for (const version of versions)
        expect(plan.cases.map(({ id }) => id).join()).toContain(`node@${version}`);
    },
  );
});

describe('bin/interleave.cjs', () => {
  /** The pinned Node under another name is another Node to the program, on every machine. */
  function aliasedNode(): string {
    const alias = path.join(folder, 'node');
    try {
      linkSync(process.execPath, alias);
    } catch {
      cpSync(process.execPath, alias); // another file system
    }
    return alias;
  }

  const quiet = { NODE_OPTIONS: '' };

  test.skipIf(otherNode === null)(
    'started by another Node it runs the harness with the pinned one',
    async () => {
      const { stdout, exitCode } = await execa(String(otherNode), [program, 'doctor', '--json'], {
        env: quiet,
        cwd: folder,
        reject: false,
      });
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toContainEqual(
        expect.objectContaining({ name: 'Node', found: expect.stringContaining('node_modules') }),
      );
    },
  );

  test('from anywhere, and through a link', async () => {
    const link = path.join(folder, 'interleave');
    symlinkSync(program, link);
    const env = { ...quiet, PATH: `${path.dirname(aliasedNode())}${path.delimiter}${process.env['PATH']}` };
    for (const command of [link, './interleave']) {
      const { stdout, stderr } = await execa(command, ['--version'], { env, cwd: folder });
      expect([stdout, stderr]).toEqual([packageVersion, '']);
    }
  });

  test('arguments and exit code pass through', async () => {
    const { stderr, exitCode } = await execa(aliasedNode(), [program, 'run', 'a b', "c'd"], {
      env: quiet,
      reject: false,
    });
    expect(stderr).toMatch(/^interleave: expected a scenario \(.*\), received a b$/);
    expect(exitCode).toBe(64);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 143],
  ] as const)('%s reaches the harness, which ends in good order', async (signal, code) => {
    const out = path.join(folder, 'results');
    const child = execa(aliasedNode(), [program, ...tiny.with(5, '50'), '--out', out], {
      env: { ...quiet, TMPDIR: folder },
      stdin: 'ignore',
      reject: false,
    });
    // The workload of a sample, not of the pilot before it.
    await until(() => processesWith('TMPDIR', folder).some((line) => line.includes('timeout-callback.js')));
    child.kill(signal);
    const { exitCode } = await child;
    expect(exitCode).toBe(code);
    expect(processesWith('TMPDIR', folder)).toEqual([]);
  });

  describe('without the pinned Node', () => {
    function copyOfBin(): string {
      mkdirSync(path.join(folder, 'package', 'bin'), { recursive: true });
      cpSync(path.join(packageRoot, 'package.json'), path.join(folder, 'package', 'package.json'));
      const copy = path.join(folder, 'package', 'bin', 'interleave.cjs');
      cpSync(program, copy);
      return copy;
    }

    test.skipIf(otherVersion === null || Number(otherVersion.split('.')[0]) >= 24)(
      'and an old one: one line and exit 69',
      async () => {
        const { stdout, stderr, exitCode } = await execa(String(otherNode), [copyOfBin(), 'list'], {
          env: quiet,
          reject: false,
        });
        expect(exitCode).toBe(69);
        expect(stdout).toBe('');
        expect(stderr).toBe(
          `interleave: needs Node 24.0 or newer, this is ${otherVersion}, and the pinned one is not installed (was npm run with --omit=optional?): run "npm ci", or start it with a newer Node`,
        );
      },
    );

    test('a new enough one runs the harness itself', async () => {
      const copy = copyOfBin();
      mkdirSync(path.join(folder, 'package', 'harness'));
      writeFileSync(
        path.join(folder, 'package', 'harness', 'main.ts'),
        'const version: string = process.execPath; console.log(version);',
      );
      const alias = aliasedNode();
      const { stdout } = await execa(alias, [copy], { env: quiet });
      expect(stdout).toBe(alias);
    });
  });

  // It is the one file that an old Node must be able to read before it can say what is missing.
  test('is written in old JavaScript', () => {
    expect(readFileSync(program, 'utf8')).not.toMatch(/=>|\blet\b|\bconst\b|`|\?\./);
  });
});
