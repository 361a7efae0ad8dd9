import { describe, expect, test } from 'vitest';
import { asciiSigns, blockSigns, histogramLegend, histograms } from './histogram.ts';

describe('histograms', () => {
  test('one axis for all rows', () => {
    const found = histograms(
      [
        [0, 0, 0, 0],
        [12, 12],
        [0, 12],
      ],
      blockSigns,
    );
    expect(found).toEqual({
      cells: ['█···········', '···········█', '▄··········▄'],
      low: 0,
      high: 12,
      axis: 'linear',
    });
  });

  test('a bin is as high as its share of its own row, and one of many values is seen', () => {
    const row = [...Array.from({ length: 99 }, () => 1), 2];
    expect(histograms([row, [1, 1.5]], blockSigns)?.cells).toEqual(['█··········▁', '▄·····▄·····']);
  });

  test('values far apart are laid out by their ratios, unless one is not above 0', () => {
    expect(histograms([[1], [10, 100]], blockSigns)).toMatchObject({
      cells: ['█···········', '······▄····▄'],
      axis: 'logarithmic',
    });
    expect(histograms([[0], [10, 100]], blockSigns)).toMatchObject({ axis: 'linear' });
    expect(histograms([[-1], [10, 100]], blockSigns)).toMatchObject({ axis: 'linear', low: -1 });
  });

  test('a row without values has none', () => {
    expect(histograms([[], [1, 2]], blockSigns)?.cells).toEqual(['', '▄··········▄']);
  });

  test.each([[[]], [[[1], [2]]], [[[3, 3], [3]]], [[[], []]]])('there is nothing to see in %j', (rows) => {
    expect(histograms(rows, blockSigns)).toBeNull();
  });

  test('ASCII alone says the same', () => {
    const rows = [
      [1, 1, 1, 4],
      [2, 3],
    ];
    const [blocks, ascii] = [histograms(rows, blockSigns), histograms(rows, asciiSigns)];
    expect(ascii?.cells.join('')).toMatch(/^[ -~]+$/);
    const translated = blocks?.cells.map((cell) =>
      [...cell]
        .map((sign) => asciiSigns.levels[blockSigns.levels.indexOf(sign)] ?? asciiSigns.empty)
        .join(''),
    );
    expect(ascii?.cells).toEqual(translated);
  });

  test('more rows than a call has arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [index, index + 1]);
    expect(histograms(rows, blockSigns)?.high).toBe(200_000);
  });
});

test('the legend names the metric, the ends in the unit of the table, and the axis', () => {
  const found = histograms([[1e6], [2e6, 3.5e6]], blockSigns);
  if (found === null) throw new Error('expected histograms');
  expect(histogramLegend('peak', found, { label: 'MB', factor: 1e6 })).toBe(
    'peak of each sample on one axis for all rows, 1 to 3.5 MB, linear',
  );
});
