import { expect, test } from 'vitest';
import type { ChartRow } from './chart.ts';
import { runtimeScales } from './runtime-scales.ts';
import { seriesColours } from './theme.ts';

const rowsOf = (...runtimes: string[]): ChartRow[] => runtimes.map((runtime) => ({ runtime }));

test('each runtime has one colour and one shape, whichever others are there', () => {
  const all = runtimeScales(rowsOf('node', 'os', 'go', 'go'));
  expect(all.color).toMatchObject({
    scale: { domain: ['go', 'node', 'os'], range: [seriesColours[0], seriesColours[1], seriesColours[2]] },
  });
  expect(all.shape).toMatchObject({ scale: { range: ['circle', 'square', 'triangle-up'] } });
  expect(runtimeScales(rowsOf('node')).color).toMatchObject({ scale: { range: [seriesColours[1]] } });
});

test('the legend says what they are called', () => {
  expect(JSON.stringify(runtimeScales(rowsOf('go', 'node')).color)).toContain('Node.js');
});

test('of a runtime without marks of its own the theme chooses', () => {
  expect(runtimeScales(rowsOf('go', 'python')).color).not.toHaveProperty('scale');
});
