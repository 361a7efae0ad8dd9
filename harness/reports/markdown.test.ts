import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { markdownCode, markdownFold, markdownPicture, markdownTable, markdownText } from './markdown.ts';
import { plainTable, type TextTable } from './text-table.ts';

test('an address stands as code, since GitHub makes a link of it however it is escaped', () => {
  expect(markdownText('a_ node@26.10.0 b_c@d.e')).toBe('a\\_ `node@26.10.0` `b_c@d.e`');
  expect(marked.parse(markdownText('node@26.10.0, go@1.27.4'))).not.toContain('href');
});

test('text from outside stays text', () => {
  expect(markdownText('a | b\r\nc')).toBe('a \\| b c');
  expect(markdownText('<script>&amp;')).toBe('&lt;script&gt;&amp;amp;');
  expect(markdownText('[x](y) `z` *w* _v_ max_map_count')).toBe(
    '\\[x\\](y) \\`z\\` \\*w\\* \\_v\\_ max_map_count',
  );
  expect(markdownCode('a`|b')).toBe('`a b`');
  expect(markdownText('a\u202eb\u2066c\u001b[2J')).toBe('a\ufffdb\ufffdc \\[2J');
  expect(markdownCode('a\u202eb')).toBe('`a\ufffdb`');
});

const table: TextTable = {
  columns: [
    { title: 'variant', unit: '', align: 'left' },
    { title: 'peak', unit: 'MB', align: 'right' },
  ],
  rows: [
    ['go/timer', '4.02 ±0.3%'],
    ['node', '–'],
  ],
};

test('tables are aligned', () => {
  expect(markdownTable(table)).toBe(
    [
      '| variant  |  peak (MB) |',
      '| -------- | ---------: |',
      '| go/timer | 4.02 ±0.3% |',
      '| node     |          – |',
      '',
    ].join('\n'),
  );
  expect(plainTable(table)).toBe(
    ['variant         peak', '                  MB', 'go/timer  4.02 ±0.3%', 'node               –', ''].join(
      '\n',
    ),
  );
});

test('a table that is not aligned holds the same cells', () => {
  expect(markdownTable(table, false)).toBe(
    ['| variant | peak (MB) |', '| --- | --: |', '| go/timer | 4.02 ±0.3% |', '| node | – |', ''].join('\n'),
  );
  expect(marked.parse(markdownTable(table, false))).toBe(marked.parse(markdownTable(table)));
});

const hostile = [
  '<script>alert(1)</script>',
  'a | b || c',
  '`code` ``more``',
  '*a* **b** _c_ __d__ ~~e~~ ~f~',
  '[link](javascript:alert(1)) ![image](x.png) [ref]: x',
  '# heading',
  '- item',
  '+ item',
  '12. item',
  '> quote',
  '$x^2$ and $y$',
  '\\\\ \\| \\`',
  'line\n\n# heading\n\n| a |\n|---|',
  '</td></details> &lt; &amp;amp;',
  '--- === ***',
  'sleepers node/async-sleep node@26.10.0 all, go@1.27.4',
];

describe('as GitHub renders it', () => {
  test.each(hostile)('%j stays the text that it is, in a paragraph and in a cell', (text) => {
    const words = text.replace(/\s+/g, ' ').trim();
    const [paragraph, ...others] = significant(marked.lexer(markdownText(text)));
    expect(others).toEqual([]);
    expect(paragraph?.type).toBe('paragraph');
    expect(shownText(paragraph)).toBe(words);
    const column = { title: 'a', unit: '', align: 'left' } as const;
    const cells = markdownTable({ columns: [column, column], rows: [[markdownText(text), 'next']] });
    const [own] = significant(marked.lexer(cells));
    if (own?.type !== 'table') throw new Error(`expected a table, received ${own?.type}`);
    const rows = own['rows'] as { tokens: Token[] }[][];
    expect(rows.map((row) => row.map((cell) => cell.tokens.map(shownText).join('')))).toEqual([
      [words, 'next'],
    ]);
  });

  test.each(hostile)('%j is no more than words in a fold and in a picture', (text) => {
    const html = marked.parse(
      `${markdownPicture('charts/a.svg', 'charts/a-dark.svg', text)}\n${markdownFold(text, 'content\n\n')}after\n`,
      { async: false },
    );
    const tags = [...html.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name);
    expect(tags.join(' ')).toBe('picture source img picture details summary summary p p details p p');
    expect(html).toContain('<p>content</p>');
    expect(html).toContain('src="charts/a.svg"');
  });
});

test('of a long description of a picture the first marks are told, and how many there are more', () => {
  const marks = Array.from({ length: 60 }, (_, index) => `go/variant-${index} 12 ns`);
  const alternativeOf = (description: string): string =>
    /alt="([^"]*)"/.exec(markdownPicture('a.svg', 'b.svg', description))?.[1] ?? '';
  const told = alternativeOf(`Time: ${marks.join('; ')}`);
  expect(told.length).toBeLessThan(520);
  const [, count = ''] = /^Time: go\/variant-0 12 ns; .* 12 ns; and (\d+) more$/.exec(told) ?? [];
  expect(told.split('; ').length - 1 + Number(count)).toBe(marks.length);
  expect(alternativeOf('Time: go/a 1; go/b 2')).toBe('Time: go/a 1; go/b 2');
  expect(alternativeOf('x'.repeat(600))).toHaveLength(600);
});

function significant(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ type }) => type !== 'space');
}

/** What a reader sees; anything but text is named, so that no test takes markup for words. */
function shownText(token: Token | undefined): string {
  if (token === undefined) return '';
  if (token.type === 'paragraph') return (token.tokens ?? []).map(shownText).join('');
  if (['text', 'escape', 'codespan'].includes(token.type) && 'text' in token)
    return unescaped(String(token.text));
  return `{${token.type}}`;
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
