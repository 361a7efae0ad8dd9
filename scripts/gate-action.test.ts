/** What action.yml does around interleave check, on a stand-in that writes down how it was called. */
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../harness/package-root.ts';

const inputs = {
  BASE: 'origin/main',
  SUITE: '',
  BUDGET: '',
  STRICT: 'false',
  FORMAT: 'github',
  CONFIG: '',
  FAIL_ON_INCONCLUSIVE: 'true',
};

/** Writes its arguments to called.json, a folder with the verdicts of the light $LIGHT if that is set, and ends with $CODE. */
const standIn = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { LIGHT, CODE } = process.env;
const given = process.argv.slice(2);
writeFileSync('called.json', JSON.stringify(given));
if (LIGHT !== undefined) {
  const out = given.find((one) => one.startsWith('--out=')).slice('--out='.length);
  mkdirSync(join(out, 'the check'));
  if (LIGHT !== '') writeFileSync(join(out, 'the check', 'verdicts.json'), JSON.stringify({ light: LIGHT }));
}
process.exitCode = Number(CODE);
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'interleave-gate-action-'));
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'node_modules'));
  await mkdir(path.join(folder, 'temp'));
  await writeFile(path.join(folder, 'bin', 'interleave.cjs'), standIn);
});
afterEach(() => rm(folder, { recursive: true }));

async function act(environment: Readonly<Record<string, string>>) {
  const output = path.join(folder, 'output');
  const { exitCode, stdout, stderr } = await execa(
    'bash',
    [path.join(packageRoot, 'scripts', 'gate-action.sh')],
    {
      cwd: folder,
      reject: false,
      env: {
        ...inputs,
        CODE: '0',
        RUNNER_TEMP: path.join(folder, 'temp'),
        GITHUB_OUTPUT: output,
        ...environment,
      },
    },
  );
  const outputs = await readFile(output, 'utf8').catch(() => '');
  return { exitCode, stdout, stderr, outputs };
}

async function calledWith(): Promise<string[]> {
  return JSON.parse(await readFile(path.join(folder, 'called.json'), 'utf8')) as string[];
}

describe('the exit code', () => {
  test.each([
    ['pass', 0, 'true', 0],
    ['regression', 2, 'true', 2],
    ['regression', 2, 'false', 2],
    ['inconclusive', 3, 'true', 3],
    ['inconclusive', 3, 'false', 0],
    ['error', 1, 'false', 1],
  ])('%s (%i) with fail-on-inconclusive: %s is %i', async (light, code, failing, expected) => {
    const { exitCode, outputs } = await act({
      LIGHT: light,
      CODE: String(code),
      FAIL_ON_INCONCLUSIVE: failing,
    });
    expect(exitCode).toBe(expected);
    expect(outputs).toMatch(
      new RegExp(`^light=${light}\nexit-code=${code}\nfolder=${folder}/temp/interleave-\\w+/the check\n$`),
    );
  });

  test.each([1, 64, 65, 69, 73, 75, 130, 143])(
    '%i, without any folder, fails with the light error',
    async (code) => {
      const { exitCode, outputs } = await act({ CODE: String(code), FAIL_ON_INCONCLUSIVE: 'false' });
      expect(exitCode).toBe(code);
      expect(outputs).toBe(`light=error\nexit-code=${code}\nfolder=\n`);
    },
  );

  test.each([
    [undefined, ''],
    ['', '.*/the check'],
  ])('3 without verdicts (%j) is undecided: there was nothing to compare', async (light, kept) => {
    const environment = light === undefined ? {} : { LIGHT: light };
    const failing = await act({ ...environment, CODE: '3' });
    expect(failing.exitCode).toBe(3);
    expect(failing.outputs).toMatch(new RegExp(`^light=inconclusive\nexit-code=3\nfolder=${kept}\n$`));
  });

  test('a check that broke off is an error that keeps its folder', async () => {
    const { exitCode, outputs } = await act({ LIGHT: '', CODE: '143' });
    expect(exitCode).toBe(143);
    expect(outputs).toMatch(/^light=error\nexit-code=143\nfolder=.*\/the check\n$/);
  });

  // The verdicts are written first: the summary of the job may fail after them, and an interruption ends what was judged.
  test.each([
    [64, 'pass'],
    [65, 'pass'],
    [69, 'inconclusive'],
    [73, 'pass'],
    [73, 'regression'],
    [75, 'pass'],
    [130, 'inconclusive'],
    [143, 'pass'],
    [137, 'pass'],
  ])('%i beside the verdicts of a %s is an error that keeps its folder', async (code, light) => {
    const environment = { LIGHT: light, CODE: String(code), FAIL_ON_INCONCLUSIVE: 'false' };
    const { exitCode, outputs } = await act(environment);
    expect(exitCode).toBe(code);
    expect(outputs).toMatch(new RegExp(`^light=error\nexit-code=${code}\nfolder=.*/the check\n$`));
  });

  test.each([
    ['verdicts of a light that nobody knows', 'green\nfolder=/etc'],
    ['verdicts that are red', 'regression'],
    ['no verdicts', ''],
  ])('0 beside %s is never green', async (_what, light) => {
    const { exitCode, stdout, outputs } = await act({ LIGHT: light });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('::error title=Interleave::the check ended with 0 and wrote no verdicts');
    expect(outputs).toMatch(/^light=error\nexit-code=0\nfolder=.*\/the check\n$/);
  });

  test('3 beside the verdicts of another light does not pass as undecided', async () => {
    const { exitCode, outputs } = await act({ LIGHT: 'pass', CODE: '3', FAIL_ON_INCONCLUSIVE: 'false' });
    expect(exitCode).toBe(3);
    expect(outputs).toMatch(/^light=error\nexit-code=3\n/);
  });

  test('where no folder can be made, nothing is measured', async () => {
    const { exitCode, stdout, outputs } = await act({ RUNNER_TEMP: path.join(folder, 'none') });
    expect(exitCode).toBe(73);
    expect(stdout).toContain('::error title=Interleave::cannot make a folder in ');
    expect(outputs).toBe('light=error\nexit-code=73\nfolder=\n');
    await expect(calledWith()).rejects.toThrow('ENOENT');
  });
});

describe('the inputs', () => {
  test('those that are empty leave the defaults to interleave check', async () => {
    await act({ LIGHT: 'pass' });
    expect((await calledWith()).toSpliced(3)).toEqual(['check', '--base=origin/main', '--format=github']);
    expect(await calledWith()).toHaveLength(4);
  });

  test('all of them', async () => {
    await act({ LIGHT: 'pass', SUITE: 'gate', BUDGET: '10m', STRICT: 'true', CONFIG: 'a policy.json' });
    expect((await calledWith()).toSpliced(3, 1)).toEqual([
      'check',
      '--base=origin/main',
      '--format=github',
      '--suite=gate',
      '--budget=10m',
      '--config=a policy.json',
      '--strict',
    ]);
  });

  test('none is ever read by the shell, nor is one an option of its own', async () => {
    const hostile = '--x "$(touch pwned)"; touch pwned; `touch pwned` \'\n* ü';
    await act({
      LIGHT: 'pass',
      BASE: hostile,
      SUITE: hostile,
      BUDGET: hostile,
      CONFIG: hostile,
      FORMAT: hostile,
    });
    expect((await calledWith()).toSpliced(3, 1)).toEqual(
      ['check', '--base=', '--format=', '--suite=', '--budget=', '--config='].map((option, index) =>
        index === 0 ? option : option + hostile,
      ),
    );
    expect((await readdir(folder)).toSorted()).toEqual([
      'bin',
      'called.json',
      'node_modules',
      'output',
      'temp',
    ]);
  });

  test.each([
    ['STRICT', 'yes', 'strict'],
    ['FAIL_ON_INCONCLUSIVE', '', 'fail-on-inconclusive'],
    ['BASE', '', 'base'],
  ])('%s=%s is refused before anything runs', async (variable, value, input) => {
    const { exitCode, stdout, outputs } = await act({ LIGHT: 'pass', [variable]: value });
    expect(exitCode).toBe(64);
    expect(outputs).toBe('light=error\nexit-code=64\nfolder=\n');
    expect(stdout).toMatch(new RegExp(`^::error title=Interleave::${input}: expected `));
    await expect(calledWith()).rejects.toThrow('ENOENT');
  });
});

test.each(['bin', 'node_modules'])('where there is no %s, it says what to do', async (missing) => {
  await rm(path.join(folder, missing), { recursive: true });
  const { exitCode, stdout, outputs } = await act({ LIGHT: 'pass' });
  expect(exitCode).toBe(69);
  expect(outputs).toBe('light=error\nexit-code=69\nfolder=\n');
  expect(stdout).toContain(
    'is no checkout of Interleave with its packages: check out first, then run npm ci',
  );
});

// Its programs are its own: no revision of the repository that installed it has others.
test('an installed Interleave is not run', async () => {
  const installed = path.join(folder, 'node_modules', 'interleave');
  await mkdir(installed);
  await rename(path.join(folder, 'bin'), path.join(installed, 'bin'));
  expect((await act({ LIGHT: 'pass' })).exitCode).toBe(69);
  await expect(calledWith()).rejects.toThrow('ENOENT');
});

describe('action.yml', () => {
  const parts = async () => {
    const action = await readFile(path.join(packageRoot, 'action.yml'), 'utf8');
    const [, before = '', outputs = '', steps = ''] =
      /^inputs:\n([^]*?)^outputs:\n([^]*?)^runs:\n([^]*)/m.exec(action) ?? [];
    const names = (text: string) => [...text.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name ?? '');
    return { inputs: names(before), outputs: names(outputs), outputText: outputs, steps };
  };

  test('hands every input to the step that takes it, under the name that this test gives it', async () => {
    const { inputs: declared, steps } = await parts();
    const variable = (name: string) => name.toUpperCase().replaceAll('-', '_');
    const handed = declared.filter((name) => steps.includes(`${variable(name)}: \${{ inputs.${name} }}\n`));
    expect(handed.map(variable).toSorted()).toEqual(Object.keys(inputs).toSorted());
    for (const name of declared.filter((one) => !handed.includes(one))) {
      expect(steps).toMatch(
        new RegExp(`^ +(working-directory|name): \\$\\{\\{ inputs\\.${name} \\}\\}$`, 'm'),
      );
    }
  });

  test('gives every output that the script writes', async () => {
    const { outputs } = await act({ LIGHT: 'pass' });
    const written = outputs
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [line.slice(0, line.indexOf('='))]));
    const { outputs: declared, outputText } = await parts();
    expect(declared).toEqual(written);
    for (const name of written) expect(outputText).toContain(`value: \${{ steps.check.outputs.${name} }}\n`);
  });

  test('stands in docs/ci.md with every input and output, and no other', async () => {
    const { inputs: declared, outputs } = await parts();
    const document = await readFile(path.join(packageRoot, 'docs', 'ci.md'), 'utf8');
    const told = [...document.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
    expect(told).toEqual([...declared, ...outputs]);
    expect(declared.length).toBeGreaterThan(5);
  });
});
