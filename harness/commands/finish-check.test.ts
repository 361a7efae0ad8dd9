import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkAnnotations } from '../reports/check-annotations.ts';
import { checkMarkdown } from '../reports/check-markdown.ts';
import { checkText } from '../reports/check-text.ts';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import { createCheck } from '../store/check-folder.ts';
import { checkOutputs, finishCheck, printCheck, type CheckOutput } from './finish-check.ts';
import { Progress } from './progress.ts';
import { replayCheck } from './replay-check.ts';
import type { Session } from './session.ts';

let workingFolder: string;
let folder: string;
beforeEach(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-finish-check-'));
  folder = path.join(workingFolder, 'results', 'check');
});
afterEach(async () => rm(workingFolder, { recursive: true, force: true }));

function sessionWith(variables: Session['variables'] = {}, interrupt = new AbortController().signal) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const session: Session = {
    sources: [
      {
        scenario: exampleCheckScenario,
        directory: new URL('file:///'),
      },
    ],
    stdout,
    stderr,
    variables,
    workingFolder,
    interrupt,
    now: () => new Date('2026-11-21T09:30:00Z'),
    randomSeed: () => 7,
  };
  // One read gives one write.
  const said = (stream: PassThrough): string => {
    const chunks: string[] = [];
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(String(chunk));
    return chunks.join('');
  };
  return { session, stdout: () => said(stdout), stderr: () => said(stderr) };
}

async function storeExample(): Promise<void> {
  const open = await createCheck(folder, exampleCheck.plan, exampleCheck.environment);
  for (const line of exampleCheck.lines) await open.append(line);
  await open.close();
}

describe('printed', () => {
  async function printed(output: CheckOutput, variables: Session['variables'] = {}): Promise<string> {
    const { session, stdout } = sessionWith(variables);
    await printCheck(exampleCheck, output, session);
    return stdout();
  }

  test('as text, Markdown and JSON', async () => {
    expect(await printed('text')).toBe(checkText(exampleCheck));
    expect(await printed('markdown')).toBe(checkMarkdown(exampleCheck));
    expect(JSON.parse(await printed('json'))).toMatchObject({ check: exampleCheck.plan.checkId });
    expect(checkOutputs).toEqual(['text', 'json', 'markdown', 'github']);
  });

  test('in colour where the terminal of the session has some, as every command', async () => {
    expect(await printed('text', { FORCE_COLOR: '1' })).toContain('\u001b[31mregressed\u001b[39m');
    expect(await printed('text', { FORCE_COLOR: '0' })).not.toContain('\u001b');
    expect(await printed('markdown', { FORCE_COLOR: '1' })).not.toContain('\u001b');
  });

  test('in a workflow: annotations, and the summary after what others have written there', async () => {
    const summary = path.join(workingFolder, 'summary.md');
    await writeFile(summary, 'before\n');
    expect(await printed('github', { GITHUB_STEP_SUMMARY: summary })).toBe(checkAnnotations(exampleCheck));
    expect(await readFile(summary, 'utf8')).toBe(`before\n${checkMarkdown(exampleCheck)}`);
  });

  test.each([[{}], [{ GITHUB_STEP_SUMMARY: '' }]])(
    'without a summary’s file the text comes after the annotations: %j',
    async (variables) => {
      expect(await printed('github', variables)).toBe(
        checkAnnotations(exampleCheck) + checkText(exampleCheck),
      );
    },
  );

  test('a summary that cannot be written', async () => {
    const printing = printed('github', { GITHUB_STEP_SUMMARY: workingFolder });
    await expect(printing).rejects.toMatchObject({ kind: 'cannotWrite' });
    await expect(printing).rejects.toThrow('GITHUB_STEP_SUMMARY');
  });
});

describe('finished', () => {
  test('judged from what is stored, with its reports, and the code that it deserves', async () => {
    await storeExample();
    const { session, stdout, stderr } = sessionWith();
    const code = await finishCheck(folder, null, 'text', session, new Progress(session.stderr, {}));
    // One metric has regressed and a program has failed: what was shown stays so.
    expect(code).toBe(2);
    expect(stdout()).toBe(checkText(exampleCheck));
    expect(stderr()).toBe(`reports: ${folder}\n`);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['check.md', 'pairs.csv', 'verdicts.json', 'check.json']),
    );
    expect((await readdir(path.join(folder, 'charts'))).toSorted()).toEqual(
      ['forest', 'pairs'].flatMap((name) =>
        ['-dark.png', '-dark.svg', '.png', '.svg', '.vl.json'].map((ending) => `${name}${ending}`),
      ),
    );
  });

  test('the report shows the picture that lies beside it; what is printed, or is a job’s summary, has none', async () => {
    await storeExample();
    const summary = path.join(workingFolder, 'summary.md');
    const { session } = sessionWith({ GITHUB_STEP_SUMMARY: summary });
    await finishCheck(folder, null, 'github', session, new Progress(session.stderr, {}));
    const report = await readFile(path.join(folder, 'check.md'), 'utf8');
    for (const file of report.matchAll(/(?:src|srcset)="([^"]+)"/g)) {
      expect(await readFile(path.join(folder, file[1] ?? ''), 'utf8')).toMatch(/^<svg/);
    }
    expect(report).toContain('src="charts/forest.svg"');
    expect(report.replace(/<picture>.*<\/picture>\n\n/s, '')).toBe(checkMarkdown(exampleCheck));
    expect(await readFile(summary, 'utf8')).toBe(checkMarkdown(exampleCheck));
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('interrupted by %s it says how to go on', async (signal, expected) => {
    await storeExample();
    const { session, stderr } = sessionWith({}, AbortSignal.abort(signal));
    const code = await finishCheck(folder, 'interrupted', 'text', session, new Progress(session.stderr, {}));
    expect(code).toBe(expected);
    expect(stderr()).toContain(`to finish it: interleave check --resume ${folder}\n`);
  });
});

test('a replay leaves the folder as it is, and is found from the user’s', async () => {
  await storeExample();
  const before = await readdir(folder);
  const { session, stdout } = sessionWith();
  const { policy } = exampleCheck.plan;
  expect(await replayCheck(path.join('results', 'check'), policy, 'text', session)).toBe(2);
  expect(stdout()).toBe(checkText(exampleCheck));
  expect(await readdir(folder)).toEqual(before);
  await expect(replayCheck('results/gone', policy, 'text', session)).rejects.toMatchObject({
    kind: 'foreignFile',
  });
});
