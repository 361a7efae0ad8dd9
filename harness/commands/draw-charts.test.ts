import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Chart } from '../reports/charts/chart.ts';
import { exampleChart } from '../reports/charts/example-chart.ts';
import { illustrate } from './draw-charts.ts';

const sound = exampleChart;
/** Vega-Lite knows no such mark. */
const broken: Chart = { ...sound, name: 'broken', spec: { ...sound.spec, mark: 'stroke of genius' } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-draw-charts-'));
});
afterEach(async () => rm(folder, { recursive: true }));

test('a chart that cannot be drawn is told of, and the others are there', async () => {
  const told: string[] = [];
  const { pictures, files } = await illustrate(folder, [broken, sound], (line) => told.push(line));
  expect(pictures.map(({ chart }) => chart.name)).toEqual(['sound']);
  const written = ['sound-dark.png', 'sound-dark.svg', 'sound.png', 'sound.svg', 'sound.vl.json'];
  expect((await readdir(path.join(folder, 'charts'))).sort()).toEqual(written);
  expect(files.map((file) => path.relative(folder, file)).sort()).toEqual(
    written.map((file) => path.join('charts', file)),
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^warning: the chart broken is missing, since drawing it failed: /);
});

test('a place that cannot be written to is refused, not passed over', async () => {
  await writeFile(path.join(folder, 'charts'), 'in the way');
  await expect(illustrate(folder, [sound], () => {})).rejects.toMatchObject({ kind: 'cannotWrite' });
});

test('no charts make no folder', async () => {
  expect(await illustrate(folder, [], () => {})).toEqual({ pictures: [], files: [] });
  expect(await readdir(folder)).toEqual([]);
});
