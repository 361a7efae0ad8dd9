import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { formatDuration, Progress, type ProgressStream } from './progress.ts';

const clear = '\r\u001b[K';

/** What a progress wrote to a stream of its own. */
function written(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Record<string, string>,
  use: (progress: Progress) => void,
): string {
  const sink = Object.assign(new PassThrough({ encoding: 'utf8' }), stream);
  use(new Progress(sink satisfies ProgressStream, environment));
  return sink.read() ?? '';
}

const story = (progress: Progress) => {
  progress.line('run 1');
  progress.state('1/2 · node');
  progress.state('1/2 · node · parked');
  progress.sample('1/2: ok', false);
  progress.state('2/2 · node');
  progress.sample('2/2: failed: no reason', true);
  progress.done();
};

test('in a terminal one line is redrawn, and only what is worth noting stays', () => {
  expect(written({ isTTY: true, columns: 80 }, { TERM: 'xterm' }, story)).toBe(
    `run 1\n${clear}1/2 · node${clear}1/2 · node · parked${clear}2/2 · node${clear}2/2: failed: no reason\n`,
  );
});

test.each<[string, { isTTY?: boolean }, Record<string, string>]>([
  ['a file', {}, { TERM: 'xterm' }],
  ['TERM=dumb', { isTTY: true }, { TERM: 'dumb' }],
  ['NO_COLOR', { isTTY: true }, { TERM: 'xterm', NO_COLOR: '1' }],
])('%s: a line for every sample', (_, stream, environment) => {
  expect(written(stream, environment, story)).toBe('run 1\n1/2: ok\n2/2: failed: no reason\n');
});

test('an empty NO_COLOR is none (no-color.org)', () => {
  expect(written({ isTTY: true }, { NO_COLOR: '' }, (progress) => progress.state('a'))).toBe(`${clear}a`);
});

describe('a state never wraps', () => {
  test.each([
    [10, 'abcdefghi', 'abcdefghi'],
    [10, 'abcdefghij', 'abcdefgh…'],
    [1, 'abc', '…'],
    // A pseudo-terminal whose size was never set.
    [0, 'abcdefghij', 'abcdefghij'],
  ])('%i columns: %s', (columns, text, shown) => {
    expect(written({ isTTY: true, columns }, {}, (progress) => progress.state(text))).toBe(
      `${clear}${shown}`,
    );
  });
});

test('a workload’s words give the terminal no orders and start no lines', () => {
  const hostile = 'gave up: \u001b[2Jfirst\r\nsecond\u2028third\u0007';
  const harmless = 'gave up: \ufffd[2Jfirst second third\ufffd';
  expect(written({}, {}, (progress) => progress.line(hostile))).toBe(`${harmless}\n`);
  expect(written({ isTTY: true }, {}, (progress) => progress.state(hostile))).toBe(`${clear}${harmless}`);
});

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [499, '0 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [310_000, '5 min 10 s'],
  [3_599_999, '1 h 0 min'],
  [11_100_000, '3 h 5 min'],
])('formatDuration %i: %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
