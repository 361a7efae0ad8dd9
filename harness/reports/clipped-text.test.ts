import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { clipped } from './clipped-text.ts';

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  // The next character would take two columns, and one is left.
  ['一二三', 4, '一…'],
  ['一二三', 6, '一二三'],
  ['👩‍💻👩‍💻', 3, '👩‍💻…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
])('%j in %d columns is %j', (text, width, expected) => {
  expect(clipped(text, width)).toBe(expected);
  expect(stringWidth(clipped(text, width))).toBeLessThanOrEqual(width);
});
