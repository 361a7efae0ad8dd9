import { describe, expect, test } from 'vitest';
import { findCrossover, type SweptPoint } from './crossover.ts';

/** Six rounds, all alike: the interval is a single value. */
function exactly(x: number, ratio: number, rounds = 6): SweptPoint {
  return { x, ratios: Array<number>(rounds).fill(ratio) };
}

/** Six rounds around 1, so that nothing is shown; the median ln ratio is that of `ratio`. */
function open(x: number, ratio = 1): SweptPoint {
  return { x, ratios: [ratio / 4, ratio / 4, ratio, ratio, ratio * 4, ratio * 4] };
}

describe('found', () => {
  test('half-way on the logarithmic axis, between the two swept values', () => {
    expect(findCrossover([exactly(10, 2), exactly(1_000, 0.5)])).toEqual({
      status: 'found',
      estimate: expect.closeTo(100, 9) as number,
      worseAt: 10,
      betterAt: 1_000,
      upTo: 1_000,
    });
  });

  test('a third of the way where the medians are 2 and a quarter', () => {
    const { estimate } = findCrossover([exactly(1, 2), exactly(8, 0.25)]);
    expect(estimate).toBeCloseTo(2, 12);
  });

  test('points may come in any order', () => {
    const points = [exactly(1, 4), exactly(10, 2), exactly(100, 0.5), exactly(1_000, 0.25)];
    const found = findCrossover(points);
    expect(found).toMatchObject({ status: 'found', worseAt: 10, betterAt: 100 });
    expect(findCrossover(points.toReversed())).toEqual(found);
  });

  test('values at which nothing is shown widen the bracket, and the estimate uses their medians', () => {
    const found = findCrossover([exactly(1, 2), open(10, 1.25), open(100, 0.8), exactly(1_000, 0.5)]);
    expect(found).toMatchObject({ status: 'found', worseAt: 1, betterAt: 1_000 });
    expect(found.estimate).toBeCloseTo(Math.sqrt(1_000), 9);
  });

  test('a median of exactly 1 is the crossover', () => {
    expect(findCrossover([exactly(1, 2), open(10), exactly(100, 0.5)]).estimate).toBe(10);
  });

  test('of several falls within the bracket the last one counts: from there on the medians stay below 1', () => {
    const points = [exactly(1, 2), open(2, 0.9), open(4, 1.25), open(16, 0.8), exactly(64, 0.5)];
    expect(findCrossover(points)).toMatchObject({ status: 'found', worseAt: 1, betterAt: 64 });
    expect(findCrossover(points).estimate).toBeCloseTo(8, 9);
  });

  test('a fall outside of the bracket does not count', () => {
    const points = [exactly(1, 2), exactly(4, 0.5), open(8, 1.1), open(16, 0.9)];
    expect(findCrossover(points)).toMatchObject({ worseAt: 1, betterAt: 4 });
    expect(findCrossover(points).estimate).toBeCloseTo(2, 9);
  });

  test('an interval that ends at exactly 1 shows nothing', () => {
    expect(findCrossover([exactly(1, 1), exactly(2, 0.5)])).toMatchObject({
      status: 'not-shown',
      betterAt: 2,
    });
    expect(findCrossover([exactly(1, 2), exactly(2, 1)])).toMatchObject({ status: 'not-shown', worseAt: 1 });
  });

  test('an advantage that fades again is told, however it goes on', () => {
    const start = [exactly(1, 2), exactly(2, 0.5), exactly(4, 0.5)];
    expect(findCrossover(start)).toMatchObject({ betterAt: 2, upTo: 4 });
    const later = [open(8), exactly(16, 0.5)];
    expect(findCrossover([...start, ...later])).toMatchObject({ status: 'found', betterAt: 2, upTo: 4 });
    expect(findCrossover([open(1), ...start.slice(1), ...later])).toMatchObject({
      status: 'not-shown',
      betterAt: 2,
      upTo: 4,
    });
  });

  test('a value of fewer than six rounds shows nothing, however clear it looks', () => {
    const points = [exactly(1, 2), exactly(10, 2, 5), exactly(100, 0.5)];
    expect(findCrossover(points)).toMatchObject({ status: 'found', worseAt: 1, betterAt: 100 });
    expect(findCrossover(points).estimate).toBeCloseTo(Math.sqrt(1_000), 9);
  });

  test('of seven rounds six must lie on one side, of nine eight', () => {
    const mixed = (x: number, below: number, above: number): SweptPoint => ({
      x,
      ratios: [...Array<number>(below).fill(0.5), ...Array<number>(above).fill(2)],
    });
    const worse = exactly(1, 2);
    // Ranks 1 of 7 and 2 of 9: the interval is the whole range, and all but the outermost values.
    expect(findCrossover([worse, mixed(2, 6, 1)]).status).toBe('not-shown');
    expect(findCrossover([worse, mixed(2, 7, 0)]).status).toBe('found');
    expect(findCrossover([worse, mixed(2, 7, 2)]).status).toBe('not-shown');
    expect(findCrossover([worse, mixed(2, 8, 1)]).status).toBe('found');
  });
});

describe('from 0', () => {
  test('up to the next value the line goes over x itself, since 0 has no logarithm', () => {
    const found = findCrossover([exactly(0, 4), exactly(8, 0.25), exactly(64, 0.25)]);
    expect(found).toMatchObject({ status: 'found', worseAt: 0, betterAt: 8 });
    expect(found.estimate).toBeCloseTo(4, 12);
  });

  test('a median of exactly 1 at 0 is a crossover at 0', () => {
    expect(findCrossover([open(0), exactly(8, 0.5)])).toEqual({
      status: 'not-shown',
      estimate: 0,
      worseAt: null,
      betterAt: 8,
      upTo: 8,
    });
  });
});

describe('what else may be shown', () => {
  test('better at the smallest value already', () => {
    const always = { status: 'always-better', estimate: null, worseAt: null, betterAt: 1 };
    expect(findCrossover([exactly(1, 0.5), exactly(10, 0.25)])).toEqual({ ...always, upTo: 10 });
    expect(findCrossover([exactly(1, 0.5), open(10, 1.1)])).toEqual({ ...always, upTo: 1 });
  });

  test('worse at the largest value still', () => {
    const never = { status: 'never-better', estimate: null, worseAt: 10, betterAt: null, upTo: null };
    expect(findCrossover([exactly(1, 4), exactly(10, 2)])).toEqual(never);
    expect(findCrossover([open(1, 0.9), exactly(10, 2)])).toEqual(never);
  });

  test('better at a value and worse at a larger one', () => {
    const points = [exactly(1, 2), exactly(2, 0.5), open(4), exactly(8, 2), exactly(16, 0.5)];
    expect(findCrossover(points)).toEqual({
      status: 'not-monotone',
      estimate: null,
      worseAt: 8,
      betterAt: 2,
      upTo: 2,
    });
    expect(findCrossover([exactly(1, 0.5), exactly(2, 2)]).status).toBe('not-monotone');
  });
});

describe('not shown', () => {
  test('nowhere worse below', () => {
    const shown = findCrossover([open(1, 2), exactly(4, 0.5), exactly(16, 0.25)]);
    expect(shown).toMatchObject({ status: 'not-shown', worseAt: null, betterAt: 4 });
    expect(shown.estimate).toBeCloseTo(2, 12);
  });

  test('nowhere better above', () => {
    const shown = findCrossover([exactly(1, 4), exactly(4, 2), open(16, 0.5)]);
    expect(shown).toMatchObject({ status: 'not-shown', worseAt: 4, betterAt: null });
    expect(shown.estimate).toBeCloseTo(8, 12);
  });

  test('neither; and where the medians do not fall there is no estimate', () => {
    const neither = { status: 'not-shown', worseAt: null, betterAt: null, upTo: null };
    expect(findCrossover([open(1, 2), open(4, 0.5)])).toMatchObject(neither);
    expect(findCrossover([open(1, 2), open(4, 0.5)]).estimate).toBeCloseTo(2, 12);
    expect(findCrossover([open(1, 0.5), open(4, 2)])).toEqual({ ...neither, estimate: null });
    expect(findCrossover([open(1), open(4)])).toEqual({ ...neither, estimate: null });
  });
});

test('fewer than six rounds everywhere: a value without an interval', () => {
  const few = findCrossover([exactly(1, 2, 5), exactly(4, 0.5, 1)]);
  expect(few).toMatchObject({ status: 'no-interval', worseAt: null, betterAt: null });
  expect(few.estimate).toBeCloseTo(2, 12);
  expect(findCrossover([exactly(1, 0.5, 5), exactly(4, 0.5, 5)])).toMatchObject({
    status: 'no-interval',
    estimate: null,
  });
});

test('follows a change of the scale of x, and the exchange of the two ways turns it round', () => {
  const points = [exactly(2, 3), open(6, 1.2), exactly(20, 0.9)];
  const found = findCrossover(points);
  const scaled = findCrossover(points.map(({ x, ratios }) => ({ x: x * 7, ratios })));
  expect(scaled).toMatchObject({ status: 'found', worseAt: 14, betterAt: 140 });
  expect(scaled.estimate).toBeCloseTo(found.estimate! * 7, 9);
  const exchanged = points.map(({ x, ratios }) => ({ x, ratios: ratios.map((ratio) => 1 / ratio) }));
  expect(findCrossover(exchanged)).toMatchObject({ status: 'not-monotone', betterAt: 2, worseAt: 20 });
});

test.each([
  [[], 'at least two swept values, received 0'],
  [[exactly(1, 2)], 'at least two swept values, received 1'],
  [[exactly(1, 2), exactly(1, 3)], 'different swept values from 0 up, received 1, 1'],
  [[exactly(-1, 2), exactly(1, 3)], 'different swept values from 0 up, received -1, 1'],
  [[exactly(1, 0), exactly(2, 1)], 'ratios above 0, received 0 at the swept value 1'],
  [[exactly(1, 1), exactly(2, Infinity)], 'ratios above 0, received Infinity at the swept value 2'],
  [[{ x: 1, ratios: [] }, exactly(2, 1)], 'at least one value'],
])('refuses what is no sweep: %j', (points, message) => {
  expect(() => findCrossover(points)).toThrow(RangeError);
  expect(() => findCrossover(points)).toThrow(message);
});
