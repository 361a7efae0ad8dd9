import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { exampleRun } from '../harness/reports/example-run.ts';
import { referenceFolder } from './readme-figures.ts';
import { staleReports, writeReferenceReports } from './reference-reports.ts';

// That they are what is made of the run today is a part of `npm run readme -- --check`, which readme-figures.test.ts runs.
test('the pictures that the report of the reference shows are in Git beside it', async () => {
  const { stdout } = await execa('git', ['-C', referenceFolder, 'ls-files']);
  const shown = await readFile(path.join(referenceFolder, 'report.md'), 'utf8');
  const pictures = [...shown.matchAll(/charts\/[\w.-]+\.(?:svg|png)/g)].map(([name]) => name);
  expect(pictures.length).toBeGreaterThan(10);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(pictures));
});

test('a report that was edited, one that is gone and one that is made no longer are stale', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-stale-'));
  try {
    await writeReferenceReports(folder, exampleRun);
    await writeFile(path.join(folder, 'plan.json'), '{}');
    await cp(path.join(folder, 'report.md'), path.join(folder, 'report-of-old.md'));
    await execa('git', ['-C', folder, 'init', '--quiet']);
    await execa('git', ['-C', folder, 'add', '.']);
    expect(await staleReports(folder, exampleRun)).toEqual(['report-of-old.md']);
    await writeFile(path.join(folder, 'summary.csv'), 'edited\r\n');
    await rm(path.join(folder, 'datapackage.json'));
    expect(await staleReports(folder, exampleRun)).toEqual([
      'datapackage.json',
      'report-of-old.md',
      'summary.csv',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
