import { inflateSync } from 'node:zlib';
import { Session } from 'node:inspector/promises';
import { expect, test, vi } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import { chartMaterial, chartsOf } from '../reports/charts/index.ts';
import { drawPng } from './png.ts';
import { drawSvg } from './svg.ts';

/** Size and the bytes before compression, as the format has them. */
function read(png: Uint8Array): { width: number; height: number; bytes: Buffer } {
  const file = Buffer.from(png);
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + length));
  }
  return {
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
    bytes: inflateSync(Buffer.concat(parts)),
  };
}

const [chart] = chartsOf(chartMaterial(exampleRun));

test.each(['light', 'dark'] as const)('a PNG is twice its SVG and shows its %s picture', async (theme) => {
  if (chart === undefined) throw new Error('the example run has no chart');
  const svg = await drawSvg(chart, theme);
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const picture = read(await drawPng(svg));
  expect([picture.width, picture.height]).toEqual([2 * Number(width), 2 * Number(height)]);
  // A blank one would have two or three: its only colour, and how its rows are encoded.
  expect(new Set(picture.bytes).size).toBeGreaterThan(50);
  const blank = svg.replace(/<g [\s\S]*<\/g>/, '');
  expect(new Set(read(await drawPng(blank)).bytes).size).toBeLessThan(10);
});

test('the letters come from the font of the package', async () => {
  const text = (family: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text x="5" y="20" font-family="${family}">Interleave</text></svg>`;
  const withFont = await drawPng(text('Arimo'));
  expect(await drawPng(text('no such font on any machine'))).toEqual(withFont);
  expect(new Set(read(withFont).bytes).size).toBeGreaterThan(20);
});

test('the pixels of many pictures are let go of, a few at a time', async () => {
  const posted = vi.spyOn(Session.prototype, 'post');
  const square = '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"></svg>';
  // 4 MB each.
  for (let drawn = 0; drawn < 24; drawn += 1) await drawPng(square);
  expect(posted.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(posted.mock.calls.length).toBeLessThanOrEqual(4);
  for (const call of posted.mock.calls) expect(call).toEqual(['HeapProfiler.collectGarbage']);
  posted.mockRestore();
});
