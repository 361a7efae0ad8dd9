import { expect, test } from 'vitest';
import { terminalOf } from './terminal.ts';

const escape = '\u001b';

test.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['a file', {}, {}, false],
  ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false],
  ['FORCE_COLOR in a file', {}, { FORCE_COLOR: '1' }, true],
  ['an empty FORCE_COLOR in a file', {}, { FORCE_COLOR: '' }, true],
  ['FORCE_COLOR against NO_COLOR', {}, { FORCE_COLOR: 'true', NO_COLOR: '1' }, true],
  ['FORCE_COLOR=0 in a terminal', { isTTY: true }, { FORCE_COLOR: '0' }, false],
] as const)('colour: %s', (_, stream, variables, isColoured) => {
  const { paint } = terminalOf(stream, variables);
  for (const role of ['heading', 'doubt', 'quiet', 'worse', 'better'] as const) {
    const painted = paint(role, 'text');
    expect(painted.includes(escape)).toBe(isColoured);
    expect(painted).toContain('text');
    if (!isColoured) expect(painted).toBe('text');
  }
});

test.each([
  [{ isTTY: true, columns: 80 }, 80],
  // A terminal that does not tell, such as a serial line.
  [{ isTTY: true, columns: 0 }, Infinity],
  [{ isTTY: true }, Infinity],
  [{ columns: 80 }, Infinity],
])('the width of %j is %d', (stream, width) => {
  expect(terminalOf(stream, {}).width).toBe(width);
});

test.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, true],
  [{}, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'xterm-256color' }, true],
])('blocks with %j: %s', (variables, hasBlocks) => {
  expect(terminalOf({ isTTY: true }, variables).hasBlocks).toBe(hasBlocks);
});
