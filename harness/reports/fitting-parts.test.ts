import { expect, test } from 'vitest';
import { fittingParts, pastedLength, type TextPart } from './fitting-parts.ts';

const part = (text: string, dispensable: number, instead: string | null = '-'): TextPart => ({
  text,
  instead,
  dispensable,
});

test('all of it where there is room', () => {
  expect(fittingParts([part('aaa', 2), part('bbb', 1)], 6)).toEqual(['aaa', 'bbb']);
});

test('the least dispensable first, then the short ones, in the order in which they stand', () => {
  const parts = [part('long rows', 2), part('rows', 2), part('compared', 1), part('title', 0, null)];
  expect(fittingParts(parts, 18)).toEqual(['-', 'rows', 'compared', 'title']);
  expect(fittingParts(parts, 17)).toEqual(['-', '-', 'compared', 'title']);
});

test('what has no room keeps nothing out that has', () => {
  expect(fittingParts([part('far too long', 1), part('rows', 2)], 6)).toEqual(['-', 'rows']);
});

test('what must stay stays, however short the room', () => {
  expect(fittingParts([part('title', 0, null), part('rows', 2)], 1)).toEqual(['title', '-']);
});

test('a line that ends counts twice', () => {
  expect(pastedLength('a\nb\n')).toBe(6);
});
