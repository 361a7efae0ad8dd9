/** Finding and building with Go, as a user's machine may have it. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { interleave } from '../fixtures/interleave.ts';
import { readRun } from '../store/run-folder.ts';
import { goOnPath, pinnedVersion } from './go.ts';

let realGo: string;
let installed: string;
let pinned: string;
beforeAll(async () => {
  realGo = await goOnPath();
  const { stdout } = await execa(realGo, ['env', 'GOVERSION'], { env: { GOTOOLCHAIN: 'local' } });
  installed = stdout.replace(/^go/, '');
  pinned = await pinnedVersion();
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-go-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const tiny = [
  'run',
  'sleepers/go/goroutine-sleep',
  '--param',
  'tasks=2',
  '--runs',
  '1',
  '--probe',
  'memory',
  '--json',
  '--no-control',
];

/** A tiny run into the test's folder. */
async function run(args: readonly string[], env: Record<string, string | undefined> = {}) {
  const result = await interleave([...tiny, '--out', path.join(folder, 'results'), ...args], { env });
  return { stdout: String(result.stdout), stderr: String(result.stderr), exitCode: result.exitCode };
}

async function samplesOf(stdout: string) {
  return (await readRun(JSON.parse(stdout).folder)).samples;
}

/** A program named go that does what the script says. */
function fakeGo(script: string): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'go'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, 'go'), 0o755);
  return `${bin}${path.delimiter}${process.env['PATH']}`;
}

test('a second run builds nothing', async () => {
  const log = path.join(folder, 'log');
  const env = {
    INTERLEAVE_CACHE: path.join(folder, 'cache'),
    PATH: fakeGo(`echo "$*" >> '${log}'; exec '${realGo}' "$@"`),
  };
  const builds = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('build '));
  const binaries = () => {
    const [key = ''] = readdirSync(path.join(folder, 'cache', 'builds'));
    const home = path.join(folder, 'cache', 'builds', key);
    return readdirSync(home).map((name) => {
      const { ino, mtimeMs } = statSync(path.join(home, name));
      return [name, ino, mtimeMs];
    });
  };

  const first = await run([], env);
  expect(first.exitCode).toBe(0);
  expect(first.stderr).toMatch(/^building sleepers with Go /m);
  expect(
    builds()
      .map((line) => line.split(' ').at(-1))
      .toSorted(),
  ).toEqual(['./cmd/launch', './cmd/reserve', './cmd/sleepers']);
  const built = binaries();
  // And what was needed only to build is gone.
  const names = ['launch', 'reserve', 'sleepers'].flatMap((name) => [name, `${name}.sha256`]);
  expect(built.map(([name]) => name)).toEqual(names);

  const second = await run([], env);
  expect(second.exitCode).toBe(0);
  expect(second.stderr).not.toContain('building');
  expect(builds()).toHaveLength(3);
  expect(binaries()).toEqual(built);

  // Cut short, as by a full disk; a program of its own would be measured as the workload.
  const home = path.join(folder, 'cache', 'builds', readdirSync(path.join(folder, 'cache', 'builds'))[0]!);
  const whole = readFileSync(path.join(home, 'sleepers'));
  writeFileSync(path.join(home, 'sleepers'), whole.subarray(0, whole.length / 2));
  const third = await run([], env);
  expect(third.exitCode).toBe(0);
  expect(third.stderr).toMatch(
    /^the build of sleepers in the cache is not known to be what was built \(its contents differ\): building it anew$/m,
  );
  expect(builds()).toHaveLength(4);
  expect(readFileSync(path.join(home, 'sleepers'))).toEqual(whole);
});

describe('which Go is measured', () => {
  test('the pinned one', async () => {
    const { stdout, exitCode } = await run([]);
    expect(exitCode).toBe(0);
    expect(await samplesOf(stdout)).toMatchObject([{ status: 'ok', runtimeVersion: pinned }]);
  });

  test('another version that the machine has, beside it; the rows name each', async ({ skip }) => {
    skip(installed === pinned, 'this machine has the pinned Go alone');
    const { stdout, exitCode } = await run(['--go', installed, '--go', pinned]);
    expect(exitCode).toBe(0);
    const samples = await samplesOf(stdout);
    expect(samples.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(samples.map(({ runtimeVersion }) => runtimeVersion).toSorted()).toEqual(
      [installed, pinned].toSorted(),
    );
  });

  test('a go command by its path', async () => {
    const { stdout, exitCode } = await run(['--go', realGo]);
    expect(exitCode).toBe(0);
    expect(await samplesOf(stdout)).toMatchObject([{ status: 'ok', runtimeVersion: installed }]);
  });

  // Each of these alone would build another program, or none.
  test('the user’s settings do not undo the pin', async () => {
    const settings = path.join(folder, 'settings');
    mkdirSync(path.join(settings, 'go'), { recursive: true });
    writeFileSync(path.join(settings, 'go', 'env'), 'GOFLAGS=-mod=vendor\nGOTOOLCHAIN=local\n');
    const { stdout, stderr, exitCode } = await run([], {
      INTERLEAVE_CACHE: path.join(folder, 'cache'),
      GOENV: path.join(settings, 'go', 'env'),
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=vendor',
      GOOS: 'plan9',
      GOARCH: 'mips',
      GO111MODULE: 'off',
      GOROOT: folder,
      GOEXPERIMENT: 'no-such-experiment',
    });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('building')]);
    expect(await samplesOf(stdout)).toMatchObject([{ status: 'ok', runtimeVersion: pinned }]);
  });

  test('a folder named go is no command', async () => {
    mkdirSync(path.join(folder, 'go'));
    const { exitCode } = await run(['--dry-run'], {
      PATH: `${folder}${path.delimiter}${process.env['PATH']}`,
    });
    expect(exitCode).toBe(0);
  });
});

describe('what cannot be had is told in one line, with exit 69', () => {
  test.each<[string, string[], () => Record<string, string>, RegExp]>([
    [
      'neither a version nor a file',
      ['--go', 'latest'],
      () => ({}),
      /^interleave: --go: expected a version such as 1\.26\.8 or the path of a go command, received latest$/,
    ],
    [
      'a program that is no go',
      ['--go', '/bin/true'],
      () => ({}),
      /^interleave: \/bin\/true does not run: it printed ""; expected a go command that prints its version$/,
    ],
    [
      'a file that is no program',
      ['--go', '/etc/passwd'],
      () => ({}),
      /^interleave: \/etc\/passwd does not run: .*(EACCES|permission).*; expected a go command that prints its version$/i,
    ],
    [
      'no go at all',
      [],
      () => ({ PATH: folder }),
      /^interleave: no go command on PATH: install Go 1\.21 or newer \(Debian: apt-get install golang-go; .*\), name one with --go PATH, or leave the Go variants out/,
    ],
    [
      'an old go',
      [],
      () => ({ PATH: fakeGo('echo go version go1.19.4 linux/amd64') }),
      /^interleave: Go 1\.19\.4 \(.*\/bin\/go\) is too old to fetch Go [\d.]+: install Go 1\.21 or newer/,
    ],
    [
      'a version that nobody can fetch',
      ['--go', '1.99.0'],
      () => ({ GOPROXY: 'off' }),
      /^interleave: .*go does not run as go1\.99\.0: .*(toolchain not available|GOPROXY=off); a machine that cannot fetch a toolchain can measure its own with --go /,
    ],
  ])('%s', async (_, args, env, message) => {
    const { stdout, stderr, exitCode } = await run(args, env());
    expect({ stdout, lines: stderr.split('\n').length, exitCode }).toEqual({
      stdout: '',
      lines: 1,
      exitCode: 69,
    });
    expect(stderr).toMatch(message);
  });
});

test.each(['sleepers/go/goroutine-sleep', 'sleepers/node/timeout-callback'])(
  '%s: a cache that cannot be written, exit 73',
  async (target) => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const { stderr, exitCode } = await interleave(
      ['run', target, '--param', 'tasks=2', '--runs', '1', '--out', path.join(folder, 'results')],
      { env: { INTERLEAVE_CACHE: path.join(file, 'cache') } },
    );
    expect(exitCode).toBe(73);
    expect(stderr).toMatch(
      /^interleave: cannot write the build cache .*; set INTERLEAVE_CACHE to a folder that can be written$/m,
    );
    expect(stderr).not.toContain('pilot');
  },
);

test('a build that fails shows the compiler’s words', async () => {
  // The version is right, and then it does not build.
  const script = `case "$1" in build) echo './main.go:1: no such thing' >&2; exit 1;; *) exec '${realGo}' "$@";; esac`;
  const { stderr, exitCode } = await run(['--go', installed], {
    INTERLEAVE_CACHE: path.join(folder, 'cache'),
    PATH: fakeGo(script),
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/interleave: building sleepers with Go .* failed:\n\.\/main\.go:1: no such thing$/);
});

test('a go that is a link works', async () => {
  mkdirSync(path.join(folder, 'bin'));
  symlinkSync(realGo, path.join(folder, 'bin', 'go'));
  const { exitCode } = await run(['--dry-run'], { PATH: path.join(folder, 'bin') });
  expect(exitCode).toBe(0);
});
