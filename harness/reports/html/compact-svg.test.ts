import { expect, test } from 'vitest';
import { drawPng } from '../../render/png.ts';
import { drawSvg } from '../../render/svg.ts';
import { chartMaterial, chartsOf } from '../charts/index.ts';
import { chartedRun } from './charted-run.ts';
import { compactSvg } from './compact-svg.ts';

test('the same picture, in far fewer letters', async () => {
  const charts = chartsOf(chartMaterial(chartedRun));
  expect(charts.length).toBeGreaterThan(1);
  for (const chart of charts) {
    const svg = await drawSvg(chart, 'dark');
    const compact = compactSvg(svg);
    expect(compact.length).toBeLessThan(svg.length / 2);
    expect(Buffer.compare(await drawPng(compact), await drawPng(svg)), chart.name).toBe(0);
  }
});

test('words of a text are no attributes', () => {
  const text = '<text x="1">a class="b" of role="c" &lt;g&gt;</text>';
  expect(compactSvg(`<svg><g class="mark" role="img" aria-label="5 > 4">${text}</g></svg>`)).toBe(
    `<svg><g>${text}</g></svg>`,
  );
});
