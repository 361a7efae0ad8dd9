import { expect, test } from 'vitest';
import { drawnCrossing, type Place } from './drawn-crossing.ts';

const places = (...ys: readonly (number | null)[]): Place[] =>
  ys.flatMap((y, x) => (y === null ? [] : [{ x, y }]));

test('a line falls below another where the straight pieces between their points meet', () => {
  expect(drawnCrossing(places(3, 1), places(0, 2), 0, 1)).toBe(0.75);
  expect(drawnCrossing(places(3, 1).toReversed(), places(0, 2).toReversed(), 0, 1)).toBe(0.75);
});

test('a line without a point at a place goes straight on there', () => {
  expect(drawnCrossing(places(4, null, 0), places(1, 1, 1), 0, 2)).toBe(1.5);
});

test('of several falls it is the last one within the bounds', () => {
  const wavering = places(1, -1, 1, -1, 1, -1);
  const flat = places(0, 0, 0, 0, 0, 0);
  expect(drawnCrossing(wavering, flat, 0, 5)).toBe(4.5);
  expect(drawnCrossing(wavering, flat, 0, 3)).toBe(2.5);
});

test.each([
  [places(1, 2), places(0, 1)],
  [places(-1, 1), places(0, 0)],
  [places(1), places(0, 2)],
  [[], []],
])('null where it does not: %j and %j', (line, other) => {
  expect(drawnCrossing(line, other, 0, 1)).toBeNull();
});
