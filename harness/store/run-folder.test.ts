import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import type { Plan } from './plan.ts';
import { createRun, readRun, resumeRun } from './run-folder.ts';
import { writeReport } from './stored-folder.ts';
import type { Sample, UnusableSample } from './sample.ts';

const { plan, environment, samples } = exampleRun;

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-store-'));
  target = path.join(parent, 'deep', 'run');
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

const samplesFile = () => path.join(target, 'samples.ndjson');
const lockFile = () => path.join(target, 'run.lock');

async function storedRun(stored: readonly Sample[], ofPlan: Plan = plan): Promise<void> {
  const folder = await createRun(target, ofPlan, environment);
  for (const sample of stored) await folder.append(sample);
  await folder.close();
}

describe('what is written is read back', () => {
  test('plan, environment and every kind of sample', async () => {
    await storedRun(samples);
    expect(new Set(samples.map(({ status }) => status)).size).toBeGreaterThan(3);
    expect(await readRun(target)).toEqual({
      plan,
      environment,
      samples,
      wholeBytes: readFileSync(samplesFile()).length,
    });
    expect(readdirSync(target).toSorted()).toEqual(['environment.json', 'plan.json', 'samples.ndjson']);
  });

  test('a sample is on the disk before append is over', async () => {
    const folder = await createRun(target, plan, environment);
    for (const [index, sample] of samples.slice(0, 3).entries()) {
      await folder.append(sample);
      expect((await readRun(target)).samples).toHaveLength(index + 1);
    }
    await folder.close();
  });

  // U+2028 ends a line for JavaScript, not for JSON; a line feed ends one for NDJSON.
  test('line ends of every kind in what a workload wrote', async () => {
    const failed = samples.find(({ status }) => status === 'failed') as UnusableSample;
    const stderrTail = 'first\nsecond\r\nthird\u2028fourth\u2029fifth\u0085\u000b\ud83d\ude00\u0000\ud800';
    const sample: Sample = { ...failed, order: 0, stderrTail, rawLine: '\n\u2028' };
    await storedRun([sample, sample]);
    const stored = await readRun(target);
    expect(stored.samples).toEqual([sample, sample]);
    expect(readFileSync(samplesFile(), 'utf8').split('\n')).toHaveLength(3);
  });
});

describe('a line torn off by a kill', () => {
  const [first, last] = samples.slice(0, 2) as [Sample, Sample];

  test('cut at every byte: the samples before it are kept, and going on appends after them', async () => {
    // Characters of two to four bytes, so that some cuts go through them.
    const torn: Sample = { ...last, variant: 'node/ünï→😀' };
    await storedRun([first, torn]);
    const whole = readFileSync(samplesFile());
    const firstBytes = whole.indexOf('\n') + 1;
    for (let length = firstBytes; length < whole.length; length += 1) {
      writeFileSync(samplesFile(), whole.subarray(0, length));
      const stored = await readRun(target);
      expect([stored.samples, stored.wholeBytes]).toEqual([[first], firstBytes]);
      // Going on takes two syncs to the disk a time: not at every byte.
      if (length % 97 !== 0 && length !== whole.length - 1) continue;
      const { folder } = await resumeRun(target);
      expect(readFileSync(samplesFile()).length).toBe(firstBytes);
      await folder.append(torn);
      await folder.close();
      expect(readFileSync(samplesFile()).equals(whole)).toBe(true);
    }
  });

  test('at the very first sample: none is left', async () => {
    await storedRun([first]);
    await truncate(samplesFile(), 10);
    expect(await readRun(target)).toMatchObject({ samples: [], wholeBytes: 0 });
  });
});

describe('the lock', () => {
  /** A living process whose command line looks like a run's. */
  async function withLivingRun(work: (pid: number) => Promise<void>, name = 'interleave'): Promise<void> {
    const child = spawn(process.execPath, ['-e', 'console.log(); setInterval(() => {}, 1e9)', name], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await once(child.stdout!, 'data');
      await work(child.pid as number);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  test('of a living run keeps others out, and is left as it is', async () => {
    await storedRun(samples.slice(0, 1));
    await withLivingRun(async (pid) => {
      writeFileSync(lockFile(), `${pid}\n`);
      await expect(resumeRun(target)).rejects.toMatchObject({
        kind: 'cannotWrite',
        message: `${target} is being written by process ${pid}: wait for it, or stop it`,
      });
      expect(readFileSync(lockFile(), 'utf8')).toBe(`${pid}\n`);
    });
  });

  test('of a dead process, or of its number’s next owner, keeps nobody out', async () => {
    await storedRun(samples.slice(0, 1));
    let dead = 0;
    await withLivingRun(async (pid) => {
      dead = pid;
    });
    for (const text of [`${dead}\n`, '', 'rubbish', '-1\n', '0\n']) {
      writeFileSync(lockFile(), text);
      const { folder } = await resumeRun(target);
      expect(readFileSync(lockFile(), 'utf8')).toBe(`${process.pid}\n`);
      await folder.close();
      expect(existsSync(lockFile())).toBe(false);
    }
    await withLivingRun(async (pid) => {
      writeFileSync(lockFile(), `${pid}\n`);
      const { folder } = await resumeRun(target);
      await folder.close();
    }, 'another-program');
  });

  test('is never put into a folder that is no run', async () => {
    await mkdir(target, { recursive: true });
    await expect(resumeRun(target)).rejects.toMatchObject({ kind: 'foreignFile' });
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('what is refused', () => {
  test('a folder that is there already', async () => {
    await storedRun([]);
    await expect(createRun(target, plan, environment)).rejects.toMatchObject({ kind: 'cannotWrite' });
    // And what is in it stays.
    expect((await readRun(target)).plan).toEqual(plan);
  });

  test('a folder below a file', async () => {
    writeFileSync(path.join(parent, 'file'), '');
    await expect(createRun(path.join(parent, 'file', 'run'), plan, environment)).rejects.toMatchObject({
      kind: 'cannotWrite',
      message: expect.stringMatching(
        /^cannot write .*: (ENOTDIR|EEXIST): .*; free some space or name another folder with --out$/,
      ),
    });
  });

  const damage: [string, () => void, RegExp][] = [
    [
      'a sample whose order is outside the plan',
      () => rewrite('samples.ndjson', '"order":0', '"order":4000'),
      /samples\.ndjson holds a sample that its plan does not/,
    ],
    [
      'an entry out of its order',
      () => rewrite('plan.json', '"order": 1,', '"order": 7,'),
      /plan\.json: entry 1 has order 7/,
    ],
    [
      'an entry of a case that there is not',
      () => rewrite('plan.json', `"case": "${plan.entries[0]!.case}"`, '"case": "gone"'),
      /plan\.json: entry 0 names the unknown case gone/,
    ],
    [
      'an unknown field',
      () => rewrite('samples.ndjson', '{"order"', '{"extra":1,"order"'),
      /samples\.ndjson line 1: : Unrecognized key/,
    ],
    [
      'another format',
      () => rewrite('environment.json', 'interleave-environment/1', 'x'),
      /environment\.json: format: /,
    ],
    [
      'bytes that are no UTF-8',
      () => writeFileSync(samplesFile(), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])),
      /samples\.ndjson: expected UTF-8/,
    ],
    [
      'a line that is no JSON',
      () => writeFileSync(samplesFile(), '{"order":\n'),
      /samples\.ndjson line 1: it is no JSON/,
    ],
    ['an empty line', () => writeFileSync(samplesFile(), '\n'), /samples\.ndjson line 1: it is no JSON/],
  ];

  function rewrite(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(target, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(path.join(target, file), text.replace(from, to));
  }

  test.each(damage)('%s', async (_, harm, message) => {
    await storedRun(samples.slice(0, 2));
    harm();
    const refusal = { kind: 'foreignFile', exitCode: 65, message: expect.stringMatching(message) };
    await expect(readRun(target)).rejects.toMatchObject(refusal);
    await expect(resumeRun(target)).rejects.toMatchObject(refusal);
    expect(existsSync(lockFile())).toBe(false);
  });

  test('a folder in a file’s place', async () => {
    await storedRun([]);
    await rm(samplesFile());
    await mkdir(samplesFile());
    await expect(readRun(target)).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringMatching(/samples\.ndjson cannot be read: EISDIR/),
    });
  });
});

describe('writeReport', () => {
  test('writes all pieces', async () => {
    await writeReport(parent, 'report.md', ['one', 'two']);
    expect(readFileSync(path.join(parent, 'report.md'), 'utf8')).toBe('onetwo');
  });

  test('a generator that throws leaves the old file, and its own error', async () => {
    writeFileSync(path.join(parent, 'report.md'), 'old');
    const mistake = new TypeError('a mistake in a report');
    function* pieces() {
      yield 'half of it';
      throw mistake;
    }
    await expect(writeReport(parent, 'report.md', pieces())).rejects.toBe(mistake);
    expect(readFileSync(path.join(parent, 'report.md'), 'utf8')).toBe('old');
    expect(readdirSync(parent)).toEqual(['report.md']);
  });

  test('a folder that is gone is told', async () => {
    await expect(writeReport(path.join(parent, 'gone'), 'report.md', ['x'])).rejects.toMatchObject({
      kind: 'cannotWrite',
      exitCode: 73,
    });
  });
});
