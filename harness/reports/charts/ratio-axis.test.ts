import { describe, expect, test } from 'vitest';
import { ratioAxis } from './ratio-axis.ts';

/** What stands below the axis, as its expression gives it for each tick. */
function labels(low: number, high: number, most = 7): string[] {
  const { axis } = ratioAxis(low, high, most);
  const [, texts = '[]'] = /^(\[.*?\])\[indexof/.exec(String(axis['labelExpr'])) ?? [];
  expect(axis['values']).toHaveLength((JSON.parse(texts) as string[]).length);
  return JSON.parse(texts) as string[];
}

describe('ticks', () => {
  test.each<[number, number, string[]]>([
    [0.93, 1.07, ['−6 %', '−4 %', '−2 %', '0 %', '+2 %', '+4 %', '+6 %']],
    [0.9989, 1.0012, ['−0.1 %', '0 %', '+0.1 %']],
    [0.98, 1.3, ['0 %', '+5 %', '+10 %', '+15 %', '+20 %', '+25 %', '+30 %']],
    [0.4, 2.5, ['0.4 ×', '0.5 ×', '0.7 ×', '1 ×', '1.5 ×', '2 ×']],
    [1 / 12, 12, ['0.1 ×', '0.2 ×', '0.5 ×', '1 ×', '2 ×', '5 ×', '10 ×']],
    [1 / 2e4, 2e4, ['0.0001 ×', '0.01 ×', '1 ×', '100 ×', '10,000 ×']],
  ])('from %d to %d', (low, high, expected) => {
    expect(labels(low, high)).toEqual(expected);
  });

  test('never more than there is room for, 1 among them, within the ends', () => {
    for (const reach of [0.0003, 0.004, 0.011, 0.03, 0.09, 0.3, 0.41, 0.7, 1.2, 2.5, 5, 20]) {
      const [low, high] = [Math.exp(-reach), Math.exp(reach)];
      for (const most of [5, 7]) {
        const values = ratioAxis(low, high, most).axis['values'] as number[];
        expect(values.length).toBeLessThanOrEqual(most);
        expect(values).toContain(1);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low * 0.999);
        expect(Math.max(...values)).toBeLessThanOrEqual(high * 1.001);
      }
    }
  });
});
