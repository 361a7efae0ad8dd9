import { expect, test } from 'vitest';
import { didYouMean } from './nearest.ts';

const variants = ['go/after-func', 'node/timeout-callback', 'go/goroutine-sleep'];

test.each([
  ['one letter off', 'go/after-fun', variants, ' (did you mean go/after-func?)'],
  ['its end alone', 'after-func', variants, ' (did you mean go/after-func?)'],
  ['the end with a mistake', 'timeout-calback', variants, ' (did you mean node/timeout-callback?)'],
  ['nothing like any of them', 'websocket-server', variants, ''],
  ['nothing in common with a short name', 'zzz', ['run', 'list'], ''],
  ['a single letter, which is near to everything', 'x', ['go', 'run'], ''],
  ['nothing at all', '', ['go', 'run'], ''],
  ['longer than what is known', 'runnning', ['run', 'running'], ' (did you mean running?)'],
  ['of two the nearer', 'lst', ['last', 'list', 'lost-and-found'], ' (did you mean last?)'],
  ['no names', 'run', [], ''],
])('%s', (_, given, known, expected) => {
  expect(didYouMean(given, known)).toBe(expected);
});
