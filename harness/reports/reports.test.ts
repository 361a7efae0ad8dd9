import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { exampleRun } from './example-run.ts';
import { reportFormats } from './index.ts';
import type { Run } from './report.ts';
import { summaryTable } from './summary-table.ts';

function textOf(file: string, run: Run = exampleRun): string {
  const format = reportFormats.find((candidate) => candidate.file === file);
  if (format === undefined) throw new Error(`no report is called ${file}`);
  return [...format.write(run)].join('');
}

function rowsOf(file: string, run: Run = exampleRun): Record<string, string>[] {
  return parse(textOf(file, run), { columns: true });
}

/** Failed, not attained and its second attempt, a latency sample, skipped. */
const ordersShown = new Set([1, 3, 5, 8]);
const excerpt: Run = {
  ...exampleRun,
  samples: exampleRun.samples.filter(({ order }) => ordersShown.has(order)),
};

describe('golden files (vitest -u writes them)', () => {
  test.each(['samples.csv', 'latency.csv', 'memory.csv'])('%s of an excerpt', async (file) => {
    await expect(textOf(file, excerpt)).toMatchFileSnapshot(`golden/${file}`);
  });

  test('summary.csv, some metrics', async () => {
    const shown = /,(metric|bytes_per_task|bytes_per_task_slope|wake_lateness_p99|),/;
    const lines = textOf('summary.csv').split('\r\n');
    const kept = lines.filter((line) => shown.test(`,${line.split(',')[5]},`));
    await expect(kept.map((line) => `${line}\r\n`).join('')).toMatchFileSnapshot('golden/summary.csv');
  });

  test('crossovers.csv', async () => {
    await expect(textOf('crossovers.csv')).toMatchFileSnapshot('golden/crossovers.csv');
  });

  test('report.md', async () => {
    await expect(textOf('report.md')).toMatchFileSnapshot('golden/report.txt');
  });

  test('datapackage.json', async () => {
    await expect(textOf('datapackage.json')).toMatchFileSnapshot('golden/datapackage.txt');
  });

  test('the terminal’s table', async () => {
    await expect(summaryTable(exampleRun)).toMatchFileSnapshot('golden/summary-table.txt');
  });
});

test.each(['samples.csv', 'summary.csv', 'latency.csv', 'memory.csv', 'crossovers.csv'])(
  '%s ends every line in CRLF',
  (file) => {
    const outsideQuotes = textOf(file).replace(/"[^"]*"/g, '');
    expect(outsideQuotes.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(outsideQuotes.endsWith('\r\n')).toBe(true);
  },
);

test('every attempt is in samples.csv, the last one alone counts', () => {
  const attempts = rowsOf('samples.csv').filter(({ order }) => order === '3');
  expect([...new Set(attempts.map(({ attempt, status }) => `${attempt} ${status}`))]).toEqual([
    '1 not-attained',
    '2 ok',
  ]);
  const rows = rowsOf('summary.csv').filter(
    ({ variant, tasks }) => variant === 'node/timer' && tasks === '1000',
  );
  expect(rows.find(({ metric }) => metric === 'elapsed')).toMatchObject({
    n: '6',
    n_ok: '6',
    n_not_attained: '0',
  });
});

test('a failed sample is one row with its reason, and leaves n at 5 and the interval empty', () => {
  expect(rowsOf('samples.csv').filter(({ order }) => order === '1')).toMatchObject([
    {
      status: 'failed',
      metric: '',
      unit: '',
      value: '',
      reason: expect.stringContaining("'=cmd|") as string,
    },
  ]);
  const rows = rowsOf('summary.csv').filter(
    ({ variant, tasks }) => variant === 'node/timer' && tasks === '0',
  );
  expect(rows.find(({ metric }) => metric === 'elapsed')).toMatchObject({
    n: '5',
    median: '703000000',
    ci_low: '',
    ci_high: '',
    n_ok: '5',
    n_failed: '1',
  });
});

test('six values have an interval', () => {
  const row = rowsOf('summary.csv').find(
    ({ variant, tasks, metric }) => variant === 'go/timer' && tasks === '1000' && metric === 'bytes_per_task',
  );
  // 264 + round bytes a task, and a page more of everything each round.
  expect(row).toMatchObject({ n: '6', ci_low: '264', ci_high: '289.48', minimum: '264', maximum: '289.48' });
});

test('no value without tasks', () => {
  const rows = rowsOf('summary.csv').filter(({ tasks }) => tasks === '0');
  expect(rows.map(({ metric }) => metric)).not.toContain('bytes_per_task');
  expect(rows.map(({ metric }) => metric)).not.toContain('create_per_task');
});

test('one slope a round, without a size', () => {
  const slopes = rowsOf('summary.csv').filter(({ metric }) => metric === 'bytes_per_task_slope');
  expect(slopes).toMatchObject([
    { variant: 'go/timer', tasks: '', wake: 'together', n: '6', minimum: '264', maximum: '269', n_ok: '18' },
    { variant: 'node/timer', tasks: '', n: '6', maximum: '420', n_ok: '17', n_failed: '1' },
  ]);
});

test('a case without any ok sample keeps a row', () => {
  const rows = rowsOf('summary.csv').filter(({ variant }) => variant === 'node/thread');
  expect(rows).toMatchObject([
    { metric: '', probe: 'memory', n: '0', median: '', n_skipped: '1', level: 'L4-thread' },
  ]);
});

test('an unfinished run has rows for what was planned, and says that it is unfinished', () => {
  const unfinished = { ...exampleRun, samples: [] };
  expect(textOf('samples.csv', unfinished).split('\r\n')).toHaveLength(2);
  expect(rowsOf('summary.csv', unfinished).map(({ n }) => n)).toEqual(Array(9).fill('0'));
  expect(textOf('report.md', unfinished)).toContain(
    'planned samples not taken yet: 40; the run is not finished',
  );
  expect(summaryTable(unfinished)).toContain('the run is not finished');
});

test('levels never share a table', () => {
  const sections = textOf('report.md').split(/^### /m).slice(1);
  expect(sections.map((section) => section.split(':')[0])).toEqual([
    'L1-timer',
    'L4-thread',
    'node_beats_go',
  ]);
  expect(sections[0]?.includes('node/thread')).toBe(false);
});

test('the report lets no HTML, cell or line of a reason through', () => {
  const report = textOf('report.md');
  expect(report).not.toMatch(/<b>/);
  expect(report).toContain('=cmd\\|\' /C calc\'!A0, said "boom" and &lt;b&gt;died&lt;/b&gt;');
});

test('the terminal’s table moves no cursor', () => {
  const [first] = exampleRun.plan.cases;
  if (first === undefined) throw new Error('expected a case');
  const hostile = { ...first, parameters: { ...first.parameters, wake: '\u001b[2J' } };
  const run = {
    ...exampleRun,
    plan: { ...exampleRun.plan, cases: [hostile, ...exampleRun.plan.cases.slice(1)] },
  };
  expect(summaryTable(run)).not.toContain('\u001b');
});

test('a run of an unknown scenario is refused by name', () => {
  expect(() => textOf('samples.csv', { ...exampleRun, scenarios: [] })).toThrow('measured the scenario naps');
});
