import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { exampleRun } from './example-run.ts';
import { pastedLength } from './fitting-parts.ts';
import { manyRowsRun } from './html/many-rows-run.ts';
import { mostCharacters, reportMd } from './report-md.ts';
import type { Sample } from '../store/sample.ts';
import type { Picture, Run } from './report.ts';

const textOf = (run: Run, pictures?: readonly Picture[]): string =>
  [...reportMd.write(run, pictures)].join('');

function pictureOf(name: string, description: string): Picture {
  const chart = {
    name,
    scenario: 'naps',
    title: name,
    subtitle: [],
    description,
    rows: [{ median: 1 }],
    spec: {},
  };
  return { chart, light: '<svg/>', dark: '<svg/>' };
}

describe('pictures', () => {
  test('stand below their scenario, in both themes, with what they say', () => {
    const text = textOf(exampleRun, [pictureOf('naps-memory', 'Memory: go/timer 4 MB; node/timer 40 MB')]);
    expect(text).toContain(
      [
        'What does a nap cost?',
        '',
        '<picture>',
        '  <source media="(prefers-color-scheme: dark)" srcset="charts/naps-memory-dark.svg">',
        '  <img alt="Memory: go/timer 4 MB; node/timer 40 MB" src="charts/naps-memory.svg">',
        '</picture>',
        '',
        '### L1-timer',
      ].join('\n'),
    );
  });

  test('are not named where none are drawn', () => {
    expect(textOf(exampleRun)).not.toContain('charts/');
  });
});

describe('rows held against the first of them', () => {
  test('with a ratio, its interval and n', () => {
    const [section] = textOf(exampleRun).split('Against `go/timer`').slice(1);
    expect(section).toMatch(/^ at tasks 10,000:\n/);
    expect(section).toMatch(/\| go\/timer +\| +268 ±1\.3% \| +\| base +\| +– \|/);
    expect(section).toMatch(/\| node\/timer \| +421 ±0\.2% \| +\| 1\.57 × \(1\.56–1\.59\) +\| +6 \|/);
  });

  test('with ~ where nothing is shown', () => {
    const few: Run = { ...exampleRun, samples: [...exampleRun.samples].filter(({ round }) => round < 5) };
    const [section] = textOf(few).split('Against `go/timer`').slice(1);
    expect(section).toMatch(/\| node\/timer \| +421 \| ~ +\| .* \| +5 \|/);
  });
});

const manyRows = 30;

/** As the example, with a nap more in every row. */
const long: Run = {
  ...exampleRun,
  plan: {
    ...exampleRun.plan,
    cases: Array.from({ length: manyRows }, (_, index) => {
      const [first] = exampleRun.plan.cases;
      if (first === undefined) throw new Error('expected a case');
      return { ...first, id: `${first.id} ${index}`, parameters: { ...first.parameters, tasks: index } };
    }),
    entries: [],
  },
  samples: [],
};

test('a table of many rows is folded, one of few is not', () => {
  expect(textOf(long)).toContain(
    `<details>\n<summary>All ${manyRows} rows</summary>\n\n| \`variant\` | \`tasks\` |`,
  );
  expect(textOf(exampleRun)).not.toContain('<details>');
});

describe('a run of many rows', () => {
  const levels = 8;

  /** Rows of several levels, every size on one of them. */
  function manyLevels(count: number): Run {
    const run = manyRowsRun(count);
    const cases = run.plan.cases.map((own) => ({
      ...own,
      level: `L${(Number(own.parameters['tasks']) % levels) + 1}`,
    }));
    return { ...run, plan: { ...run.plan, cases } };
  }

  test.each([160, 1_200, 6_000])('of %d keeps within a comment, with every comparison', (count) => {
    const text = textOf(manyLevels(count));
    expect(pastedLength(text)).toBeLessThanOrEqual(mostCharacters);
    expect(text.match(/^Against `go\/timer` at/gm)).toHaveLength(levels);
    expect(text.match(/^\| node\/timer \|[^|]+\| ~ +\|[^|]+\| +6 \|$/gm)).toHaveLength(levels);
    expect(text.match(/^### L\d/gm)).toHaveLength(levels);
    const leftOut = text.match(/^All [\d,]+ rows are in `report.html` and `summary.csv`\.$/gm) ?? [];
    expect(leftOut.length + (text.match(/^<summary>All/gm)?.length ?? 0)).toBe(count === 160 ? 0 : levels);
    expect(text.includes('**Shortened** to what a GitHub comment holds')).toBe(leftOut.length > 0);
  });

  test('of samples without figures keeps within a comment too', () => {
    const run = manyRowsRun(600);
    const samples = [...run.samples].map((sample, index) => {
      const { phases: _, ...rest } = { phases: [], ...sample };
      return { ...rest, status: 'failed', reason: `no ${index}: ${'why '.repeat(20)}` } as Sample;
    });
    const text = textOf({ ...run, samples });
    expect(pastedLength(text)).toBeLessThanOrEqual(mostCharacters);
    expect(text).toContain(
      'A table of 3,600 rows is left out: `samples.csv` has each of them with its reason.',
    );
  });

  test('is filled as far as there is room, with whole tables', () => {
    const text = textOf(manyLevels(1_200));
    expect(text).toContain('Shortened');
    expect(text.match(/^<summary>All 150 rows/gm)?.length).toBeGreaterThan(0);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  });
});

const hostile =
  '<script>x</script> </details> | `a` ~~b~~ $c$ [d](javascript:e) ![f](g)\r\n\r\n# h\n| i |\n|---|';

const hostileRun: Run = {
  ...long,
  plan: {
    ...exampleRun.plan,
    cases: [...exampleRun.plan.cases, ...long.plan.cases].map((own) => ({
      ...own,
      parameters: { ...own.parameters, wake: hostile },
    })),
  },
  environment: { ...exampleRun.environment, warnings: [hostile] },
  samples: [...exampleRun.samples].map((sample) =>
    sample.status === 'ok' ? sample : { ...sample, reason: hostile },
  ),
};

test('hostile text stays text: GitHub sees the same headings, tables and cells, and no HTML but ours', () => {
  const pictures = [pictureOf('naps-memory', hostile)];
  const tokens = marked.lexer(textOf(hostileRun, pictures));
  const headings = tokens
    .filter(({ type }) => type === 'heading')
    .map((token) => ('text' in token ? String(token.text) : ''));
  expect(headings).toEqual([
    expect.stringContaining('Interleave run'),
    'naps',
    'L1-timer: a bare timer',
    'L4-thread: a kernel thread',
    expect.stringContaining('node_beats_go'),
    'Samples without figures',
    'How to read this',
  ]);
  const inner: Token[] = [];
  marked.walkTokens(tokens, (token) => void inner.push(token));
  expect(inner.filter(({ type }) => ['link', 'image', 'del'].includes(type))).toEqual([]);
  const html = inner.filter(({ type }) => type === 'html').map(({ raw }) => raw);
  const tags = new Set(html.flatMap((raw) => [...raw.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name)));
  expect([...tags].sort()).toEqual(['details', 'img', 'picture', 'source', 'summary']);
  const tables = tokens.filter(({ type }) => type === 'table');
  // Each begins with its own titles: no row of text has begun another one, or lost a cell to it.
  expect(tables.length).toBe(textOf(hostileRun).match(/^\| -{2,}/gm)?.length);
});
