/** The command line as a user meets it: its texts, its streams and its exit codes. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interleave, program } from '../fixtures/interleave.ts';
import { planSchema } from '../store/plan.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-command-line-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const escape = '\u001b';

describe('help', () => {
  // stdout is no terminal here, so that the width is always 100.
  test.each([
    [['--help']],
    [['list', '--help']],
    [['run', '--help']],
    [['largest', '--help']],
    [['chart', '--help']],
    [['report', '--help']],
    [['doctor', '--help']],
  ])('%j', async (args) => {
    const { stdout, stderr, exitCode } = await interleave(args);
    expect(stdout).toMatchSnapshot();
    expect(stdout).toContain('Examples:');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('its language is not the locale’s', async () => {
    const [plain, german] = await Promise.all([
      interleave(['run', '--help']),
      interleave(['run', '--help'], { env: { LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' } }),
    ]);
    expect(german.stdout).toBe(plain.stdout);
  });
});

describe('a usage error is one line on stderr that says what was expected, and exits 64', () => {
  const many = 'a value that no sane option takes';
  test.concurrent.each<[string[], string]>([
    [
      [],
      'expected a command (list, run, largest, check, compare, calibrate, explain, chart, baseline, report, doctor), received none (see interleave --help)',
    ],
    [
      ['lst'],
      'expected a command (list, run, largest, check, compare, calibrate, explain, chart, baseline, report, doctor), received lst (did you mean list?)',
    ],
    [
      ['--json', 'list'],
      'expected a command (list, run, largest, check, compare, calibrate, explain, chart, baseline, report, doctor), received --json',
    ],
    [
      ['list', 'sleepers'],
      'expected nothing more after list, received sleepers (see interleave list --help)',
    ],
    [['report'], 'expected the folder of a run, received none (see interleave report --help)'],
    [['chart'], 'expected the folder of a run or a check, received none (see interleave chart --help)'],
    [['report', 'a', 'b'], 'expected nothing more after report, received b (see interleave report --help)'],
    [
      ['doctor', '--jsn'],
      'expected an option of doctor, received --jsn (did you mean --json?) (see interleave doctor --help)',
    ],
    [
      ['run', '--sed', '3'],
      'expected an option of run, received --sed (did you mean --seed?) (see interleave run --help)',
    ],
    [['run', '--zzzzzz'], 'expected an option of run, received --zzzzzz (see interleave run --help)'],
    [['run', '-x'], 'expected an option of run, received -x (see interleave run --help)'],
    [
      ['run', '--quick', '--suite', 'full'],
      '--quick is --suite quick: expected one of them, received --suite full too',
    ],
    [['run', '--runs', '0'], '--runs: expected a whole number from 1 to 1000, received 0'],
    [['run', '--runs', '1001'], '--runs: expected a whole number from 1 to 1000, received 1001'],
    [['run', '--runs', '2.5'], '--runs: expected a whole number from 1 to 1000, received 2.5'],
    [['run', '--runs', '-1'], '--runs: expected a whole number from 1 to 1000, received -1'],
    [['run', '--runs', many], `--runs: expected a whole number from 1 to 1000, received ${many}`],
    [['run', '--runs'], '--runs: expected a value, received nothing'],
    [['run', '--runs', '2', '--runs', '3'], '--runs: expected one value, received 2 and 3'],
    [
      ['run', '--seed', '4294967296'],
      '--seed: expected a whole number from 0 to 4294967295, received 4294967296',
    ],
    [['run', '--seed', '0x10'], '--seed: expected a whole number from 0 to 4294967295, received 0x10'],
    [['run', '--timeout', '0'], '--timeout: expected seconds from 0.1 to 1000000, received 0'],
    [['run', '--timeout', '1m'], '--timeout: expected seconds from 0.1 to 1000000, received 1m'],
    [['run', '--timeout', 'Infinity'], '--timeout: expected seconds from 0.1 to 1000000, received Infinity'],
    [
      ['run', '--memory-limit', '2GB'],
      '--memory-limit: expected a size such as 500M or 2G (k, M and G may follow), in bytes from 1000000 to 1000000000000000, received 2GB',
    ],
    [
      ['run', '--memory-limit', '1k'],
      '--memory-limit: expected a size such as 500M or 2G (k, M and G may follow), in bytes from 1000000 to 1000000000000000, received 1k',
    ],
    [['run', '--cores', '2'], '--cores: expected 1, all or 1,all, received 2'],
    [['run', '--cores', 'all,'], '--cores: expected 1, all or 1,all, received all,'],
    [
      ['run', '--probe', 'memry'],
      '--probe: expected memory or latency, received memry (did you mean memory?)',
    ],
    [
      ['run', '--param', 'tasks'],
      '--param: expected name=value[,value…] such as tasks=1k,1M, received tasks',
    ],
    [['run', '--param'], '--param: expected a value, received nothing (see interleave run --help)'],
    [
      ['run', 'sleepers', '--param', 'task=1'],
      '--param: expected one of tasks, wake, durations, state, join (sleepers), received task (did you mean tasks?)',
    ],
    [
      ['run', 'sleepers', '--param', 'tasks=-1'],
      '--param tasks: expected a whole number from 0 to 100000000 for sleepers, such as 1000000 (k, M and G may follow), received -1',
    ],
    [
      ['run', 'sleepers', '--param', 'tasks=1,,2'],
      '--param tasks: expected a whole number from 0 to 100000000 for sleepers, such as 1000000 (k, M and G may follow), received nothing',
    ],
    [
      ['run', 'sleepers', '--param', 'tasks=1e3'],
      '--param tasks: expected a whole number from 0 to 100000000 for sleepers, such as 1000000 (k, M and G may follow), received 1e3',
    ],
    [
      ['run', 'sleepers', '--param', 'wake=same-deadlin'],
      '--param wake: expected one of same-duration, same-deadline for sleepers, received same-deadlin (did you mean same-deadline?)',
    ],
    ...['90', '9s', '25h', '1m1h', 'ten minutes'].map((text): [string[], string] => [
      ['run', '--budget', text],
      `--budget: expected a time from 10s to 24h with its units h, m and s, such as 90s, 10m or 1h30m, received ${text}`,
    ]),
    [['run', '--budget'], '--budget: expected a value, received nothing'],
    [['run', '--budget', '1m', '--budget', '2m'], '--budget: expected one value, received 1m and 2m'],
    [
      ['run', '--budget', '10m', '--dry-run'],
      '--dry-run prints a plan without measuring: expected no --budget beside it, since only measuring tells how many rounds a time holds; give --runs',
    ],
    [
      ['run', '--resume', 'x', '--budget', '10m'],
      '--resume goes on with the stored plan: expected no --budget beside it',
    ],
    [['check', '--strict=maybe'], '--strict: expected no value, received maybe'],
    [['list', '--json='], '--json: expected no value, received an empty one'],
    [['largest'], 'expected scenario/runtime/variant, received none (see interleave largest --help)'],
    [
      ['largest', 'sleepers', '--runs', '2'],
      'expected an option of largest, received --runs (see interleave largest --help)',
    ],
    [
      ['largest', 'worker-pool/go'],
      'expected a scenario whose units are all alive at once (sleepers), received worker-pool, where tasks is no such number',
    ],
    [
      ['largest', 'context-switch/node/await'],
      'expected a scenario whose units are all alive at once (sleepers), received context-switch, where switches is no such number',
    ],
    [
      ['largest', 'sleepers', '--param', 'tasks=1k'],
      '--param tasks: expected another parameter, since tasks is what is sought; the first size is --from',
    ],
    [
      ['largest', 'sleepers', '--param', 'wake=same-duration,same-deadline'],
      '--param wake: expected one value, received same-duration,same-deadline',
    ],
    [
      ['largest', 'sleepers', '--time-limit', '90'],
      '--time-limit: expected a time from 1s to 24h with its units h, m and s, such as 90s, 10m or 1h30m, received 90',
    ],
    [
      ['largest', 'sleepers', '--from', '0'],
      '--from: expected a whole number from 1 to 1000000000000, received 0',
    ],
    [['largest', 'sleepers', '--from', '1', '--from', '2'], '--from: expected one value, received 1 and 2'],
    [['run', '--out'], '--out: expected a value, received nothing'],
    [['run', '--out', 'a', '--out', 'b'], '--out: expected one value, received a and b'],
    [['run', '--resume'], '--resume: expected a value, received nothing'],
    [
      ['run', '--resume', 'x', '--seed', '1'],
      '--resume goes on with the stored plan: expected no --seed beside it',
    ],
    [
      ['run', '--resume', 'x', '--dry-run'],
      '--resume goes on with the stored plan: expected no --dry-run beside it',
    ],
    [
      ['run', 'sleepers', '--resume', 'x'],
      '--resume goes on with the stored plan: expected no scenario beside it, received sleepers',
    ],
  ])('%j', async (args, message) => {
    const { stdout, stderr, exitCode } = await interleave(args, { cwd: folder });
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `interleave: ${message}`,
      exitCode: 64,
    });
  });

  // The names that there are grow with the scenarios.
  test.each([
    [
      ['run', 'sleeprs'],
      /^interleave: expected a scenario \(sleepers, .*\), received sleeprs \(did you mean sleepers\?\)$/,
    ],
    [
      ['run', '--suite', 'headlin'],
      /^interleave: --suite: expected one of headline, .*, received headlin \(did you mean headline\?\)$/,
    ],
    [
      ['run', '--param', 'tasksss=1'],
      /^interleave: --param: expected one of tasks, wake.* \(sleepers.*\), received tasksss \(did you mean tasks\?\)$/,
    ],
  ])('%j', async (args, message) => {
    const { stdout, stderr, exitCode } = await interleave(args, { cwd: folder });
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 64 });
    expect(stderr).toMatch(message);
  });

  test('an unknown variant', async () => {
    const { stderr, exitCode } = await interleave(['run', 'sleepers/go/after-fun']);
    expect(stderr).toMatch(
      /^interleave: expected a variant of sleepers \(.*go\/after-func.*\), received go\/after-fun \(did you mean go\/after-func\?\)$/,
    );
    expect(exitCode).toBe(64);
  });

  test('NODE_OPTIONS, unless it is asked for', async () => {
    const env = { NODE_OPTIONS: '--no-deprecation' };
    const refused = await interleave(['run', '--dry-run', '--quick'], { env });
    expect(refused).toMatchObject({
      stdout: '',
      stderr:
        'interleave: NODE_OPTIONS is set (--no-deprecation) and would change what is measured: unset it, or give --allow-node-options',
      exitCode: 64,
    });
    const allowed = await interleave(['run', '--dry-run', '--quick', '--allow-node-options'], { env });
    expect(allowed.exitCode).toBe(0);
  });
});

describe('streams', () => {
  const tiny = [
    'run',
    'sleepers/node/timeout-callback',
    '--param',
    'tasks=5',
    '--runs',
    '1',
    '--probe',
    'memory',
    '--no-control',
  ];

  test('data goes to stdout, progress to stderr, and no escape sequence to either', async () => {
    const { stdout, stderr, exitCode } = await interleave([...tiny, '--out', folder]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('timeout-callback');
    expect(stdout).not.toMatch(/pilot|reports:/);
    expect(stderr).toMatch(/^pilot 1\/1 .*parked after/m);
    expect(stderr).toMatch(/^1\/1 round 1 .* memory: ok/m);
    expect(stdout + stderr).not.toContain(escape);
  });

  test('--json prints one value and nothing else', async () => {
    const { stdout, stderr, exitCode } = await interleave([...tiny, '--json', '--out', folder]);
    expect(JSON.parse(stdout)).toMatchObject({
      run: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
      folder: expect.stringContaining(folder),
      samples: { ok: 1, failed: 0 },
      missing: 0,
      exitCode: 0,
    });
    expect(stderr).toContain('pilot');
    expect(exitCode).toBe(0);
  });

  test('with a budget every cell is tried first, and the rounds follow from what it took', async () => {
    // A day for what takes a moment: whatever the machine, the ceiling decides.
    const { stdout, stderr, exitCode } = await interleave([
      ...tiny.map((word) => (word === '1' ? '2' : word)),
      '--budget',
      '24h',
      '--json',
      '--out',
      folder,
    ]);
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ samples: { ok: 2 }, missing: 0 });
    expect(stderr).toMatch(
      /^pilot 1\/1 .*\nrehearsal 1\/1 .* memory: ok .*\nbudget: .* are left for samples, divided in equal shares: --runs 2 gives no intervals\n {2}sleepers L1-timer all: 2 rounds, no interval, about .*\nexpected: about .*\nwarning: fewer than 6 rounds, and so no intervals: sleepers L1-timer all \(2\)\n(?:.*\n)*1\/2 round 1 /m,
    );
    const plan = planSchema.parse(JSON.parse(await readFile(path.join(result.folder, 'plan.json'), 'utf8')));
    expect(plan).toMatchObject({ runs: 2, budgetNs: 24 * 3600e9 });
    expect(plan.rehearsals).toEqual({ [plan.cases[0]!.id]: { memory: expect.any(Number) } });
    expect(plan.precision).toMatchObject({ rehearsals: 1, divided: 'equally', figures: {} });
  });

  test('with time for six rounds and more, the rehearsals tell how far the cases vary', async () => {
    const { stdout, stderr, exitCode } = await interleave([
      ...tiny.map((word) => (word === '1' ? '7' : word)),
      '--budget',
      '24h',
      '--json',
      '--out',
      folder,
    ]);
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout);
    // The three rehearsals are no samples.
    expect(result).toMatchObject({ samples: { ok: 7 }, missing: 0 });
    expect(stderr).toMatch(
      /^rehearsal 1\/1, time 3 of 3 .* memory: ok .*\nbudget: .* are left for samples, divided by how far the cases vary over 3 rehearsals\n {2}sleepers L1-timer all: 7 rounds, ±\d.*% expected, from 3 tries \(\w+\), about .*\nexpected: about .*\n(?!warning: fewer)/m,
    );
    const file = path.join(result.folder, 'plan.json');
    const written = JSON.parse(await readFile(file, 'utf8'));
    const { precision, cases } = planSchema.parse(written);
    expect(precision).toMatchObject({ rehearsals: 3, divided: 'by-spread' });
    expect(precision?.figures[cases[0]!.id]?.values).toHaveLength(3);
    expect(precision?.blocks['sleepers L1-timer all']).toMatchObject({
      runs: 7,
      halfWidth: expect.any(Number),
    });
    // Going on finds nothing to do, and leaves the plan as it was.
    expect((await interleave(['run', '--resume', result.folder])).exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(written);
  });

  test('list --json names every variant with its runtime, level and witness', async () => {
    const { stdout, stderr } = await interleave(['list', '--json']);
    expect(stderr).toBe('');
    const [sleepers] = JSON.parse(stdout);
    expect(Object.keys(sleepers)).toEqual([
      'scenario',
      'question',
      'levels',
      'parameters',
      'variants',
      'probes',
      'gated',
      'suites',
    ]);
    expect(sleepers.variants[0]).toEqual({
      name: 'go/after-func',
      runtime: 'go',
      level: 'L1-timer',
      description: expect.any(String),
      tuning: 'default',
      options: null,
      witness: 'none',
    });
  });

  test('list, for people', async () => {
    const { stdout } = await interleave(['list']);
    expect(stdout).toMatch(/^sleepers: What does one waiting task cost\?\n/);
    expect(stdout).toMatch(/^ {4}go\/goroutine-sleep +a goroutine in time\.Sleep$/m);
    expect(stdout).toMatch(/^ {4}tasks +.* \(0 to [\d,]+; default [\d,]+\)$/m);
    expect(stdout).toMatch(/^ {2}suites: headline, smoke, quick, /m);
  });

  test('a reader that has seen enough is no error', async () => {
    const command = `'${process.execPath}' '${program}' run --suite full --dry-run | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await execa('bash', ['-c', command], { env: { NODE_OPTIONS: '' } });
    expect(stdout).toMatch(/^seed \d+, \d+ rounds, .*\n0$/);
    expect(stderr).toBe('');
  });

  test.runIf(process.platform === 'linux')('a stdout that cannot be written is one', async () => {
    const command = `'${process.execPath}' '${program}' list > /dev/full`;
    const { stderr, exitCode } = await execa('bash', ['-c', command], {
      env: { NODE_OPTIONS: '' },
      reject: false,
    });
    expect(stderr).toMatch(/^interleave: cannot write to stdout: ENOSPC/);
    expect(exitCode).toBe(73);
  });

  test.runIf(process.platform === 'linux')('a run outlives a stderr that cannot be written', async () => {
    const command = `'${process.execPath}' '${program}' ${tiny.join(' ')} --json --out '${folder}' 2> /dev/full`;
    const { stdout, exitCode } = await execa('bash', ['-c', command], {
      env: { NODE_OPTIONS: '' },
      reject: false,
    });
    expect(JSON.parse(stdout)).toMatchObject({ samples: { ok: 1 } });
    expect(exitCode).toBe(0);
  });

  describe('in a terminal', () => {
    /** Everything that a terminal of 70 columns gets to see. */
    async function inTerminal(env: Record<string, string>): Promise<string> {
      const command = `stty cols 70; '${process.execPath}' '${program}' ${tiny.join(' ')} --out '${folder}'`;
      const { stdout } = await execa('script', ['-qec', command, '/dev/null'], {
        env: { NODE_OPTIONS: '', NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: 'xterm', ...env },
        stdin: 'ignore',
      });
      return stdout;
    }

    test('one line is redrawn, never wraps, and is gone at the end', async () => {
      const shown = await inTerminal({});
      const states = shown.split(`\r${escape}[K`).slice(1);
      expect(states.some((state) => state.startsWith('pilot 1 of 1'))).toBe(true);
      expect(
        states.some((state) => /^1\/1 · about .* left · node\/timeout-callback memory/.test(state)),
      ).toBe(true);
      const redrawn = states.filter((state) => !state.includes('\n'));
      expect(redrawn.length).toBeGreaterThan(3);
      for (const state of redrawn) expect(state.length).toBeLessThan(70);
      // Samples that went well leave no line.
      expect(shown).not.toMatch(/round 1 .*: ok/);
      expect(shown.slice(shown.lastIndexOf(escape))).toContain('reports:');
    });

    test.each<Record<string, string>>([{ NO_COLOR: '1' }, { TERM: 'dumb' }])(
      '%j: plain lines',
      async (env) => {
        const shown = await inTerminal(env);
        expect(shown).not.toContain(escape);
        expect(shown).toMatch(/1\/1 round 1 .* memory: ok/);
      },
    );
  });
});

describe('the plan', () => {
  const seeded = (seed: string) => [
    'run',
    'sleepers',
    '--param',
    'tasks=10,20',
    '--cores',
    '1,all',
    '--seed',
    seed,
    '--dry-run',
  ];
  const planned = seeded('7');

  test('the same seed gives the same bytes, but for the run’s id and time', async () => {
    const plans = await Promise.all([interleave([...planned, '--json']), interleave([...planned, '--json'])]);
    const [one, other] = plans.map(({ stdout }) =>
      String(stdout).replace(/^ {2}"(runId|createdAt)": ".*",\n/gm, ''),
    );
    expect(planSchema.parse(JSON.parse(String(plans[0].stdout))).entries.length).toBeGreaterThan(100);
    expect(one).not.toContain('createdAt');
    expect(other).toBe(one);
  });

  test('another seed gives another order', async () => {
    const plans = await Promise.all([interleave(planned), interleave(seeded('8'))]);
    expect(plans[0].stdout).not.toBe(plans[1].stdout);
  });

  test('a dry run writes nothing', async () => {
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    await interleave(planned, { cwd: empty });
    const { stdout } = await execa('ls', ['-A', empty]);
    expect(stdout).toBe('');
  });
});

describe('what does not fit this machine', () => {
  const figures =
    /needs about \d[\d.]* [MGT]B of memory, \d[\d.]* [MGT]B are available; the largest size that fits is about \d/;

  test.each([
    ['one variant', ['sleepers/go/goroutine-sleep', '--param', 'tasks=100M']],
    ['the largest of a sweep', ['sleepers/go/goroutine-sleep', '--param', 'tasks=1k,100M']],
  ])('%s: exit 75 with the figures', async (_, args) => {
    const { stdout, stderr, exitCode } = await interleave(['run', ...args, '--out', folder]);
    expect(exitCode).toBe(75);
    expect(stdout).toBe('');
    expect(stderr).toMatch(figures);
    expect(stderr.split('\n')).toHaveLength(1);
  });

  test('more threads than the machine allows are skipped, and the other variants measured', async () => {
    // Above the highest vm.max_map_count that distributions set, and little memory for a timer.
    const { stdout, exitCode } = await interleave([
      'run',
      'sleepers',
      '--param',
      'tasks=600k',
      '--runs',
      '1',
      '--dry-run',
      '--json',
    ]);
    expect(exitCode).toBe(0);
    const { cases, entries } = planSchema.parse(JSON.parse(String(stdout)));
    const skips = Object.fromEntries(cases.map(({ variant, skip }) => [variant, skip]));
    expect(skips).toMatchObject({
      'go/after-func': null,
      'node/async-sleep': null,
      'go/locked-thread': expect.stringMatching(/^needs about .*; the largest size that fits is about/),
      'node/worker-thread': expect.stringMatching(/^needs about .*; the largest size that fits is about/),
    });
    // Skipped cases keep their places: each sample will be a row.
    expect(new Set(entries.map((entry) => entry.case)).size).toBe(cases.length);
  });
});
