import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fisherGreater } from './fisher.ts';

interface Reference {
  readonly shares: readonly {
    readonly marks: number;
    readonly of: number;
    readonly other_marks: number;
    readonly other_of: number;
    readonly greater: number;
  }[];
}

const { shares } = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

test.each(shares)(
  'as SciPy has it: $marks of $of against $other_marks of $other_of',
  ({ marks, of, other_marks, other_of, greater }) => {
    expect(Math.abs(fisherGreater(marks, of, other_marks, other_of) - greater)).toBeLessThanOrEqual(
      1e-9 * greater,
    );
  },
);

test('the lady who tasted tea: all four of eight cups told right', () => {
  expect(fisherGreater(4, 4, 0, 4)).toBeCloseTo(1 / 70, 14);
  expect(fisherGreater(3, 4, 1, 4)).toBeCloseTo(17 / 70, 14);
});

test('no marks, all marked and empty groups show nothing', () => {
  expect(fisherGreater(0, 40, 0, 40)).toBe(1);
  expect(fisherGreater(40, 40, 40, 40)).toBe(1);
  expect(fisherGreater(0, 0, 3, 9)).toBe(1);
  expect(fisherGreater(3, 9, 0, 0)).toBe(1);
  expect(fisherGreater(0, 0, 0, 0)).toBe(1);
});

test('far from what is expected it is tiny, and no NaN', () => {
  expect(fisherGreater(5_000, 5_000, 0, 5_000)).toBe(0);
  expect(fisherGreater(0, 5_000, 5_000, 5_000)).toBe(1);
});

test.each([
  [1, 0, 0, 1],
  [0, 1, 2, 1],
  [-1, 5, 0, 5],
  [0.5, 5, 0, 5],
  [0, 5, 0, NaN],
])('refuses %d of %d against %d of %d', (...counts) => {
  expect(() => fisherGreater(...counts)).toThrow(RangeError);
});
