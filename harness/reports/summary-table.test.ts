import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { exampleRun, exampleScenario } from './example-run.ts';
import type { Run } from './report.ts';
import { summaryTable } from './summary-table.ts';
import { plainTerminal, type Terminal } from './terminal.ts';

const at = (width: number): Terminal => ({ ...plainTerminal, width });

test('80 columns (vitest -u writes the file)', async () => {
  const text = summaryTable(exampleRun, at(80));
  await expect(text).toMatchFileSnapshot('golden/summary-table-80.txt');
});

test.each([60, 80, 100, 132])('no line is wider than %d columns', (width) => {
  const lines = summaryTable(exampleRun, at(width)).split('\n');
  expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
});

test('wide characters in a name leave the columns under each other', () => {
  const names: Readonly<Record<string, string>> = { 'go/timer': 'go/一百万', 'node/timer': 'node/👩‍💻' };
  const cases = exampleRun.plan.cases.map((own) => ({ ...own, variant: names[own.variant] ?? own.variant }));
  const run: Run = { ...exampleRun, plan: { ...exampleRun.plan, cases } };
  // Of the first table.
  const rows = (summaryTable(run, at(100)).split('\nbytes_per_task')[0] ?? '')
    .split('\n')
    .filter((line) => /^(go\/一百万|node\/👩‍💻) +[\d,]+ /.test(line));
  expect(rows).toHaveLength(6);
  // Numbers of tasks are set right.
  const ends = rows.map((line) => stringWidth(/^\S+ +[\d,]+/.exec(line)?.[0] ?? ''));
  expect(ends).toEqual(ends.map(() => ends[0]));
});

test('what the width does not hold is named, with where it is, and so is no note about it', () => {
  const scenario = { ...exampleScenario, caveats: { elapsed: 'mostly the wait', bytes_per_task: 'kept' } };
  const run: Run = { ...exampleRun, scenarios: [scenario] };
  const [wide, narrow] = [summaryTable(run, at(300)), summaryTable(run, at(70))];
  expect(wide).not.toContain('left out');
  expect(wide).toContain('note: elapsed: mostly the wait');
  expect(narrow.replace(/\n +/g, ' ')).toContain(
    'left out, as a width of 70 does not hold them: create_per_task, wake_lateness_p99, cpu, elapsed; see report.html and summary.csv',
  );
  expect(narrow).not.toContain('mostly the wait');
  expect(narrow).toContain('note: bytes_per_task: kept');
});

test('a histogram a row, its axis told under the table, and in ASCII where blocks cannot be shown', () => {
  const blocks = summaryTable(exampleRun, at(200));
  expect(blocks).toMatch(/node\/timer +10,000 .* [·▁▂▃▄▅▆▇█]{12} /);
  expect(blocks).toContain('samples: bytes_per_task of each sample on one axis for all rows, ');
  const ascii = summaryTable(exampleRun, { ...at(200), hasBlocks: false });
  expect(ascii).not.toMatch(/[·▁▂▃▄▅▆▇█]/);
  expect(ascii).toMatch(/node\/timer +10,000 .* [.:\-=+*#%@]{12} /);
});

test.each([
  [80, ['bytes_per_task', 'peak', 'create_per_task'], false],
  [100, ['bytes_per_task', 'peak', 'create_per_task', 'wake_lateness_p99'], false],
  [120, ['bytes_per_task', 'peak', 'create_per_task', 'wake_lateness_p99', 'cpu', 'elapsed'], false],
  [200, ['bytes_per_task', 'peak', 'create_per_task', 'wake_lateness_p99', 'cpu', 'elapsed'], true],
])('at a width of %d metrics come first: %j, and histograms: %s', (width, metrics, hasHistograms) => {
  const text = summaryTable(exampleRun, at(width));
  const [, titles = ''] = text.split('\n').filter((line) => /^(naps, |variant)/.test(line));
  expect(titles.split(/ {2,}/).filter((title) => title.trim() !== 'samples')).toEqual([
    'variant',
    'tasks',
    'n',
    ...metrics,
    'not ok',
  ]);
  expect(titles.includes('samples')).toBe(hasHistograms);
  expect(/^samples: /m.test(text)).toBe(hasHistograms);
});

test('the first Go row against the first Node row, where a difference is shown', () => {
  const text = summaryTable(exampleRun);
  expect(text).toMatch(/^bytes_per_task, tasks 10,000: node\/timer takes .* bytes? .*go\/timer$/m);
});

test('no sentence where nothing is shown, or the rows must not be compared', () => {
  const few: Run = { ...exampleRun, samples: [...exampleRun.samples].filter(({ round }) => round < 5) };
  expect(summaryTable(few)).not.toMatch(/^bytes_per_task, tasks/m);
});

test('colour marks what words say already', () => {
  const painted = summaryTable(exampleRun, {
    ...plainTerminal,
    paint: (role, text) => `<${role}>${text}</${role}>`,
  });
  expect(painted).toContain('<heading>naps, L1-timer: a bare timer</heading>');
  expect(painted).toContain('<doubt>warning:</doubt> no interval');
  expect(painted.replace(/<\/?(heading|doubt|quiet)>/g, '')).toBe(summaryTable(exampleRun));
});

describe('hostile text', () => {
  const [first] = exampleRun.plan.cases;
  if (first === undefined) throw new Error('expected a case');
  const hostile = { ...first, parameters: { ...first.parameters, wake: '\u001b[2J::error::\u202e一二' } };
  const run: Run = {
    ...exampleRun,
    plan: { ...exampleRun.plan, cases: [hostile, ...exampleRun.plan.cases.slice(1)] },
  };

  test.each([80, Infinity])('moves no cursor at a width of %d', (width) => {
    const lines = summaryTable(run, at(width)).split('\n');
    expect(lines.filter((line) => /[\p{Cc}\u202e]/u.test(line))).toEqual([]);
  });
});
