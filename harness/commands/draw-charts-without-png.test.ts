import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { exampleChart } from '../reports/charts/example-chart.ts';
import { drawPng } from '../render/png.ts';
import { illustrate } from './draw-charts.ts';

// As after `npm ci --omit=optional`.
vi.mock('@resvg/resvg-js', () => {
  throw new Error("Cannot find module '@resvg/resvg-js-linux-x64-gnu'");
});

test('without what draws PNG files there are the others, and a line says what to install', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-no-png-'));
  try {
    const told: string[] = [];
    const { pictures } = await illustrate(folder, [exampleChart], (line) => told.push(line));
    expect(pictures).toHaveLength(1);
    const written = ['sound-dark.svg', 'sound.svg', 'sound.vl.json'];
    expect((await readdir(path.join(folder, 'charts'))).sort()).toEqual(written);
    expect(told).toEqual([
      expect.stringMatching(/^warning: sound: PNG files need .+ npm ci without --omit=optional/),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('who asks for a PNG is told what is missing', async () => {
  await expect(drawPng('<svg/>')).rejects.toMatchObject({ kind: 'missingRuntime' });
});
