import { expect, test } from 'vitest';
import { seriesChannels } from './series.ts';

function marksOf(runtimes: readonly string[]): { colour: string; shape: string }[] {
  const { color, shape } = seriesChannels(
    runtimes.map((runtime, index) => ({ series: `${runtime}/row-${index}`, runtime })),
  );
  const rangeOf = (channel: unknown): readonly unknown[] =>
    (channel as { scale: { range: readonly unknown[] } }).scale.range;
  return runtimes.map((_, index) => ({
    colour: JSON.stringify(rangeOf(color)[index]),
    shape: JSON.stringify(rangeOf(shape)[index]),
  }));
}

function repeated(pattern: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => pattern[index % pattern.length] ?? '');
}

const patterns = [
  ['go'],
  ['node'],
  ['go', 'node'],
  ['go', 'go', 'go', 'node'],
  ['os', 'node'],
  ['bun', 'go', 'deno'],
];

test.each(patterns.map((pattern) => [pattern.join(', '), pattern] as const))(
  'series of %s are told apart by colour and by shape, and by both together where there are many',
  (_, pattern) => {
    for (let count = 1; count <= 24; count += 1) {
      const marks = marksOf(repeated(pattern, count));
      expect(new Set(marks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(count);
      if (count > 8) continue;
      expect(new Set(marks.map(({ colour }) => colour)).size).toBe(count);
      expect(new Set(marks.map(({ shape }) => shape)).size).toBe(count);
    }
  },
);

test('no two series of 64 have both the same colour and the same shape', () => {
  const marks = marksOf(repeated(['go', 'node'], 64));
  expect(new Set(marks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(64);
});

test('the first of each runtime looks as the runtime does in pictures of runtimes', () => {
  const blueCircle = { colour: '"#0072b2"', shape: '"circle"' };
  const vermillionSquare = { colour: '"#d55e00"', shape: '"square"' };
  expect(marksOf(['go', 'node'])).toEqual([blueCircle, vermillionSquare]);
  expect(marksOf(['node', 'go', 'go'])).toMatchObject([vermillionSquare, blueCircle, {}]);
  expect(marksOf(['node'])).toEqual([vermillionSquare]);
});
