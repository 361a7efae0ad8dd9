import { expect, test } from 'vitest';
import { axisFor, logDomain, scaleOf, scaleTypeFor } from './scales.ts';

test('figures that lie far apart get a logarithmic axis, with a 0 among them nearly one, negative ones a straight one', () => {
  expect(scaleTypeFor([1, 29])).toBe('linear');
  expect(scaleTypeFor([1, 30])).toBe('log');
  expect(scaleTypeFor([0, 1, 30])).toBe('symlog');
  expect(scaleTypeFor([0, 5])).toBe('linear');
  expect(scaleTypeFor([-1, 1, 1_000])).toBe('linear');
  expect(scaleTypeFor([0])).toBe('linear');
});

test('a straight axis begins at 0, and has a length even where all is 0', () => {
  expect(scaleOf('linear', [7, 9])).toMatchObject({ domain: [0, 9] });
  expect(scaleOf('linear', [-3, 9])).toMatchObject({ domain: [-3, 9] });
  expect(scaleOf('linear', [0, 0])).toMatchObject({ domain: [0, 1] });
});

test.each([
  [
    [1, 1_000],
    [1, 1_000],
  ],
  [
    [0.013, 4.2],
    [0.01, 5],
  ],
  [
    [574, 43_000],
    [500, 50_000],
  ],
  [
    [0, 21, 99],
    [20, 100],
  ],
  [[5], [2.5, 10]],
])('a logarithmic axis of %j goes from label to label: %j', (values, domain) => {
  expect(logDomain(values)).toEqual(domain);
});

test('an axis that is nearly logarithmic is labelled at 0 and at powers of ten', () => {
  expect(axisFor('x', 'symlog', [0, 1, 64, 1_024])).toMatchObject({ values: [0, 1, 10, 100, 1_000] });
  expect(axisFor('x', 'symlog', [0, 1e-6, 5e5])).toMatchObject({
    values: [0, 1e-5, 1e-3, 0.1, 10, 1_000, 1e5],
  });
  expect(axisFor('x', 'symlog', [0])).toMatchObject({ values: [0, 1] });
});

test('a logarithmic axis goes on a little beyond its labels, so that no mark at its end looks cut', () => {
  expect(scaleOf('log', [8.58e6, 2e4])).toEqual({ type: 'log', domain: [2e4, 1e7], nice: false, padding: 6 });
});
