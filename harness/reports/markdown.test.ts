import { expect, test } from 'vitest';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import { plainTable, type TextTable } from './text-table.ts';

test('text from outside stays text', () => {
  expect(markdownText('a | b\r\nc')).toBe('a \\| b c');
  expect(markdownText('<script>&amp;')).toBe('&lt;script&gt;&amp;amp;');
  expect(markdownText('[x](y) `z` *w* _v_ max_map_count')).toBe(
    '\\[x\\](y) \\`z\\` \\*w\\* \\_v\\_ max_map_count',
  );
  expect(markdownCode('a`|b')).toBe('`a b`');
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
